package dev.posthorn.gmail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PatienceTest {
  @Test
  void waitsAreShortenedAtRandomByAHalfAtMost() {
    Patience eager = new Patience(duration -> {}, () -> 0.999_999);
    Patience slow = new Patience(duration -> {}, () -> 0);
    assertThat(slow.next(1, Duration.ZERO, null)).contains(Duration.ofSeconds(1));
    assertThat(eager.next(3, Duration.ZERO, null).orElseThrow())
        .isBetween(Duration.ofSeconds(2), Duration.ofMillis(2001));
    assertThat(slow.next(4, Duration.ZERO, null)).isEmpty();
    assertThat(slow.next(2, Duration.ofSeconds(28), null)).contains(Duration.ofSeconds(2));
    assertThat(slow.next(2, Duration.ofSeconds(29), null)).isEmpty();
    assertThat(slow.next(1, Duration.ZERO, RetryAfter.LONGEST)).isEmpty();
  }
}
