package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.sandbox.Fault;
import dev.posthorn.sandbox.FaultPlan;
import dev.posthorn.sandbox.FaultRule;
import dev.posthorn.testing.Command;
import dev.posthorn.testing.Command.Result;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The outbox as real processes, which end as processes do. */
class OutboxIT {
  private static final String ANN = "ann@example.com";
  private static final String BOB = "bob@example.com";

  @TempDir Path home;
  private Played google;

  @BeforeEach
  void consent() throws Exception {
    google = Played.in(home).login(ANN);
  }

  @AfterEach
  void stop() {
    google.close();
  }

  private Command posthorn(String... words) {
    return Command.posthorn(words)
        .with("POSTHORN_HOME", home.toString())
        .with("POSTHORN_GMAIL_URL", google.google.root().toString());
  }

  private Command queueing() {
    return posthorn("send", "--queue", "--to", BOB, "--subject", "Hi", "--text", "Hello.");
  }

  private String queue() {
    Result result = queueing().run();
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.err()).isEmpty();
    return result.out().strip();
  }

  private long arrived() {
    return google.google.messages().stream()
        .filter(mail -> mail.account().equals(BOB) && mail.labelIds().contains("INBOX"))
        .count();
  }

  @Test
  void sqliteIsLoadedFromTheLauncherFolderAndUnpackedNowhere() {
    Result result = queueing().with("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=/no/such/folder").run();
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(result.out()).matches("[0-9a-f]{16}\n");
  }

  @Test
  void nothingButItsOwnWordsComeOnStderr() {
    String id = queue();
    Result run = posthorn("outbox", "run").run();
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEqualTo("posthorn: 1 sent.\n");
    Result list = posthorn("outbox", "list").run();
    assertThat(list.err()).isEmpty();
    assertThat(list.out()).startsWith(id + "\tsent\t");
  }

  @Test
  void aServiceThatIsStoppedFinishesWhatIsInHand() throws Exception {
    FaultRule slow = FaultRule.after("upload.put", Fault.SLOW).millis(3_000);
    google.google.faults(FaultPlan.of(slow));
    String id = queue();
    Ended ended = ended("TERM", posthorn("outbox", "run", "--watch"), () -> arrived() == 1);
    assertThat(ended.status()).as(ended.err()).isEqualTo(128 + 15);
    assertThat(ended.err()).isEqualTo("posthorn: 1 sent.\n");
    assertThat(posthorn("outbox", "list").run().out()).startsWith(id + "\tsent\t");
  }

  @Test
  void whatTakesTooLongIsParkedAndAskedForByTheNextRun() throws Exception {
    google.google.faults(FaultPlan.of(FaultRule.after("upload.put", Fault.TIMEOUT)));
    String id = queue();
    Command run = posthorn("outbox", "run", "--watch", "--json");
    Ended ended = ended("INT", run, () -> arrived() == 1);
    assertThat(ended.status()).as(ended.err()).isEqualTo(128 + 2);
    assertThat(ended.out()).hasLineCount(1).contains("\"sent\":0", "\"waiting\":1");
    Result next = posthorn("outbox", "run", "--takeover", "3s").run();
    assertThat(next.status()).as(next.err()).isZero();
    assertThat(posthorn("outbox", "show", id).run().out()).containsPattern("state +sent");
    assertThat(arrived()).isEqualTo(1);
  }

  @Test
  void aKilledRunIsTakenOverAndNothingIsSentTwice() throws Exception {
    google.google.faults(FaultPlan.of(FaultRule.after("upload.put", Fault.TIMEOUT)));
    String id = queue();
    Command run = posthorn("outbox", "run", "--watch", "--takeover", "3s");
    Ended ended = ended("KILL", run, () -> arrived() == 1);
    assertThat(ended.status()).as(ended.err()).isEqualTo(128 + 9);
    assertThat(posthorn("outbox", "list").run().out()).startsWith(id + "\tuploading\t");
    Result next = posthorn("outbox", "run", "--takeover", "3s").run();
    assertThat(next.status()).as(next.err()).isZero();
    assertThat(posthorn("outbox", "show", id).run().out()).containsPattern("state +sent");
    assertThat(arrived()).isEqualTo(1);
  }

  /** Runs a command until a moment, sends it a signal, and waits for its end. */
  private static Ended ended(String signal, Command command, BooleanSupplier moment)
      throws Exception {
    Process process = command.start();
    try {
      await(moment);
      Command.of("kill", "-" + signal, String.valueOf(process.pid())).run();
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
      return new Ended(
          process.exitValue(), text(process.getInputStream()), text(process.getErrorStream()));
    } finally {
      process.destroyForcibly();
    }
  }

  private static String text(InputStream stream) throws Exception {
    return new String(stream.readAllBytes(), UTF_8);
  }

  private static void await(BooleanSupplier condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  private record Ended(int status, String out, String err) {}
}
