package dev.posthorn.message;

import static dev.posthorn.message.WholeMessageTest.COMPLETE;
import static dev.posthorn.message.WholeMessageTest.sent;
import static dev.posthorn.message.WholeMessageTest.whole;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the head that somebody else wrote. */
final class WholeHeadTest {
  @Test
  void whatIsMissingIsAddedAtTheEndOfTheHead() throws IOException {
    byte[] source = "To: ann@example.com\nSubject: x\n\nbody".getBytes(UTF_8);
    WholeMessage message =
        WholeMessage.of(
            Content.of(source), Clock.fixed(Instant.parse("2026-03-05T07:08:09Z"), ZoneOffset.UTC));
    String id = message.header("message-id").orElseThrow();
    assertThat(id).as("nobody is known yet").matches("<[0-9a-f-]{36}@posthorn\\.invalid>");

    String written =
        Wire.text(message.withFromIfAbsent(Mailbox.parse("Zoë <zoe@example.com>")).toWire());

    assertThat(written)
        .isEqualTo(
            "To: ann@example.com\r\nSubject: x\r\nDate: Thu, 5 Mar 2026 07:08:09 +0000\r\n"
                + "Message-ID: "
                + id.replace("posthorn.invalid", "example.com")
                + "\r\nFrom: =?UTF-8?Q?Zo=C3=AB?= <zoe@example.com>\r\n\r\nbody");
  }

  @Test
  void anEmptyDateOrIdIsFilledIn() throws IOException {
    byte[] source = "Date:\nMessage-ID: \nSubject: x\nmessage-id:\n\nx".getBytes(UTF_8);
    String written =
        Wire.text(
            WholeMessage.of(
                    Content.of(source),
                    Clock.fixed(Instant.parse("2026-03-05T07:08:09Z"), ZoneOffset.UTC))
                .toWire(List.of("bob@example.com")));

    assertThat(written)
        .matches(
            "Date: Thu, 5 Mar 2026 07:08:09 \\+0000\r\n"
                + "Message-ID: <[0-9a-f-]{36}@posthorn\\.invalid>\r\nSubject: x\r\n\r\nx");
  }

  @Test
  void anAuthorIsAddedOnlyWhereThereIsNone() throws IOException {
    Mailbox zoe = Mailbox.parse("zoe@example.com");
    WholeMessage mine = whole("from : yan@example.com\n\nx");

    assertThat(mine.withFromIfAbsent(zoe)).isSameAs(mine);
    assertThat(whole("From:\nTo: a@b.example\n\nx").withFromIfAbsent(zoe).header("From"))
        .contains("zoe@example.com");
  }

  @Test
  void aTextWithoutHeadBecomesABody() throws IOException {
    WireMessage wire = whole("hi\nFrom: eve@example.com\n").toWire(List.of("bob@example.com"));

    assertThat(Wire.text(wire))
        .matches("(?s)Date: [^\r]*\r\nMessage-ID: [^\r]*\r\n\r\nhi\r\nFrom: eve@example.com\r\n");
    assertThat(wire.header("From")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n", "\n\n", "\r", "10%\r20%\n", " text first\n", ": x\n", "Ünicode: x\n"})
  void aMessageMayHaveNoHeadOrNothingAtAll(String message) throws IOException {
    WireMessage wire = whole(message).toWire(List.of("bob@example.com"));

    String body = message.isEmpty() || message.startsWith("\n") ? "" : "\n";
    assertThat(Wire.rawText(wire))
        .matches("(?s)Date: [^\r]*\r\nMessage-ID: [^\r]*\r\n.*")
        .endsWith(">\r\n" + (body + message).replaceAll("\r|\n", "\r\n"));
  }

  /** A program that keeps only LF out of what it is given lets a header of the giver's in. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Subject: hi\rBcc: eve@y.org\r\n\r\nx",
        "Subject: hi\r Bcc: eve@y.org\n\nx",
        "Subject: Gr\u00C3\u00BC\u00C3\u009Fe\rBcc: eve@y.org\n\nx",
        "Subject: hi\n\rBcc: eve@y.org\n\nx",
        "Subject: hi\n fold\rBcc: eve@y.org\n\nx",
        "Subject: hi\r\r\nBcc: eve@y.org\n\nx",
        "Subject: hi\r\rx",
        "Subject: hi\r",
      })
  void aLineBreakThatIsNoneToSomeProgramsIsRefusedInTheHead(String rest) {
    assertThatThrownBy(() -> whole(COMPLETE + rest))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("holds a line break")
        .message()
        .doesNotContain("\r", "\n");
    String old = (COMPLETE + "\r\nx").replace("\r\n", "\r");
    assertThatThrownBy(() -> whole(old)).isInstanceOf(InvalidMessageException.class);
  }

  @Test
  void theLineThatMboxFilesPutBeforeAMessageIsDropped() throws IOException {
    assertThat(sent("From zoe@example.com Thu Mar  5 07:08:09 2026\n" + COMPLETE + "\r\nx"))
        .isEqualTo(COMPLETE + "\r\nx");
    assertThat(sent("From : zoe@example.com\n" + COMPLETE + "\r\nx"))
        .startsWith("From : zoe@example.com\r\nFrom: zoe");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`Subject: Grüße`, Latin-1",
        "`X-Bell: \\7`, X-Bell",
        "`X-Esc: \\33$B`, X-Esc",
        "`X-Nul: \\0`, X-Nul",
      })
  void aHeadThatNoServerWouldTakeIsRefusedWithTheReason(String head, String reason) {
    assertThatThrownBy(() -> whole(COMPLETE + head.translateEscapes() + "\r\n\r\nx"))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining(reason)
        .message()
        .doesNotContain("\0", "\n", "\u001B");
  }

  /** As cron writes a job with an umlaut in its line, and PHP's mail() a subject. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`Subject: Cron <root@vm> echo Grüße`, `Subject: Cron <root@vm> echo =?UTF-8?B?R3LDvMOfZQ==?=`",
        "`Reply-To: Jörg Ei <j@x.org>`, `Reply-To: =?UTF-8?Q?J=C3=B6rg_Ei?= <j@x.org>`",
        "`X-Cron-Env: <ORT=Köln>`, `X-Cron-Env: =?UTF-8?B?PE9SVD1Lw7Zsbj4=?=`",
      })
  void rawUtf8InFreeTextBecomesEncodedWords(String raw, String encoded) throws IOException {
    byte[] message = (COMPLETE + raw + "\r\n\r\nGrüße\r\n").getBytes(UTF_8);

    String label =
        String.join(
            "\r\n",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=UTF-8",
            "Content-Transfer-Encoding: 8bit",
            "");
    String body = new String("Grüße\r\n".getBytes(UTF_8), ISO_8859_1);
    assertThat(Wire.rawText(WholeMessage.of(message).toWire()))
        .isEqualTo(COMPLETE + encoded + "\r\n" + label + "\r\n" + body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Reply-To: ü@x.org",
        "Reply-To: A <ü@x.org>",
        "Reply-To: \"ü\"@x.org",
        "Reply-To: \"Jörg <j@x.org>",
        "Reply-To: Jörg (Büro <j@x.org>",
        "Reply-To: Jörg <j@x.org",
        "In-Reply-To: <ü@x.org>",
        "References: Ä <a@x.org> <ü@x.org>",
        "List-Id: Büro <büro.example>",
        "Message-ID: <ü@x.org>",
        "Received: from ü by x.org",
        "Resent-Date: Donnerstag, 5 Mär 2026",
        "DKIM-Signature: v=1; d=ü",
        "ARC-Seal: ü",
        "Content-ID: <ü@x.org>",
        "Content-Transfer-Encoding: 8bit ü",
        "Content-Type: multipart/mixed; boundary=\"ü\"",
        "Content-Type: text/plain; charset=ü",
        "Content-Type: text/plain; ü=x",
        "Content-Type: text/ü",
      })
  void rawUtf8WhereNoEncodedWordMayStandIsRefused(String header) {
    byte[] message = (COMPLETE + header + "\r\n\r\nx").getBytes(UTF_8);

    assertThatThrownBy(() -> WholeMessage.of(message))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining(header.substring(0, header.indexOf(':')));
  }

  @Test
  void aHeadOfOneMebibyteIsTakenAndALargerOneIsRefused() throws IOException {
    String field = "X-Filling: " + "a".repeat(87) + "\r\n";
    String most = COMPLETE + field.repeat((1_048_000 - COMPLETE.length()) / field.length());
    assertThat(sent(most + "\r\nx")).isEqualTo(most + "\r\nx");

    assertThatThrownBy(() -> whole(most + field.repeat(20)))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("1 MiB");
  }
}
