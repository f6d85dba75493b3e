package dev.posthorn.auth;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class TokenReplyTest {
  @Test
  void retryAfterIsSecondsOrADateAndNothingElse() {
    Instant now = Instant.parse("2026-11-22T17:15:00Z");
    assertThat(TokenReply.retryAfter(" 12 ", now)).isEqualTo(ofSeconds(12));
    assertThat(TokenReply.retryAfter("Sun, 22 Nov 2026 17:15:30 GMT", now))
        .isEqualTo(ofSeconds(30));
    assertThat(TokenReply.retryAfter("Sun, 22 Nov 2020 17:15:30 GMT", now)).isEqualTo(ZERO);
    for (String odd : new String[] {"", "-1", "1e9", "99999999999999999999", "soon", null}) {
      assertThat(TokenReply.retryAfter(odd, now)).isNull();
    }
  }
}
