package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.outbox.AccountState;
import dev.posthorn.testing.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The line that tells how far a merge is, and what it waits for. */
class MergeProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ManualClock clock = ManualClock.at("2026-11-22T14:00:00Z");

  @Test
  void tellsCountRateAndTimeLeft() {
    MergeProgress line = line(true);
    line.begin("sent", 1_200);
    clock.advance(Duration.ofSeconds(20));
    steps(line, 200);
    assertThat(shown()).isEqualTo("posthorn: sent 1 of 1,200, 3 a minute, 7 h left");
    clock.advance(Duration.ofSeconds(20));
    line.step();
    assertThat(shown()).isEqualTo("posthorn: sent 201 of 1,200, 302 a minute, 3 min left");
  }

  @Test
  void tellsWhatItWaitsForUntilItGoesOn() {
    MergeProgress line = line(true);
    line.begin("sent", 2);
    line.waits(held(Instant.parse("2026-11-22T14:05:00Z")));
    assertThat(shown()).isEqualTo("posthorn: sent 0 of 2; pace: until 14:05");
    line.waits(held(Instant.parse("2026-11-23T14:05:00Z")));
    assertThat(shown()).endsWith("; pace: until 2026-11-23 14:05");
    clock.advance(Duration.ofSeconds(1));
    line.step();
    assertThat(shown()).isEqualTo("posthorn: sent 1 of 2, 60 a minute, 1 s left");
  }

  @Test
  void otherWordsStandAloneAndNothingIsDrawnAfterTheEnd() {
    MergeProgress line = line(true);
    line.begin("sent", 2);
    line.aside(() -> print("words\n"));
    assertThat(bytes.toString(UTF_8)).contains("\r" + " ".repeat(21) + "\rwords\n\rposthorn: ");
    line.close();
    int size = bytes.size();
    line.step();
    line.aside(() -> {});
    assertThat(bytes.size()).isEqualTo(size);
  }

  @Test
  void whereNobodyLooksNothingIsDrawn() {
    try (MergeProgress line = line(false)) {
      line.begin("sent", 2);
      steps(line, 2);
    }
    assertThat(bytes.size()).isZero();
  }

  private static AccountState held(Instant until) {
    return new AccountState("ann@example.com", Optional.empty(), Optional.of(until), "pace", 2);
  }

  private void steps(MergeProgress line, int count) {
    for (int i = 0; i < count; i++) {
      line.step();
    }
  }

  /** What stands on the line now. */
  private String shown() {
    String all = bytes.toString(UTF_8);
    return all.substring(all.lastIndexOf('\r') + 1).stripTrailing();
  }

  private void print(String words) {
    bytes.writeBytes(words.getBytes(UTF_8));
  }

  private MergeProgress line(boolean shown) {
    return new MergeProgress(new PrintStream(bytes, true, UTF_8), clock, shown);
  }
}
