package dev.posthorn.message;

import static dev.posthorn.message.WholeMessageTest.COMPLETE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Gmail's API would spoil, told by the content. */
final class FragilityTest {
  private static final String PATCH = "text\n\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n";
  private static final String MIXED =
      COMPLETE.replace("\r\n", "\n") + "Content-Type: multipart/mixed; boundary=b\n\n--b\n";

  @ParameterizedTest
  @CsvSource({
    "multipart/signed; boundary=c, SIGNED",
    "Multipart/Signed (x); protocol=\"a/b\"; boundary=c, SIGNED",
    "multipart/encrypted; boundary=c, ENCRYPTED",
    "application/pkcs7-mime; smime-type=signed-data; name=smime.p7m, SIGNED",
    "application/x-pkcs7-mime; smime-type=Signed-Data, SIGNED",
    "application/pkcs7-mime; smime-type=enveloped-data, ENCRYPTED",
    "application/pkcs7-mime; smime-type=authEnveloped-data, ENCRYPTED",
    "application/x-pkcs7-mime; name=smime.p7m, ENCRYPTED",
    "application/pkcs7-mime; smime-type=certs-only, ",
    "application/pkcs7-signature, ",
    "text/plain, ",
    "multipart/alternative; boundary=c, ",
  })
  void typesTell(String type, Fragility expected) throws IOException {
    String content = "Content-Type: " + type + "\n\n--c\n\nx\n--c--\n";

    assertThat(of(COMPLETE + content)).isEqualTo(Optional.ofNullable(expected));
    assertThat(of(MIXED + content + "\n--b\n\nA list's footer.\n--b--\n"))
        .as("as mailing lists wrap it")
        .isEqualTo(Optional.ofNullable(expected));
    assertThat(of(MIXED + "Content-Type: message/rfc822\n\nSubject: x\n" + content + "--b--\n"))
        .as("in an attached message")
        .isEqualTo(Optional.ofNullable(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n" + PATCH,
        "\ndiff --git a/x b/x",
        "Content-Type: text/x-patch\nContent-Transfer-Encoding: quoted-printable\n\ndiff --git a b",
        "Content-Type: text/x-diff; name=x.diff\n\n" + PATCH,
        "X-Mailer: git-send-email 2.47.1\n\nA cover letter.",
      })
  void patchesTell(String rest) throws IOException {
    assertThat(of(COMPLETE + rest)).contains(Fragility.PATCH);
    if (!rest.startsWith("X-Mailer")) {
      assertThat(of(MIXED + "\nx\n--b\n" + rest + "\n--b--\n")).contains(Fragility.PATCH);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n> diff --git a/x b/x\n a diff --git ",
        "\n--- a\n+++ b\n\n@@ -1",
        "\n--- a\n--- b\n@@ -1",
        "\n+++ b\n@@ -1\n--- a",
        "X-Mailer: Some git-send-email\n\nx",
        "Content-Type: application/octet-stream\n\ndiff --git a b",
        "Content-Transfer-Encoding: base64\n\nZGlmZiAtLWdpdCBhIGI=",
      })
  void whatOnlyLooksLikeAPatchIsNone(String rest) throws IOException {
    assertThat(of(COMPLETE + rest)).isEmpty();
  }

  @Test
  void theWorseOfTwoCounts() throws IOException {
    String signed = "Content-Type: multipart/signed; boundary=c\n\n--c\n\nx\n--c--\n";
    String encrypted = "Content-Type: multipart/encrypted; boundary=c\n\n--c\n\nx\n--c--\n";

    assertThat(of(MIXED + encrypted + "--b\n\n" + PATCH + "\n--b\n" + signed + "--b--\n"))
        .contains(Fragility.ENCRYPTED);
    assertThat(of(MIXED + "\n" + PATCH + "\n--b\n" + signed + "--b--\n"))
        .contains(Fragility.SIGNED);
  }

  /** Its text arrives whole, and files go in base64. */
  @Test
  void composedMailIsFragileOnlyByAMessageThatIsAttached() throws IOException {
    MailBuilder mail =
        Mail.builder()
            .to("b@x.org")
            .text(PATCH)
            .header("X-Mailer", "git-send-email")
            .attach(Attachment.of("a.patch", "text/x-patch", PATCH.getBytes(UTF_8)));
    assertThat(MimeComposer.create().toWire(mail.build()).fragility()).isEmpty();

    String signed = "Subject: x\nContent-Type: multipart/signed; boundary=c\n\n--c\n\nx\n--c--\n";
    mail.attach(Attachment.of("x.eml", "message/rfc822", signed.getBytes(UTF_8)));
    assertThat(MimeComposer.create().toWire(mail.build()).fragility()).contains(Fragility.SIGNED);
  }

  @Test
  void whatWasKeptTellsTheSame() throws IOException {
    byte[] kept = (COMPLETE + "\n" + PATCH).replace("\r\n", "\n").getBytes(UTF_8);

    assertThat(WholeMessage.of(StoredMessage.of(kept)).toWire().fragility())
        .contains(Fragility.PATCH);
  }

  private static Optional<Fragility> of(String message) throws IOException {
    return WireMessage.of(message.getBytes(UTF_8)).fragility();
  }
}
