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

/** What in posthorn.properties has no effect, and who is told. */
class SettingsTest {
  private static final String BOB = "bob@example.com";

  @TempDir Path home;
  private Played posthorn;

  @BeforeEach
  void playGoogle() throws Exception {
    posthorn = Played.in(home).login("ann@example.com");
    Files.writeString(home.resolve("posthorn.properties"), "acount=ann@example.com\n");
  }

  @AfterEach
  void stop() {
    posthorn.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "acount | there is no setting 'acount'; did you mean 'account'?",
        "gmail_url | there is no setting 'gmail_url'; did you mean 'gmail-url'?",
        "Account | there is no setting 'Account'; did you mean 'account'?",
        "posthorn.send.form | there is no setting 'posthorn.send.form'; did you mean"
            + " 'posthorn.send.from'?",
        "posthorn.sendmail.subject | there is no setting 'posthorn.sendmail.subject'; did you mean"
            + " 'posthorn.send.subject'?",
        "colour | there is no setting 'colour' (posthorn COMMAND --help shows what there is)",
        "at | 'at' counts on the command line alone",
        "posthorn.send.dry-run | 'dry-run' counts on the command line alone",
      })
  void aSettingThatHasNoEffectIsNamedWithTheNearestOne(String key, String words) throws Exception {
    assertThat(SettingNames.load().fault(key)).contains(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "account",
        "posthorn.account",
        "posthorn.send.account",
        "posthorn.send.from",
        "from",
        "posthorn.sendmail.queue",
        "posthorn.outbox.run.max-wait",
        "outbox-url",
        "local-domains",
        "posthorn.sendmail.local-domains",
        "posthorn.sendmail.t",
      })
  void settingsThatCountAreKnownWhicheverCommandTheyAreOf(String key) throws Exception {
    assertThat(SettingNames.load().fault(key)).isEmpty();
  }

  @Test
  void sendAndStatusSayIt() {
    String words = "posthorn.properties: there is no setting 'acount'; did you mean 'account'?\n";
    assertThat(posthorn.run("status").err()).endsWith(words);
    Result sent = posthorn.run("send", "--to", BOB, "--subject", "s", "--text", "x");
    assertThat(sent.code()).isEqualTo(ExitCode.OK);
    assertThat(sent.err()).endsWith(words);
    assertThat(posthorn.run("status", "-q").err()).isEmpty();
  }

  @Test
  void othersSayItOnTerminalsOrWhenAsked() {
    assertThat(posthorn.run("labels").err()).isEmpty();
    assertThat(posthorn.run("labels", "-v").err()).contains("'acount'");
    assertThat(posthorn.watched().run("labels").err()).contains("'acount'");
  }

  @Test
  void sendmailAndTheRunOfTheOutboxSayItOnlyWhenAsked() {
    String mail = "To: bob@example.com\nSubject: s\n\nx\n";
    assertThat(posthorn.watched().runWithInput(mail, "sendmail", "-t").err()).isEmpty();
    assertThat(posthorn.runWithInput(mail, "sendmail", "-t", "--verbose").err())
        .contains("'acount'");
    assertThat(posthorn.run("outbox", "run").err()).isEmpty();
    assertThat(posthorn.run("outbox", "run", "-v").err()).contains("'acount'");
  }
}
