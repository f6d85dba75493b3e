package dev.posthorn.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  @Test
  void eachFailureDoublesTheWaitUpToTheLongest() {
    Backoff all = new Backoff(() -> 0);
    assertThat(IntStream.of(1, 2, 3, 4, 9, 10, 1_000).mapToObj(n -> all.after(n, LONGEST)))
        .extracting(Duration::toSeconds)
        .containsExactly(1L, 2L, 4L, 8L, 256L, 300L, 300L);
  }

  @Test
  void chanceShortensTheWaitByUpToAHalf() {
    assertThat(new Backoff(() -> 0.999_999).after(3, LONGEST)).isEqualTo(Duration.ofMillis(2_001));
    assertThat(new Backoff(() -> 0.5).after(3, LONGEST)).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void theProvidersTimeCountsWhenItIsLonger() {
    Duration own = Duration.ofSeconds(4);
    assertThat(Backoff.atLeast(Optional.empty(), own)).isEqualTo(own);
    assertThat(Backoff.atLeast(Optional.of(Duration.ofSeconds(1)), own)).isEqualTo(own);
    assertThat(Backoff.atLeast(Optional.of(Duration.ofDays(1)), own)).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void aMistakenTimeOfTheProviderDoesNotWaitForEver() {
    assertThat(Backoff.atLeast(Optional.of(Duration.ofSeconds(Long.MAX_VALUE)), LONGEST))
        .isEqualTo(Duration.ofDays(7));
  }
}
