package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a signal says of the message, in words and in JSON. */
class LastWordsTest {
  private static final String SENT = "the Sent folder of ann@example.com";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream words = new PrintStream(err, true, UTF_8);
  private final Terminal terminal =
      new Terminal(
          InputStream.nullInputStream(),
          new PrintStream(out, true, UTF_8),
          words,
          Map.of(),
          false,
          false);
  private final LastWords last = new LastWords(terminal, true);

  @Test
  void aCommandThatSendsNothingEndsWithoutWords() {
    last.stopped();
    assertThat(err.toString(UTF_8)).isEmpty();
    assertThat(out.toString(UTF_8)).contains("\"kind\":\"interrupted\"", "\"sent\":\"no\"");
  }

  /** What the signal broke is no news, nor is why. */
  @Test
  void afterASignalAFailureIsNotExplained() {
    last.stopped();
    Failure failure = new Failure(ExitCode.SOFTWARE, "A child died.", "");
    last.say(failure, () -> terminal.say("because of it"));
    assertThat(err.toString(UTF_8)).isEmpty();

    LastWords other = new LastWords(terminal, false);
    other.say(failure, () -> terminal.say("because of it"));
    assertThat(err.toString(UTF_8)).startsWith("because of it\nposthorn: A child died.");
  }

  @Test
  void afterASignalNoProgramIsStarted() {
    last.stopped();
    ProcessBuilder sleep = new ProcessBuilder("sleep", "60");
    assertThatThrownBy(() -> last.start(sleep)).isInstanceOf(Stop.class);
    assertThat(ProcessHandle.current().children().map(child -> child.info().command().orElse("")))
        .noneMatch(command -> command.endsWith("sleep"));
  }

  @Test
  void beforeTheSenderIsCalledNothingIsSentNorWillBe() {
    last.nothingOut();
    last.stopped();
    assertThat(err.toString(UTF_8)).isEqualTo("posthorn: Stopped; surely not sent.\n");
    assertThat(out.toString(UTF_8)).contains("\"sent\":\"no\"");
    assertThatThrownBy(() -> last.underWay(line(), SENT, false)).isInstanceOf(Stop.class);
  }

  @Test
  void afterwardsItMayBeSentAndTheProgressIsWipedAwayFirst() throws Exception {
    ProgressLine line = line();
    last.underWay(line, SENT, false);
    line.written(1, ProgressLine.WORTH_SHOWING);
    last.stopped();
    assertThat(err.toString(UTF_8))
        .endsWith(
            " \rposthorn: Stopped while the message was on its way: it may have been sent. Look into"
                + " the Sent folder of ann@example.com before you send it again.\n");
    assertThat(out.toString(UTF_8)).contains("\"sent\":\"unknown\"");
  }

  @Test
  void aDraftMayBeLeft() throws Exception {
    last.underWay(line(), SENT, true);
    last.stopped();
    assertThat(err.toString(UTF_8)).contains("Sent folder", "left in Drafts");
  }

  @Test
  void onlyOneSpeaks() {
    last.say(new Failure(ExitCode.DATA, "Too long.", ""));
    last.stopped();
    assertThat(err.toString(UTF_8)).isEqualTo("posthorn: Too long.\n");
    last.say(new Failure(ExitCode.DATA, "Again.", ""));
    assertThat(out.toString(UTF_8)).hasLineCount(1);
  }

  @Test
  void aSignalWaitsForTheOutboxAndSaysThatItHasTheMessage() throws Exception {
    last.accepting("posthorn outbox list");
    Thread signal = new Thread(last::stopped);
    signal.start();
    awaitWaiting(signal);
    last.accepted("0123456789abcdef");
    last.end();
    signal.join();
    assertThat(err.toString(UTF_8))
        .isEqualTo(
            "posthorn: Stopped, but too late. The outbox has it, as 0123456789abcdef: posthorn"
                + " outbox show 0123456789abcdef\n");
    assertThat(out.toString(UTF_8)).as("stdout is the command's own").isEmpty();
  }

  @Test
  void aSignalWaitsForTheOutboxAndLeavesItsRefusalToSpeak() throws Exception {
    last.accepting("posthorn outbox list");
    Thread signal = new Thread(last::stopped);
    signal.start();
    awaitWaiting(signal);
    last.say(new Failure(ExitCode.IO, "The disk is full.", ""));
    signal.join();
    assertThat(err.toString(UTF_8)).isEqualTo("posthorn: The disk is full.\n");
  }

  @Test
  void anOutboxThatDoesNotAnswerMayHaveTheMessage() throws Exception {
    LastWords hasty = new LastWords(terminal, true, Duration.ofMillis(1));
    hasty.accepting("posthorn outbox list --key 'k'");
    hasty.stopped();
    assertThat(err.toString(UTF_8))
        .contains("it may have it", "Whether it has: posthorn outbox list --key 'k'");
    assertThat(out.toString(UTF_8)).contains("\"sent\":\"unknown\"");
  }

  @Test
  void afterASignalNothingIsHandedOver() {
    last.nothingOut();
    last.stopped();
    assertThatThrownBy(() -> last.accepting("")).isInstanceOf(Stop.class);
  }

  @Test
  void whatIsEndedInOrderTellsOfItsEndItself() {
    last.orderly(() -> words.println("in order"));
    last.stopped();
    last.say(new Failure(ExitCode.TEMPORARY, "Some wait.", ""));
    assertThat(err.toString(UTF_8)).isEqualTo("in order\n");
    assertThat(out.toString(UTF_8)).isEmpty();
  }

  private static void awaitWaiting(Thread thread) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private ProgressLine line() {
    return new ProgressLine(words, Clock.systemUTC(), true);
  }
}
