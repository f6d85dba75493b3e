package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.activation.DataHandler;
import jakarta.activation.FileDataSource;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that a program made with Jakarta Mail by itself. */
final class ForeignMessageTest {
  @TempDir private Path folder;

  @Test
  void aMessageWithoutIdGetsOneThatDoesNotNameThisMachine() throws Exception {
    MimeMessage message = message();
    String first = Wire.text(message);

    assertThat(Wire.field(first, "Message-ID"))
        .matches("Message-ID: <[0-9a-f-]{36}@example\\.com>");
    assertThat(Wire.text(message)).as("a second handle on the same message").isEqualTo(first);
  }

  @Test
  void anIdOfTheCallersOwnStays() throws Exception {
    MimeMessage message = message();
    message.setHeader("Message-ID", "<mine@example.com>");

    assertThat(Wire.field(Wire.text(message), "Message-ID"))
        .isEqualTo("Message-ID: <mine@example.com>");
  }

  @Test
  void bareLineEndsBecomeCrlf() throws Exception {
    MimeMessage message = message();
    message.setText("one\ntwo\rthree\r\n\rfour");

    assertThat(Wire.text(message)).endsWith("\r\n\r\none\r\ntwo\r\nthree\r\n\r\nfour");
  }

  @Test
  void aMessageReadFromAStreamIsNotWrittenAnew() throws Exception {
    String original =
        "To: ann@example.com\r\nsubject:  odd   spacing\r\nMessage-ID: <a@b.example>\r\n"
            + "Content-Type: multipart/mixed; boundary=x\r\n\r\npreamble\r\n--x\r\n\r\nbody\r\n--x--\r\nepilogue";
    MimeMessage message =
        new MimeMessage(null, new ByteArrayInputStream(original.getBytes(ISO_8859_1)));

    assertThat(Wire.text(message)).isEqualTo(original);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x\r\nBcc: eve@example.com",
        "x\nBcc: eve@example.com",
        "x\rBcc: eve@example.com",
        "x\r\n\r\nbody",
        "x\r\n \r\n y",
        "x\u010ABcc: eve@example.com",
        "x\0",
        "Grüße",
      })
  void aHeaderThatWouldNotBeOneAsciiFieldIsRefused(String value) throws Exception {
    MimeMessage message = message();
    message.setHeader("X-Subject", value);

    assertThatThrownBy(() -> WireMessage.of(message))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("X-Subject");
  }

  @Test
  void foldedHeadersAreTaken() throws Exception {
    MimeMessage message = message();
    message.setHeader("X-Long", "one\r\n two\n\tthree");

    assertThat(Wire.field(Wire.text(message), "X-Long"))
        .isEqualTo("X-Long: one\r\n two\r\n\tthree");
  }

  @Test
  void aHeaderThatIsTooLongIsFolded() throws Exception {
    MimeMessage message = message();
    message.setHeader("X-Long", "word ".repeat(300) + "end");

    assertThat(Wire.field(Wire.text(message), "X-Long").split("\r\n"))
        .hasSizeGreaterThan(15)
        .allMatch(line -> line.length() <= 78);
  }

  @Test
  void aLineOf998OctetsStaysAndOneMoreIsEncoded() throws Exception {
    MimeMessage message = message();
    message.setText("a".repeat(998));
    message.setHeader("Content-Transfer-Encoding", "7bit");
    assertThat(Wire.text(message)).endsWith("a".repeat(998));

    message.setText("a".repeat(999));
    message.setHeader("Content-Transfer-Encoding", "7bit");
    message.saveChanges();
    assertThat(Wire.text(message))
        .contains("Content-Transfer-Encoding: quoted-printable\r\n")
        .endsWith("\r\n\r\n" + ("a".repeat(75) + "=\r\n").repeat(13) + "a".repeat(24));
  }

  @Test
  void aNulIsEncoded() throws Exception {
    MimeMessage message = message();
    message.setText("a\0b");
    message.setHeader("Content-Transfer-Encoding", "7bit");

    assertThat(Wire.text(message))
        .contains("Content-Transfer-Encoding: quoted-printable\r\n")
        .endsWith("\r\n\r\na=00b");
  }

  @Test
  void membersOfGroupsAreRecipients() throws Exception {
    MimeMessage message = message();
    message.setHeader("To", "friends: Ann <ann@example.com>, bob@example.com;, cat@example.com");
    message.setHeader("Cc", "nobody:;");

    assertThat(WireMessage.of(message).recipients())
        .containsExactly("ann@example.com", "bob@example.com", "cat@example.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ann", "ann@", "a b@example.com", "<ann@example.com"})
  void aBadAddressIsRefused(String address) throws Exception {
    MimeMessage message = message();
    message.setHeader("Cc", address);

    assertThatThrownBy(() -> WireMessage.of(message)).isInstanceOf(InvalidMessageException.class);
  }

  @Test
  void aMessageWithoutContentIsRefused() throws Exception {
    MimeMessage message = new MimeMessage((Session) null);
    message.setRecipients(RecipientType.TO, "ann@example.com");

    assertThatThrownBy(() -> WireMessage.of(message)).isInstanceOf(InvalidMessageException.class);
  }

  @Test
  void aFileThatIsGoneIsAnAttachmentsFailure() throws Exception {
    MimeMessage message = message();
    MimeBodyPart part = new MimeBodyPart();
    part.setDataHandler(new DataHandler(new FileDataSource(folder.resolve("gone.bin").toFile())));
    message.setContent(new MimeMultipart(part));

    assertThatThrownBy(() -> WireMessage.of(message))
        .isInstanceOfSatisfying(AttachmentException.class, e -> assertThat(e.file()).isEmpty());
  }

  @Test
  void aFileOfTheCallersThatGrowsAfterMeasuringStopsTheWriting() throws Exception {
    Path file = Files.writeString(folder.resolve("a.txt"), "one", UTF_8);
    MimeMessage message = message();
    MimeBodyPart part = new MimeBodyPart();
    part.attachFile(file.toFile(), "text/plain", "base64");
    message.setContent(new MimeMultipart(part));
    WireMessage wire = WireMessage.of(message);
    Files.writeString(file, "one and more", UTF_8);

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(() -> wire.writeTo(out)).isInstanceOf(AttachmentException.class);
    assertThat((long) out.size()).isLessThan(wire.size());
  }

  @Test
  void aMessageThatItsOwnerChangesAfterMeasuringIsNotWritten() throws Exception {
    MimeMessage message = message();
    WireMessage wire = WireMessage.of(message);
    message.setHeader("To", "eve@example.com");

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThatThrownBy(() -> wire.writeTo(out)).isInstanceOf(AttachmentException.class);
    assertThat((long) out.size()).isLessThan(wire.size());
  }

  private static MimeMessage message() throws Exception {
    MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
    message.setFrom(new InternetAddress("zoe@example.com"));
    message.setRecipients(RecipientType.TO, "ann@example.com");
    message.setSubject("Hello", "UTF-8");
    message.setText("Hello");
    return message;
  }
}
