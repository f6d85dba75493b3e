package dev.posthorn.auth;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TokenReplyTest {
  private static final Instant NOW = Instant.parse("2026-11-22T17:15:00Z");

  @Test
  void retryAfterIsSecondsOrADateAndNothingElse() {
    assertThat(retryAfter(" 12 ")).isEqualTo(ofSeconds(12));
    assertThat(retryAfter("Sun, 22 Nov 2026 17:15:30 GMT")).isEqualTo(ofSeconds(30));
    assertThat(retryAfter("Sun, 22 Nov 2020 17:15:30 GMT")).isEqualTo(ZERO);
    for (String odd : new String[] {"", "-1", "1e9", "99999999999999999999", "soon", null}) {
      assertThat(retryAfter(odd)).isNull();
    }
  }

  @Test
  void printingItShowsNoToken() {
    assertThat(new TokenReply(200, null, "{\"access_token\":\"marker\"}").toString())
        .isEqualTo("TokenReply[200]");
  }

  @Test
  void onlyAnErrorThatLooksLikeACodeIsTaken() {
    assertThat(error("{\"error\":\"invalid_grant\"}")).isEqualTo("invalid_grant");
    for (String odd :
        new String[] {
          "", "<html>", "{}", "{\"error\":1}", "{\"error\":\"<b>\"}", "{\"error\":\"\"}"
        }) {
      assertThat(error(odd)).isEmpty();
    }
  }

  private static String error(String body) {
    return new TokenReply(400, null, body).error();
  }

  private static @Nullable Duration retryAfter(@Nullable String header) {
    return new TokenReply(503, header, "").retryAfter(NOW);
  }
}
