package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.cli.probe.Arrivals;
import dev.posthorn.cli.probe.Letter;
import dev.posthorn.cli.probe.Letters;
import dev.posthorn.cli.probe.ProbeId;
import dev.posthorn.cli.probe.SendingLog;
import dev.posthorn.cli.probe.SendingLog.Sent;
import dev.posthorn.testing.ManualClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Waiting for mail, by a clock that a test moves. */
class ProbeWaitTest {
  private static final ProbeId ID = new ProbeId("0tpc3k4x9q2");
  private static final Letters LETTERS = new Letters(ID, "ann@example.com", "bob@example.org");
  private static final SendingLog TWO =
      new SendingLog(
          Map.of(Letter.PLAIN, Sent.SENT, Letter.BCC, Sent.UNKNOWN, Letter.FROM, Sent.REFUSED),
          -1,
          -1);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ManualClock clock = ManualClock.at("2026-11-30T00:00:00Z");
  private final List<byte[]> mailbox = new ArrayList<>();
  private int looks;

  @Test
  void endsAsSoonAsAllThatMayHaveBeenSentIsThere() throws Exception {
    mailbox.add(LETTERS.write(Letter.PLAIN));
    Arrivals arrivals = wait(Duration.ofMinutes(10), 3);
    assertThat(arrivals.missing(Set.of(Letter.PLAIN, Letter.BCC))).isEmpty();
    assertThat(looks).isEqualTo(4);
    assertThat(bytes.toString(UTF_8))
        .startsWith("posthorn: 1 of 2 have arrived; waiting 600 s more at most")
        .endsWith(" \r");
  }

  @Test
  void givesUpWhenTimeIsUpAndNotBeforeTheLastLook() throws Exception {
    Arrivals arrivals = wait(Duration.ofSeconds(12), Integer.MAX_VALUE);
    assertThat(arrivals.missing(Set.of(Letter.PLAIN, Letter.BCC))).hasSize(2);
    assertThat(looks).as("at 0, 5, 10 and 12 s").isEqualTo(4);
  }

  @Test
  void looksOnceWithoutAnyPatience() throws Exception {
    wait(Duration.ZERO, Integer.MAX_VALUE);
    assertThat(looks).isEqualTo(1);
    assertThat(bytes.toString(UTF_8)).isEmpty();
  }

  /** The second message comes with that many sleeps. */
  private Arrivals wait(Duration patience, int sleeps) throws Exception {
    List<Duration> slept = new ArrayList<>();
    try (ProbeProgress progress = new ProbeProgress(new PrintStream(bytes, true, UTF_8), true)) {
      return new ProbeWait(
              () -> {
                looks++;
                return mailbox;
              },
              progress,
              clock,
              pause -> {
                clock.advance(pause);
                slept.add(pause);
                if (slept.size() == sleeps) {
                  mailbox.add(LETTERS.write(Letter.BCC));
                }
              })
          .arrivals(ID, TWO, patience);
    }
  }
}
