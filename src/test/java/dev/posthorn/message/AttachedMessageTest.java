package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that travel inside another. */
final class AttachedMessageTest {
  private static PythonReader python;

  @TempDir private Path folder;

  private static PythonReader python() throws IOException {
    if (python == null) {
      python = PythonReader.start();
    }
    return python;
  }

  @AfterAll
  static void close() {
    if (python != null) {
      python.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.eml", "A.EML"})
  void anAttachedMessageGoesAsItIs(String name) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve(name), "Subject: inner\nTo: x@x.example\n\nline\n.\n--x\n", UTF_8);
    String message = Wire.text(to().text("see").attach(file).build());

    assertThat(message)
        .contains(
            "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 7bit\r\n"
                + "Content-Disposition: attachment;\r\n filename=\""
                + name
                + "\"\r\n\r\nSubject: inner\r\nTo: x@x.example\r\n\r\nline\r\n.\r\n--x\r\n\r\n--=_");
    assertThat(Wire.field(message, "Content-Transfer-Encoding")).isEmpty();
    PythonReader.Part inner =
        python().read(message.getBytes(ISO_8859_1)).body().parts().get(1).parts().get(0);
    assertThat(inner.text()).isEqualTo("line\n.\n--x\n");
  }

  @Test
  void anAttachedMessageOfEightBitsMakesTheMixtureEightBit() throws IOException {
    byte[] eml =
        "Subject: x\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\nGrüße".getBytes(UTF_8);
    WireMessage wire =
        WireMessage.of(
            MimeComposer.create()
                .compose(to().attach(Attachment.of("x", "Message/RFC822", eml)).build()));

    assertThat(wire.isEightBit()).isTrue();
    assertThat(Wire.field(Wire.text(wire), "Content-Transfer-Encoding"))
        .isEqualTo("Content-Transfer-Encoding: 8bit");
    assertThat(new String(Wire.bytes(wire), UTF_8)).contains("8bit\r\n", "\r\n\r\nGrüße\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "message/rfc822 (x)",
        "message / rfc822",
        "(c)message/rfc822",
        "message/RFC822 ; x=y",
        " message/rfc822 ; ",
      })
  void aMessageIsOneHoweverItsTypeIsWritten(String type) throws IOException {
    Attachment attachment = Attachment.of("x", type, "Subject: inner\n\nx".getBytes(UTF_8));

    assertThat(Wire.text(to().text("see").attach(attachment).build()))
        .doesNotContain("base64")
        .contains("\r\n\r\nSubject: inner\r\n\r\nx\r\n");
    assertThatThrownBy(() -> new Inline("x", attachment))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("is a message");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\0b", "999", "ü\0"})
  void textInsideThatNoServerWouldTakeIsEncodedThere(String what) throws IOException {
    String text = what.replace("999", "a".repeat(999));
    byte[] eml = ("Subject: x\n\n" + text + "\n").getBytes(UTF_8);
    Attachment attachment = Attachment.of("x.eml", "message/rfc822", eml);
    Mail mail = to().text("see").attach(attachment).build();

    String message = Wire.text(mail);
    assertThat(message)
        .contains(
            "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 7bit\r\n",
            "\r\n\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset="
                + (what.startsWith("ü") ? "UTF-8" : "us-ascii")
                + "\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n");
    PythonReader.Part inner =
        python().read(message.getBytes(ISO_8859_1)).body().parts().get(1).parts().get(0);
    assertThat(new String(inner.bytes(), UTF_8)).isEqualTo(text + "\r\n");
    assertThat(MimeComposer.create().toWire(mail).changes())
        .singleElement()
        .asString()
        .startsWith("in the attached message: text re-encoded as quoted-printable: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\0b", "999"})
  void anAttachedMessageThatIsSignedIsRefusedWithTheCure(String what) throws IOException {
    String signed =
        "Subject: x\nContent-Type: multipart/signed; boundary=b; protocol=\"a/b\"\n\n--b\n\n"
            + what.replace("999", "a".repeat(999))
            + "\n--b\nContent-Type: a/b\n\nx\n--b--\n";
    byte[] eml = signed.getBytes(UTF_8);
    Attachment attachment = Attachment.of("x.eml", "message/rfc822", eml);

    assertThatThrownBy(() -> MimeComposer.create().compose(to().attach(attachment).build()))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("x.eml")
        .hasMessageContaining("signed")
        .hasMessageContaining("application/octet-stream");
    Mail cured = to().attach(attachment.withType("application/octet-stream")).build();
    assertThat(python().read(cured).body().parts().get(1).bytes()).isEqualTo(eml);
  }

  /** Else CRLF for its LF would spoil it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0089PNG\r\n\u001a\nIHDR",
        "",
        "\nSubject: in the body",
        "just words\n",
        "name: logo\nsize: 3\n",
        "Subject: x\nno field\n\n",
        "Subject\n: x\n\n",
        "Subject: x\nTo: ann@x.example\nno field\nBcc: bob@x.example\n\n",
      })
  void whatIsNoMessageIsRefusedAsOne(String what) throws IOException {
    Attachment attachment = Attachment.of("logo.png", "message/rfc822", what.getBytes(ISO_8859_1));

    assertThatThrownBy(() -> MimeComposer.create().compose(to().attach(attachment).build()))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("logo.png")
        .hasMessageContaining("head")
        .hasMessageEndingWith("Attach it as another type, such as application/octet-stream.");
  }

  @Test
  void anEditorsByteOrderMarkDoesNotTravel() throws IOException {
    byte[] eml = "\uFEFFSubject: inner\n\nx\uFEFF\n".getBytes(UTF_8);
    Attachment attachment = Attachment.of("x.eml", "message/rfc822", eml);

    assertThat(Wire.text(to().text("see").attach(attachment).build()))
        .contains("filename=\"x.eml\"\r\n\r\nSubject: inner\r\n\r\nx\u00EF\u00BB\u00BF\r\n");
  }

  @Test
  void anAttachedMessageInUtf16IsRefusedByName() {
    byte[] eml = "\uFEFFSubject: inner\n\nx\n".getBytes(java.nio.charset.StandardCharsets.UTF_16LE);
    Attachment attachment = Attachment.of("x.eml", "message/rfc822", eml);

    assertThatThrownBy(() -> MimeComposer.create().compose(to().attach(attachment).build()))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("x.eml")
        .hasMessageContaining("UTF-16");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "From: Grüße <a@x.example>",
        "date : Thu, 5 Mar 2026 07:08:09 +0000",
        "From ann@x.example Thu Mar  5 07:08:09 2026\nX-A: b\n c\nSUBJECT:",
      })
  void oneOfThreeFieldsMakesAMessage(String head) throws IOException {
    byte[] eml = (head + "\n\nbody\n").getBytes(UTF_8);
    Attachment attachment = Attachment.of("x.eml", "message/rfc822", eml);

    String message = Wire.text(to().text("see").attach(attachment).build());
    assertThat(message)
        .contains(new String(eml, ISO_8859_1).replace("\n", "\r\n"))
        .doesNotContain("base64");
  }

  @Test
  void anAttachmentMayHaveAnotherNameAndType() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "x");
    Attachment attachment = Attachment.of(file).withName("Ü.csv").withType("text/csv");

    assertThat(attachment.toString()).isEqualTo("Ü.csv (text/csv, 1 bytes)");
    assertThatThrownBy(() -> attachment.withName("a\nb"))
        .isInstanceOf(InvalidMessageException.class);
    assertThatThrownBy(() -> attachment.withType("multipart/mixed"))
        .isInstanceOf(InvalidMessageException.class);
  }

  private static MailBuilder to() {
    return Mail.builder().to("ann@example.com");
  }
}
