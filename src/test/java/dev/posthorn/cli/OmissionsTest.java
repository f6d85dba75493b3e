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
import org.junit.jupiter.params.provider.ValueSource;

/** Mail that lacks a subject or a text is sent, with a word to its writer. */
class OmissionsTest {
  private static final String BOB = "bob@example.com";
  private static final String NO_SUBJECT = "posthorn: the message has no subject";
  private static final String NO_BODY = "posthorn: the message has an empty body.\n";

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

  private String said(Result result) {
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    return result.err();
  }

  @Test
  void ofALetter() {
    assertThat(said(posthorn.run("send", "--to", BOB, "--text", "x")))
        .isEqualTo(NO_SUBJECT + " (--subject).\n");
    assertThat(said(posthorn.run("send", "--to", BOB, "--subject", " ", "--text", "x")))
        .startsWith(NO_SUBJECT);
    assertThat(said(posthorn.runWithInput(" \n", "send", "--to", BOB, "--subject", "s")))
        .isEqualTo(NO_BODY);
    assertThat(said(posthorn.run("send", "--to", BOB, "--subject", "s", "--html", "")))
        .isEqualTo(NO_BODY);
    assertThat(said(posthorn.run("send", "-q", "--to", BOB, "--text", ""))).isEmpty();
  }

  @Test
  void ofALetterThatIsQueued() {
    assertThat(said(posthorn.run("send", "--queue", "--to", BOB, "--text", "")))
        .isEqualTo(NO_SUBJECT + " (--subject).\n" + NO_BODY);
  }

  @Test
  void aFileWithoutATextIsNoOmission() throws Exception {
    Path file = Files.writeString(home.resolve("a.bin"), "x");
    assertThat(
            said(posthorn.run("send", "--to", BOB, "--subject", "s", "--attach", file.toString())))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n\n", "\n", "\r\n\r\n"})
  void ofAWholeMessage(String body) throws Exception {
    Path file = home.resolve("a.eml");
    Files.writeString(file, "From: ann@example.com\nTo: bob@example.com\n\n" + body);
    assertThat(said(posthorn.run("send", "--eml", file.toString())))
        .isEqualTo(NO_SUBJECT + ".\n" + NO_BODY);
    Files.writeString(file, "To: bob@example.com\nSubject: s\n\nx\n" + body);
    assertThat(said(posthorn.run("send", "--eml", file.toString()))).isEmpty();
  }

  @Test
  void sendmailSaysItOnlyWhenAsked() {
    String mail = "To: bob@example.com\n\n";
    assertThat(said(posthorn.runWithInput(mail, "sendmail", "-t"))).isEmpty();
    assertThat(said(posthorn.runWithInput(mail, "sendmail", "-t", "--verbose")))
        .contains(NO_SUBJECT, NO_BODY);
    assertThat(said(posthorn.runWithInput(mail, "sendmail", "-t", "--queue", "--verbose")))
        .contains(NO_SUBJECT, NO_BODY);
  }
}
