package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.posthorn.testing.Command;
import dev.posthorn.testing.Command.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command says when its stdout takes no more: real processes, pipes and a full device. */
class StdoutIT {
  private static final String LOST =
      "posthorn: the command did its work, but stdout took no more.\n";

  @TempDir Path home;
  private Played google;

  @BeforeEach
  void playGoogle() throws Exception {
    google = Played.in(home).login("ann@example.com");
  }

  @AfterEach
  void stop() {
    google.close();
  }

  /** Runs a line of sh in which $posthorn is the launcher; it prints the launcher's exit status. */
  private Result sh(String line) {
    return Command.of("/bin/sh", "-c", line)
        .with("posthorn", Path.of("target/posthorn/bin/posthorn").toAbsolutePath().toString())
        .with("LANG", "C.UTF-8")
        .with("POSTHORN_HOME", home.toString())
        .with("POSTHORN_GMAIL_URL", google.google.root().toString())
        .run();
  }

  /** The status and the words of a command whose reader leaves without reading anything. */
  private Result unread(String words) {
    // The FIFO is opened and closed before the command begins to write: no race.
    return sh(
        "{ exec 3>&1; (read go < '"
            + home
            + "/go'; \"$posthorn\" "
            + words
            + "; echo $? >&3) | (echo > '"
            + home
            + "/go'); }");
  }

  private void fifo() {
    assertThat(Command.of("mkfifo", home + "/go").run().status()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "labels",
        "status",
        "labels --json",
        "--version",
        "--help",
        "help send",
        "send --help",
        "completion bash",
        "outbox list",
        "sendmail -bp",
        "outbox show \"$id\"",
        "outbox show \"$id\" --message",
        "send --to b@example.com --subject s --text x --dry-run"
      })
  void whoeverHasSeenEnoughOfWhatIsOnlyShownEndsItInPeace(String words) {
    fifo();
    String id =
        google
            .run("send", "--queue", "--to", "b@example.com", "--subject", "s", "--text", "x")
            .out()
            .strip();
    Result result = unread(words.replace("\"$id\"", id));
    assertThat(result.out()).as(result.err()).isEqualTo("0\n");
    assertThat(result.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"token", "outbox pause", "outbox purge"})
  void whatIsDoneAndNotReadIsAFailureAsBefore(String words) {
    fifo();
    google.run("send", "--queue", "--to", "b@example.com", "--subject", "s", "--text", "x");
    Result result = unread(words);
    assertThat(result.out()).as(result.err()).isEqualTo("74\n");
    assertThat(result.err()).contains("stdout took no more");
  }

  @ParameterizedTest
  @ValueSource(strings = {"send --queue", "send"})
  void whatWasAcceptedOrSentAndNotReadIsNotHandedInAgain(String command) {
    fifo();
    Result result = unread(command + " --to b@example.com --subject s --text x");
    assertThat(result.out()).isEqualTo("79\n");
    assertThat(result.err()).containsPattern("Do not (hand it in|send it) again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"labels", "--version", "send --help", "outbox list", "token"})
  void aFullDiskIsAFailure(String words) {
    assumeTrue(Files.exists(Path.of("/dev/full")), "there is no /dev/full");
    google.run("send", "--queue", "--to", "b@example.com", "--subject", "s", "--text", "x");
    Result result = sh("\"$posthorn\" " + words + " > /dev/full; echo $?");
    assertThat(result.out()).isEqualTo("74\n");
    assertThat(result.err()).isEqualTo(LOST);
  }

  @Test
  void headGetsItsLine() {
    Result result = sh("\"$posthorn\" labels | head -1; \"$posthorn\" --help | head -1");
    assertThat(result.status()).isZero();
    assertThat(result.out()).hasLineCount(2).contains("Usage: posthorn");
    assertThat(result.err()).isEmpty();
  }
}
