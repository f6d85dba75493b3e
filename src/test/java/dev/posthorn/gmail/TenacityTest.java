package dev.posthorn.gmail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long one holds on, and how long a server may make one wait. */
final class TenacityTest {
  private final Tenacity tenacity = new Tenacity(wait -> {}, () -> 0);

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "7, 7", "60, 60", "61, 60", "3600, 60", "9223372036854775807, 60"})
  void whatTheServerAsksForIsHonouredUpToAMinute(long asked, long waited) {
    assertThat(tenacity.next(1, Duration.ofSeconds(asked))).contains(Duration.ofSeconds(waited));
  }

  @Test
  void sevenSetbacksInARowAreHeldOutAndNoMore() {
    assertThat(tenacity.next(7, null)).contains(Duration.ofSeconds(16));
    assertThat(tenacity.next(7, Duration.ofHours(1))).contains(Duration.ofMinutes(1));
    assertThat(tenacity.next(8, null)).isEmpty();
    assertThat(tenacity.next(8, Duration.ofSeconds(1))).isEmpty();
  }
}
