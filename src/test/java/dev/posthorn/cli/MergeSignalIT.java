package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.sandbox.Fault;
import dev.posthorn.sandbox.FaultPlan;
import dev.posthorn.sandbox.FaultRule;
import dev.posthorn.testing.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A merge that is stopped on its way, and goes on. */
class MergeSignalIT {
  private static final String ANN = "ann@example.com";
  private static final int ROWS = 30;
  private static final int SIGTERM = 143;

  @TempDir Path home;

  @Test
  void whatWasStoppedIsFinishedByTheSameCommandAndNobodyGetsTwoLetters() throws Exception {
    Path letter = Files.writeString(home.resolve("letter.txt"), "Subject: Hi\n\nHi {{n}}.\n");
    StringBuilder people = new StringBuilder("n,email\n");
    IntStream.rangeClosed(1, ROWS).forEach(n -> people.append(n + ",p" + n + "@example.com\n"));
    Path table = Files.writeString(home.resolve("people.csv"), people);
    String[] merge = {"merge", letter.toString(), "--data", table.toString()};
    try (Played posthorn = Played.in(home)) {
      posthorn.login(ANN);
      posthorn.google.faults(
          FaultPlan.of(FaultRule.before("upload.start", Fault.SLOW).millis(200).times(ROWS)));
      Process process = start(posthorn, merge);
      await(() -> sent(posthorn) >= 3);
      process.toHandle().destroy();
      assertThat(process.waitFor()).isEqualTo(SIGTERM);
      assertThat(new String(process.getErrorStream().readAllBytes(), UTF_8))
          .contains("Stopped; the letters are in the outbox and stay there. The same command");
      assertThat(sent(posthorn)).isBetween(3L, ROWS - 1L);
      Played.Result again = posthorn.run(merge);
      assertThat(again.code()).as(again.err()).isEqualTo(ExitCode.OK);
      assertThat(again.err()).contains("0 accepted, 30 were accepted before.", "in all: 30 sent.");
      assertThat(sent(posthorn)).isEqualTo(ROWS);
    }
  }

  private static long sent(Played posthorn) {
    return posthorn.google.messages().stream()
        .filter(mail -> mail.account().equals(ANN) && mail.labelIds().contains("SENT"))
        .count();
  }

  private Process start(Played posthorn, String... words) {
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    all.add(Main.class.getName());
    all.addAll(List.of(words));
    return Command.of(all.toArray(String[]::new))
        .with("POSTHORN_HOME", home.toString())
        .with("POSTHORN_GMAIL_URL", posthorn.google.root().toString())
        .start();
  }

  private interface Condition {
    boolean holds();
  }

  private static void await(Condition condition) throws InterruptedException {
    Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
    while (!condition.holds()) {
      assertThat(Instant.now()).isBefore(deadline);
      Thread.sleep(20);
    }
  }
}
