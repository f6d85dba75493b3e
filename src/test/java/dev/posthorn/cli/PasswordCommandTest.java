package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command that prints the password. */
class PasswordCommandTest {
  private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

  private final LastWords last =
      new LastWords(
          new Terminal(InputStream.nullInputStream(), NOWHERE, NOWHERE, Map.of(), false, false),
          false);

  @Test
  void wordsAreSplitAtBlanksOutsideOfQuotes() throws Exception {
    assertThat(
            PasswordCommand.parse("  pass 'show it' \"a 'b'\" x'y z'\\ '' $HOME `id` ; |").words())
        .containsExactly("pass", "show it", "a 'b'", "xy z\\", "", "$HOME", "`id`", ";", "|");
  }

  @Test
  void anOpenQuoteOrNothingIsAUsageError() {
    assertThatThrownBy(() -> PasswordCommand.parse("pass 'show"))
        .hasMessageContaining("quote")
        .isInstanceOfSatisfying(Stop.class, e -> assertThat(e.code()).isEqualTo(ExitCode.USAGE));
    assertThatThrownBy(() -> PasswordCommand.parse(" ")).hasMessageContaining("empty");
  }

  @Test
  void theFirstLineIsThePassword() throws Exception {
    String command = "printf 'abcd efgh\\r\\nsecond line\\n'";
    assertThat(PasswordCommand.parse(command).read(last).value()).isEqualTo("abcd efgh");
  }

  @Test
  void aCommandThatPrintsALotIsReadToItsEnd() throws Exception {
    String command = "sh -c 'echo word; head -c 1000000 /dev/zero'";
    assertThat(PasswordCommand.parse(command).read(last).value()).isEqualTo("word");
  }

  @Test
  void onlyALineFeedEndsTheLineAndTheRestIsNotJudged() throws Exception {
    assertThat(PasswordCommand.parse("printf 'w\\303\\266rd\\n\\377\\000'").read(last).value())
        .isEqualTo("wörd");
    String longest = "sh -c 'head -c 4096 /dev/zero | tr \"\\\\0\" x; echo; echo more'";
    assertThat(PasswordCommand.parse(longest).read(last).value()).hasSize(4096);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a\\000b\\n          | control character
          a\\rb\\n            | control character
          a\\033[31mb\\n      | control character
          gr\\374n\\n         | not UTF-8
          a\\357\\277\\n     | not UTF-8
          \\n                  | nothing
          \\r\\n              | nothing
          """)
  void whatIsNoPasswordIsSaidAndNotShown(String output, String why) {
    assertThatThrownBy(() -> PasswordCommand.parse("printf '" + output + "'").read(last))
        .isInstanceOfSatisfying(
            Stop.class, e -> assertThat(e.code()).isEqualTo(ExitCode.CONFIGURATION))
        .hasMessageContaining(why)
        .hasNoCause();
  }

  @Test
  void aLineThatIsTooLongForAPasswordIsNotCut() {
    String command = "sh -c 'head -c 3000000 /dev/zero | tr \"\\\\0\" x'";
    assertThatThrownBy(() -> PasswordCommand.parse(command).read(last))
        .hasMessageContaining("more than 4096 octets");
  }

  @Test
  void itsStandardInputIsEmpty() throws Exception {
    assertThat(PasswordCommand.parse("sh -c 'cat; echo word'").read(last).value())
        .isEqualTo("word");
  }

  @Test
  void aFailureNamesTheProgramAndNeitherArgumentsNorOutput() {
    assertThatThrownBy(() -> PasswordCommand.parse("sh -c 'echo hidden; exit 3'").read(last))
        .hasMessageContaining("exit status 3")
        .hasMessageContaining("sh …")
        .hasMessageNotContaining("hidden")
        .isInstanceOfSatisfying(
            Stop.class, e -> assertThat(e.code()).isEqualTo(ExitCode.CONFIGURATION));
    assertThatThrownBy(() -> PasswordCommand.parse("true").read(last))
        .hasMessageContaining("nothing on its first line");
    assertThatThrownBy(() -> PasswordCommand.parse("/no/such/program secret").read(last))
        .hasMessageContaining("/no/such/program")
        .hasMessageNotContaining("secret");
  }

  @Test
  void aProgramThatControlCEndedIsNoFailureOfItsOwn() {
    assertThatThrownBy(() -> PasswordCommand.parse("sh -c 'kill -INT $$; sleep 60'").read(last))
        .isInstanceOfSatisfying(
            Stop.class, e -> assertThat(e.code()).isEqualTo(ExitCode.INTERRUPTED))
        .hasMessage("Stopped; surely not sent.");
  }

  @Test
  void afterASignalNoProgramIsStarted() {
    last.stopped();
    assertThatThrownBy(() -> PasswordCommand.parse("sleep 60").read(last))
        .isInstanceOfSatisfying(
            Stop.class, e -> assertThat(e.code()).isEqualTo(ExitCode.INTERRUPTED));
  }
}
