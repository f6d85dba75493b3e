package dev.posthorn.auth;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PatienceTest {
  private static final Patience SLOW = with(0);

  @Test
  void waitDoubles() {
    assertThat(SLOW.next(1, ZERO, null)).contains(ofSeconds(1));
    assertThat(SLOW.next(2, ZERO, null)).contains(ofSeconds(2));
    assertThat(SLOW.next(3, ZERO, null)).contains(ofSeconds(4));
  }

  @Test
  void waitsAreShortenedAtRandomByAHalfAtMost() {
    assertThat(with(0.5).next(3, ZERO, null)).contains(ofSeconds(3));
    assertThat(with(0.999_999).next(3, ZERO, null).orElseThrow())
        .isBetween(ofSeconds(2), ofMillis(2001));
  }

  @Test
  void fourthAttemptIsTheLast() {
    assertThat(SLOW.next(4, ZERO, null)).isEmpty();
    assertThat(SLOW.next(4, ZERO, ofSeconds(1))).isEmpty();
  }

  @Test
  void longerRetryAfterIsHonouredAndAShorterOneDoesNotHurry() {
    assertThat(SLOW.next(1, ZERO, ofSeconds(7))).contains(ofSeconds(7));
    assertThat(SLOW.next(1, ZERO, ZERO)).contains(ofSeconds(1));
  }

  @Test
  void noAttemptBeginsAfterThirtySeconds() {
    assertThat(SLOW.next(2, ofSeconds(28), null)).contains(ofSeconds(2));
    assertThat(SLOW.next(2, ofSeconds(29), null)).isEmpty();
    assertThat(SLOW.next(1, ofSeconds(23), ofSeconds(7))).contains(ofSeconds(7));
    assertThat(SLOW.next(1, ofSeconds(24), ofSeconds(7))).isEmpty();
    assertThat(SLOW.next(1, ZERO, ofSeconds(31))).isEmpty();
    assertThat(SLOW.next(1, ZERO, Duration.ofHours(24))).isEmpty();
    assertThat(SLOW.next(1, ofSeconds(1), ofSeconds(Long.MAX_VALUE))).isEmpty();
  }

  private static Patience with(double chance) {
    return new Patience(duration -> {}, () -> chance);
  }
}
