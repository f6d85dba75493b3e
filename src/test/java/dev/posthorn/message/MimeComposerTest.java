package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MimeComposerTest {
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

  @Test
  void aMessageIsComposedToTheLetter() throws IOException {
    AtomicInteger ids = new AtomicInteger();
    MimeComposer composer =
        new MimeComposer(
            Clock.fixed(Instant.parse("2026-03-05T07:08:09Z"), ZoneOffset.UTC),
            () -> new UUID(0, ids.incrementAndGet()));
    Mail mail =
        Mail.builder()
            .from("Änn <ann@example.com>")
            .to("\"Lee, Bob\" <bob@example.com>")
            .bcc("cat@example.com")
            .replyTo("dan@example.com")
            .subject("Hello")
            .header("X-Ticket", "7")
            .text("one\ntwo\r\nthree\rfour")
            .attach(Attachment.of("a.txt", "text/plain", "x\n".getBytes(UTF_8)))
            .build();

    assertThat(Wire.text(composer.compose(mail)))
        .isEqualTo(
            """
            Date: Thu, 5 Mar 2026 07:08:09 +0000
            From: =?UTF-8?Q?=C3=84nn?= <ann@example.com>
            Reply-To: dan@example.com
            To: "Lee, Bob" <bob@example.com>
            Bcc: cat@example.com
            Message-ID: <00000000-0000-0000-0000-000000000001@example.com>
            Subject: Hello
            MIME-Version: 1.0
            Content-Type: multipart/mixed;
             boundary="=_00000000-0000-0000-0000-000000000002"
            X-Ticket: 7

            --=_00000000-0000-0000-0000-000000000002
            Content-Type: text/plain; charset=UTF-8
            Content-Transfer-Encoding: 7bit

            one
            two
            three
            four
            --=_00000000-0000-0000-0000-000000000002
            Content-Type: text/plain
            Content-Transfer-Encoding: base64
            Content-Disposition: attachment;
             filename="a.txt"

            eAo=
            --=_00000000-0000-0000-0000-000000000002--
            """
                .replace("\n", "\r\n"));
  }

  @Test
  void textAndHtmlAreAlternativesInsideTheMixture() throws IOException {
    PythonReader.Part body =
        python()
            .read(
                to().text("plain ä")
                    .html("<p>rich ä")
                    .attach(Attachment.of("Ü.bin", "application/x-test", new byte[] {0, 1, -1}))
                    .attach(
                        Attachment.of(
                            "b.csv", "text/csv; charset=utf-8", "a\r\nb\n".getBytes(UTF_8)))
                    .build())
            .body();

    assertThat(body.type()).isEqualTo("multipart/mixed");
    assertThat(body.parts()).hasSize(3);
    PythonReader.Part alternative = body.parts().get(0);
    assertThat(alternative.type()).isEqualTo("multipart/alternative");
    assertThat(alternative.parts())
        .extracting(PythonReader.Part::text)
        .containsExactly("plain ä", "<p>rich ä");
    assertThat(body.parts().get(1).fileName()).isEqualTo("Ü.bin");
    assertThat(body.parts().get(1).bytes()).isEqualTo(new byte[] {0, 1, -1});
    assertThat(body.parts().get(2).type()).isEqualTo("text/csv");
    assertThat(body.parts().get(2).bytes()).isEqualTo("a\r\nb\n".getBytes(UTF_8));
  }

  @Test
  void ofHtmlAloneATextIsDerived() throws IOException {
    PythonReader.Part body =
        python().read(to().html("<p>Hi <a href='https://x.example/'>there</a>").build()).body();

    assertThat(body.type()).isEqualTo("multipart/alternative");
    assertThat(body.parts().get(0).text()).isEqualTo("Hi there <https://x.example/>");
  }

  @Test
  void aMessageOfNothingIsAnEmptyText() throws IOException {
    PythonReader.Part body = python().read(to().build()).body();

    assertThat(body.type()).isEqualTo("text/plain");
    assertThat(body.text()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "a, 68, 7bit",
    "a, 69, quoted-printable",
    "a, 999, quoted-printable",
    "'a\n', 900, 7bit",
    "'a ', 1, quoted-printable",
    "'a\t', 1, quoted-printable",
    "'a \nb', 1, quoted-printable",
    "'From me', 1, quoted-printable",
    "'a\nFrom me', 1, quoted-printable",
    "'>From me, From', 2, 7bit",
    "'From\n', 2, 7bit",
    "=, 1000, base64",
    "ä, 3, base64",
    "ä and some more ASCII text, 1, quoted-printable",
    "日本語, 20, base64",
  })
  void theTransferEncodingIsTheShortestThatArrivesWhole(String text, int times, String encoding)
      throws IOException {
    String whole = text.replace("\\n", "\n").replace("\\t", "\t").repeat(times);
    PythonReader.Part body = python().read(to().text(whole).build()).body();

    assertThat(body.encoding()).isEqualTo(encoding);
    assertThat(body.text()).isEqualTo(whole);
  }

  @Test
  void lineEndsBecomeCrlfBeforeABodyIsEncoded() throws IOException {
    String body = Wire.text(to().text("ä ä ä and a lot more ASCII\rb\nc\r\nd").build());

    assertThat(body).contains("ASCII\r\nb\r\nc\r\nd").doesNotContain("=0D", "=0A");
  }

  @Test
  void aNulInABodyIsEncoded() throws IOException {
    assertThat(python().read(to().text("a\0b").build()).body().text()).isEqualTo("a\0b");
  }

  @ParameterizedTest
  @CsvSource({"a, 500", "ä, 500", "a, 5000", "'word ', 300", "'Wörter ', 300", "😀, 200"})
  void longSubjectsAreFoldedAndReadBack(String piece, int times) throws IOException {
    Mail mail = to().subject(piece.repeat(times)).build();

    for (String line : Wire.field(Wire.text(mail), "Subject").split("\r\n", -1)) {
      assertThat(line.length()).isLessThanOrEqualTo(76);
    }
    assertThat(python().read(mail).header("Subject")).containsExactly(piece.repeat(times).strip());
  }

  @Test
  void whatLooksEncodedIsEncoded() throws IOException {
    Mail mail = to().subject("=?UTF-8?Q?Not_what_it_says?=").build();

    assertThat(python().read(mail).header("Subject"))
        .containsExactly("=?UTF-8?Q?Not_what_it_says?=");
  }

  @Test
  void urlsAndMessageIdsInHeadersStayAsTheyAre() throws IOException {
    String url = "<https://lists.example.com/" + "a".repeat(200) + ">";
    Mail mail =
        to().header("List-Unsubscribe", url).header("List-Id", "Käse <list.example>").build();

    String message = Wire.text(mail);
    assertThat(Wire.field(message, "List-Unsubscribe")).endsWith(" " + url);
    assertThat(Wire.field(message, "List-Id"))
        .isEqualTo("List-Id: =?UTF-8?B?S8Okc2U=?= <list.example>");
  }

  @Test
  void aHeaderWithALongNameIsReadBack() throws IOException {
    String name = "X-" + "a".repeat(74);
    Mail mail = to().header(name, "ä").build();

    assertThat(python().read(mail).header(name))
        .singleElement()
        .asString()
        .isEqualToIgnoringWhitespace("ä");
  }

  @Test
  void manyRecipientsAreFoldedBetweenTheirAddresses() throws IOException {
    MailBuilder builder = Mail.builder();
    for (int i = 0; i < 400; i++) {
      builder.to("\"Reader, No. " + i + "\" <reader" + i + "@example.com>");
    }
    Mail mail = builder.build();

    String[] lines = Wire.field(Wire.text(mail), "To").split("\r\n", -1);
    assertThat(lines).allMatch(line -> line.length() <= 76).hasSizeBetween(200, 400);
    assertThat(Arrays.copyOf(lines, lines.length - 1)).allMatch(line -> line.endsWith(">,"));
    assertThat(python().read(mail).addresses("To")).isEqualTo(mail.to());
  }

  @Test
  void bccStaysInTheMessage() throws IOException {
    assertThat(Wire.text(to().bcc("eve@example.com").build()))
        .contains("\r\nBcc: eve@example.com\r\n");
  }

  @Test
  void theMessageIdIsNeutralAndStable() throws Exception {
    MimeMessage message = MimeComposer.create().compose(to().build());
    String id = message.getMessageID();
    message.saveChanges();

    assertThat(message.getMessageID()).isEqualTo(id).endsWith("@posthorn.invalid>");
    assertThat(MimeComposer.create().compose(to().build()).getMessageID()).isNotEqualTo(id);
  }

  @Test
  void theMessageIdIsUnderTheDomainOfItsAuthor() throws Exception {
    Mail mail = to().from("Ann <ann@MÜNCHEN.example>").build();

    assertThat(MimeComposer.create().compose(mail).getMessageID())
        .matches("<[0-9a-f-]{36}@xn--mnchen-3ya\\.example>");
    assertThat(MimeComposer.create().toWire(mail).header("Message-ID").orElseThrow())
        .endsWith("@xn--mnchen-3ya.example>");
  }

  @Test
  void nothingInTheMessageTellsOnTheMachine() throws IOException {
    String message =
        Wire.text(to().html("<p>x").attach(Attachment.of("a", "text/plain", new byte[9])).build());

    assertThat(message)
        .doesNotContainIgnoringCase(InetAddress.getLocalHost().getHostName() + "\r")
        .doesNotContainIgnoringCase("X-Mailer")
        .doesNotContainIgnoringCase("User-Agent")
        .doesNotContain("JavaMail")
        .containsPattern("\r?\n?Date: [^\r]* \\+0000\r\n");
  }

  @Test
  void withoutAnAuthorThereIsNoFrom() throws IOException {
    assertThat(Wire.field(Wire.text(to().build()), "From")).isEmpty();
  }

  @Test
  void anAttachmentThatIsGoneIsNoticedInComposing() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "x");
    Mail mail = to().attach(file).build();
    Files.delete(file);

    assertThatThrownBy(() -> MimeComposer.create().compose(mail))
        .isInstanceOf(AttachmentException.class)
        .hasMessageContaining("a.txt");
  }

  private static MailBuilder to() {
    return Mail.builder().to("ann@example.com");
  }
}
