package dev.posthorn.message;

import static dev.posthorn.message.WholeMessageTest.COMPLETE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The form for Gmail's API, which wraps text whose lines are long. */
final class ApiFormTest {
  private static final String WIDE = "w".repeat(69);
  private static final String TEXT = "MIME-Version: 1.0\r\nContent-Type: text/plain\r\n";

  @TempDir private Path folder;

  @Test
  void linesOfSixtyEightOctetsStayAndOneMoreIsQuotedPrintable() throws IOException {
    WireMessage narrow = wire(COMPLETE + TEXT + "\r\n" + "w".repeat(67) + " \r\nFrom me\r\n");
    assertThat(narrow.forApi()).isSameAs(narrow);

    WireMessage wide = wire(COMPLETE + TEXT + "\r\n" + WIDE + "\r\nFrom me \r\n");
    assertThat(Wire.text(wide.forApi()))
        .isEqualTo(
            COMPLETE
                + TEXT
                + "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                + WIDE
                + "\r\n=46rom me=20\r\n");
    assertThat(wide.changes()).isEmpty();
    assertThat(wide.forApi().changes())
        .containsExactly(
            "text re-encoded as quoted-printable: lines of more than 68 octets, which Gmail's API"
                + " would wrap");
    assertThat(Wire.text(wide.forEnvelope())).endsWith(TEXT + "\r\n" + WIDE + "\r\nFrom me \r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type: application/json\r\n",
        "Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n",
        "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n",
        "Content-Type: message/delivery-status\r\n",
        "Content-Type: multipart/signed; boundary=b\r\n",
        "Content-Type: multipart/encrypted; boundary=b\r\n",
      })
  void allElseStays(String fields) throws IOException {
    WireMessage wire = wire(COMPLETE + fields + "\r\n--b\r\n\r\n" + WIDE + "\r\n--b--\r\n");

    assertThat(wire.forApi()).isSameAs(wire);
  }

  @Test
  void aTextThatSaysNothingOfItselfSaysIt() throws IOException {
    assertThat(Wire.text(wire(COMPLETE + "\r\n" + WIDE).forApi()))
        .isEqualTo(
            COMPLETE
                + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n"
                + "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                + WIDE);
    byte[] latin = (COMPLETE + "\r\n\u00FC" + WIDE).getBytes(ISO_8859_1);
    assertThat(Wire.text(WireMessage.of(latin).forApi()))
        .isEqualTo(
            COMPLETE
                + "MIME-Version: 1.0\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=FC"
                + WIDE);
  }

  @Test
  void itHasTheRecipientsInTheHead() throws IOException {
    String message = COMPLETE + TEXT + "\r\n" + WIDE;
    WireMessage form =
        WholeMessage.of(message.getBytes(UTF_8))
            .toWire(List.of("ann@example.com", "eve@example.com"))
            .inThread("18c")
            .forApi();

    assertThat(form.header("Bcc")).contains("eve@example.com");
    assertThat(form.threadId()).contains("18c");
    assertThat(form.header("Content-Transfer-Encoding")).contains("quoted-printable");
    assertThat(form.withHeader("X-A", "b").forApi().header("X-A")).contains("b");
  }

  @Test
  void aMessageInsideIsEncodedToo() throws IOException {
    byte[] eml = ("Subject: inner\r\n\r\n" + WIDE).getBytes(UTF_8);
    Mail mail =
        Mail.builder()
            .to("ann@example.com")
            .text("see")
            .attach(Attachment.of("x.eml", "message/rfc822", eml))
            .attach(Attachment.of("a.bin", "application/octet-stream", new byte[100_000]))
            .build();
    WireMessage wire = MimeComposer.create().toWire(mail);
    WireMessage form = wire.forApi();

    assertThat(Wire.text(form))
        .isEqualTo(
            Wire.text(wire)
                .replace(
                    "Subject: inner\r\n\r\n",
                    String.join(
                        "\r\n",
                        "Subject: inner",
                        "MIME-Version: 1.0",
                        "Content-Type: text/plain; charset=us-ascii",
                        "Content-Transfer-Encoding: quoted-printable",
                        "",
                        "")));
  }

  @Test
  void composedMailHasThatForm() throws IOException {
    Mail mail = Mail.builder().to("ann@example.com").text(WIDE + "\n" + WIDE).html(WIDE).build();
    WireMessage wire = MimeComposer.create().toWire(mail);

    assertThat(wire.forApi()).isSameAs(wire);
    WireMessage byJakartaMail = WireMessage.of(MimeComposer.create().compose(mail));
    assertThat(byJakartaMail.forApi()).isSameAs(byJakartaMail);
  }

  @Test
  void aFileThatChangedMeanwhileIsNoticed() throws IOException {
    Path file = Files.writeString(folder.resolve("a.eml"), COMPLETE + TEXT + "\r\n" + WIDE);
    WireMessage wire = WireMessage.of(file);
    WireMessage form = wire.forApi();
    Files.writeString(file, COMPLETE + TEXT + "\r\n" + WIDE + "more");

    assertThatThrownBy(wire::forApi).isInstanceOf(AttachmentException.class);
    assertThatThrownBy(() -> Wire.bytes(form)).isInstanceOf(AttachmentException.class);
  }

  @Test
  void whatWouldGetTooLargeGoesAsItIs() throws IOException {
    byte[] head = (COMPLETE + "Content-Type: text/plain; charset=x\r\n\r\n").getBytes(UTF_8);
    byte[] line = "\u00FC".repeat(70).concat("\r\n").getBytes(ISO_8859_1);
    byte[] message = Arrays.copyOf(head, head.length + 200_000 * line.length);
    for (int i = 0; i < 200_000; i++) {
      System.arraycopy(line, 0, message, head.length + i * line.length, line.length);
    }
    WireMessage wire = WireMessage.of(message);

    assertThat(wire.forApi()).isSameAs(wire);
  }

  private static WireMessage wire(String message) throws IOException {
    return WireMessage.of(message.getBytes(ISO_8859_1));
  }
}
