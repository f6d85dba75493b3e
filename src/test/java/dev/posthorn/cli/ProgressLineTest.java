package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The line that tells how far a large message is. */
class ProgressLineTest {
  private static final long TOTAL = 20_000_000;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ManualClock clock = ManualClock.at("2026-11-22T00:00:00Z");

  @Test
  void isRedrawnTenTimesASecondAndWipedAwayAtTheEnd() {
    try (ProgressLine line = line(true)) {
      line.written(0, TOTAL);
      line.written(1_000_000, TOTAL);
      clock.advance(Duration.ofMillis(100));
      line.written(8_400_000, TOTAL);
      line.written(TOTAL, TOTAL);
    }
    String[] drawn = bytes.toString(UTF_8).split("\r", -1);
    assertThat(drawn)
        .containsExactly(
            "",
            "posthorn: sending   0 % of 20.0 MB",
            "posthorn: sending  42 % of 20.0 MB",
            "posthorn: sending 100 % of 20.0 MB",
            " ".repeat("posthorn: sending 100 % of 20.0 MB".length()),
            "");
  }

  @Test
  void whatIsSaidAfterTheLineStandsAlone() {
    ProgressLine line = line(true);
    line.written(1_000_000, TOTAL);
    line.close();
    int size = bytes.size();
    line.written(TOTAL, TOTAL);
    assertThat(bytes.size()).isEqualTo(size);
  }

  @Test
  void aSmallMessageIsNotShown() {
    try (ProgressLine line = line(true)) {
      line.written(10, ProgressLine.WORTH_SHOWING - 1);
    }
    assertThat(bytes.size()).isZero();
  }

  @Test
  void nothingIsDrawnWhereNobodyLooks() {
    try (ProgressLine line = line(false)) {
      line.written(TOTAL, TOTAL);
    }
    assertThat(bytes.size()).isZero();
  }

  private ProgressLine line(boolean shown) {
    return new ProgressLine(new PrintStream(bytes, true, UTF_8), clock, shown);
  }
}
