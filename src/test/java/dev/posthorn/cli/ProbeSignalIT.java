package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.sandbox.Fault;
import dev.posthorn.sandbox.FaultPlan;
import dev.posthorn.sandbox.FaultRule;
import dev.posthorn.testing.Await;
import dev.posthorn.testing.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C in the middle of a real probe. */
class ProbeSignalIT {
  private static final String ANN = "ann@example.com";

  @TempDir Path home;

  @Test
  void draftIsRemovedAndTheRestCanBeFound() throws Exception {
    try (Played google = Played.in(home)) {
      google.run("login", "--account", ANN, "--scopes", "send,compose");
      google.google.faults(FaultPlan.of(FaultRule.before("drafts.send", Fault.TIMEOUT)));
      Process process =
          Command.posthorn("probe", "--to", "bob@example.com", "--yes", "--json")
              .with("POSTHORN_HOME", home.toString())
              .with("POSTHORN_GMAIL_URL", google.google.root().toString())
              .start();
      try {
        Await.until(Duration.ofSeconds(60), "the draft is there", () -> isDraftThere(google));
        Command.of("kill", "-INT", String.valueOf(process.pid())).run();
        assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
        String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
        assertThat(process.exitValue()).as(err).isEqualTo(130);
        assertThat(err).contains("Stopped; 13 of 16 messages were tried.", "subject:posthorn-");
        assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
            .hasLineCount(1)
            .contains("\"interrupted\"");
        assertThat(isDraftThere(google)).isFalse();
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }

  private static boolean isDraftThere(Played google) {
    return google.google.messages().stream().anyMatch(mail -> mail.labelIds().contains("DRAFT"));
  }
}
