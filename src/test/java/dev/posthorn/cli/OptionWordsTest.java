package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.cli.Played.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which text may be the value of an option. */
class OptionWordsTest {
  @TempDir Path home;
  private Played posthorn;

  @BeforeEach
  void playGoogle() throws Exception {
    posthorn = Played.in(home).login("ann@example.com");
  }

  @AfterEach
  void stop() {
    posthorn.close();
  }

  private Result send(String... words) {
    String[] all = new String[words.length + 4];
    System.arraycopy(new String[] {"send", "--dry-run", "--to", "b@example.com"}, 0, all, 0, 4);
    System.arraycopy(words, 0, all, 4, words.length);
    return posthorn.run(all);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-verbose",
        "-v",
        "-q",
        "--to",
        "--to=x",
        "--",
        "-",
        "send",
        "a=b",
        "=",
        "x",
        "@x"
      })
  void afterAnEqualsSignItIsAny(String value) {
    Result result = send("--subject=" + value, "--text=" + value);
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).contains("Subject: " + value + "\r\n").endsWith("\r\n\r\n" + value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-verbose", "-x", "-", "send", "-5", "--no-such", "-vx", "smtp", "to", "-to"})
  void asAWordOfItsOwnItIsAnyButAnOptionOfTheCommand(String value) {
    Result result = send("--subject", value, "--text", value);
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).contains("Subject: " + value + "\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--to", "--to=c@example.com", "-v", "-qv", "-h", "--", "--json"})
  void aForgottenValueIsSaidWithTheSpellingThatWouldBeOne(String next) {
    Result result = send("--text", next, "c@example.com");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err())
        .contains("--text needs a value", "'" + next + "'", "write: --text=" + next);
  }

  @Test
  void anEmptyValueIsOne() {
    for (String[] words :
        new String[][] {{"--subject=", "--text="}, {"--subject", "", "--text", ""}}) {
      Result result = send(words);
      assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
      assertThat(result.out()).endsWith("\r\n\r\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "outbox list --limit --json, --limit",
    "login --scopes --no-browser, --scopes",
    "merge t.csv --subject --attach, --subject",
    "labels --account --json, --account",
    "--account labels, --account",
    "--home send --to x, --home"
  })
  void soItIsForEveryCommand(String line, String option) {
    Result result = posthorn.run(line.split(" "));
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains(option + " needs a value");
  }

  @Test
  void aNameOfACommandMayBeAValueBeforeTheCommand() {
    Result result = posthorn.run("--account=send", "labels");
    assertThat(result.err()).contains("send").doesNotContain("Expected parameter");
  }

  @Test
  void aDefaultOfTheSettingsMayBeginWithAHyphen() throws Exception {
    Files.writeString(home.resolve("posthorn.properties"), "posthorn.send.subject=-verbose\n");
    assertThat(send("--text", "x").out()).contains("Subject: -verbose\r\n");
  }

  @Test
  void theLastOptionWithoutItsValueIsNamed() {
    assertThat(send("--text").err()).contains("--text");
    assertThat(send("--text").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void whatFollowsTheEndOfTheOptionsIsNoOption() {
    Result result = posthorn.run("outbox", "show", "--", "--json");
    assertThat(result.err()).doesNotContain("Unknown option");
    assertThat(result.out()).isEmpty();
    assertThat(result.code()).isEqualTo(ExitCode.NO_INPUT);
  }
}
