package dev.posthorn.auth;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class RetryRuleTest {
  @Test
  void waitDoublesAndIsShortenedByChance() {
    assertThat(RetryRule.next(1, ZERO, null, 0)).contains(ofSeconds(1));
    assertThat(RetryRule.next(2, ZERO, null, 0)).contains(ofSeconds(2));
    assertThat(RetryRule.next(3, ZERO, null, 0)).contains(ofSeconds(4));
    assertThat(RetryRule.next(3, ZERO, null, 0.5)).contains(ofSeconds(3));
  }

  @Test
  void fourthAttemptIsTheLast() {
    assertThat(RetryRule.next(4, ZERO, null, 0)).isEmpty();
    assertThat(RetryRule.next(4, ZERO, ofSeconds(1), 0)).isEmpty();
  }

  @Test
  void longerRetryAfterIsHonouredAndAShorterOneDoesNotHurry() {
    assertThat(RetryRule.next(1, ZERO, ofSeconds(7), 0)).contains(ofSeconds(7));
    assertThat(RetryRule.next(1, ZERO, ZERO, 0)).contains(ofSeconds(1));
  }

  @Test
  void noAttemptBeginsAfterThirtySeconds() {
    assertThat(RetryRule.next(1, ofSeconds(23), ofSeconds(7), 0)).contains(ofSeconds(7));
    assertThat(RetryRule.next(1, ofSeconds(24), ofSeconds(7), 0)).isEmpty();
    assertThat(RetryRule.next(1, ZERO, ofSeconds(31), 0)).isEmpty();
    assertThat(RetryRule.next(1, ZERO, Duration.ofSeconds(Long.MAX_VALUE), 0)).isEmpty();
  }

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
