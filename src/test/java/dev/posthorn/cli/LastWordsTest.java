package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a signal says of the message, in words and in JSON. */
class LastWordsTest {
  private static final String SENT = "the Sent folder of ann@example.com";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream words = new PrintStream(err, true, UTF_8);
  private final LastWords last =
      new LastWords(
          new Terminal(
              InputStream.nullInputStream(),
              new PrintStream(out, true, UTF_8),
              words,
              Map.of(),
              false,
              false),
          true);

  @Test
  void aCommandThatSendsNothingEndsWithoutWords() {
    last.stopped();
    assertThat(err.toString(UTF_8)).isEmpty();
    assertThat(out.toString(UTF_8)).contains("\"kind\":\"interrupted\"", "\"sent\":\"no\"");
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

  private ProgressLine line() {
    return new ProgressLine(words, Clock.systemUTC(), true);
  }
}
