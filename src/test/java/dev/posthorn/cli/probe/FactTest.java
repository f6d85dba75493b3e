package dev.posthorn.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.sandbox.GmailFact;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FactTest {
  @Test
  void factsAreThoseThatTheSandboxCanSwitch() {
    assertThat(Stream.of(Fact.values()).map(Fact::id))
        .containsExactly(Stream.of(GmailFact.values()).map(GmailFact::id).toArray(String[]::new));
  }

  @Test
  void idTellsWhenTheProbeBegan() {
    Instant now = Instant.parse("2026-11-30T20:10:24Z");
    ProbeId id = ProbeId.create(now, new Random(7));
    assertThat(id.text()).matches("[0-9a-z]{11}");
    assertThat(id.date()).isEqualTo("2026-11-29T18:10:24Z");
    assertThat(ProbeId.parse(" Posthorn-Probe-" + id.text().toUpperCase(Locale.ROOT) + "\n"))
        .contains(id);
    assertThat(ProbeId.parse("../../etc/passwd")).isEmpty();
    assertThat(ProbeId.parse("")).isEmpty();
  }

  @Test
  void logIsReadAsItWasWrittenAndAnythingElseIsNone() {
    SendingLog log = new SendingLog(Map.of(Letter.SEVEN_BIT, SendingLog.Sent.UNKNOWN), 200, 0);
    assertThat(SendingLog.parse(log.toJson())).contains(log);
    for (String other : new String[] {"", "{}", "[]", "{\"letters\":{\"7bit\":\"x\"}}", "\"a\""}) {
      assertThat(SendingLog.parse(other)).as(other).isEmpty();
    }
  }
}
