package dev.posthorn.message;

import static dev.posthorn.message.WholeMessageTest.COMPLETE;
import static dev.posthorn.message.WholeMessageTest.sent;
import static dev.posthorn.message.WholeMessageTest.whole;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of more than 998 octets, and NUL, in a message that was given: encoded, leaf by leaf. */
final class LongLinesTest {
  private static final String LONG = "x".repeat(999);
  private static final String QUOTED = ("x".repeat(75) + "=\r\n").repeat(13) + "x".repeat(24);
  private static final String MIXED =
      COMPLETE + "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b b\"\r\n\r\n";

  @Test
  void onlyTheLeafWithTheLongLineIsEncoded() throws IOException {
    String before =
        "--b b\r\nX-A: b\r\n\r\nshort \r\nFrom me\r\n--b b\r\nContent-type: text/HTML\r\n";
    String after = "\r\n--b b\r\n\r\nlast\r\n--b b--\r\nepilogue";

    assertThat(sent(MIXED + before + "X-A: b\r\n\r\n" + LONG + after))
        .isEqualTo(
            MIXED
                + before
                + "X-A: b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
                + QUOTED
                + after);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7bit", "8bit", "binary", "8-bit", "(c) 7BIT"})
  void theEncodingThatWasDeclaredIsReplaced(String declared) throws IOException {
    String field = "content-transfer-ENCODING: " + declared + "\r\n";

    assertThat(sent(COMPLETE + field + "MIME-Version: 1.0\r\nContent-Type: text/x\r\n\r\n" + LONG))
        .isEqualTo(
            COMPLETE
                + "Content-Transfer-Encoding: quoted-printable\r\n"
                + "MIME-Version: 1.0\r\nContent-Type: text/x\r\n\r\n"
                + QUOTED);
    String part = "--b b\r\nContent-Transfer-Encoding:\r\n " + declared + "\r\nX-A: b\r\n\r\n";
    assertThat(sent(MIXED + part + LONG + "\r\n--b b--\r\n"))
        .isEqualTo(
            MIXED
                + "--b b\r\nX-A: b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
                + QUOTED
                + "\r\n--b b--\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0\r\n\r\r\n\n\u00FF\n", "\0", "\r\r\0\n"})
  void otherContentBecomesBase64OctetForOctet(String content) throws IOException {
    String head = "--b b\r\nContent-Type: image/png\r\n";
    String sent = sent(MIXED + head + "\r\n" + content + LONG + "\n\r\n--b b--\r\n");

    assertThat(sent)
        .startsWith(MIXED + head + "Content-Transfer-Encoding: base64\r\n\r\n")
        .endsWith("\r\n--b b--\r\n");
    String coded = sent.substring(sent.indexOf("base64\r\n\r\n") + 10, sent.lastIndexOf("\r\n--"));
    assertThat(new String(Base64.getMimeDecoder().decode(coded), ISO_8859_1))
        .isEqualTo(content + LONG + "\n");
  }

  @Test
  void textOfTwoOctetsACharacterBecomesBase64() throws IOException {
    String head = "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-16LE\r\n";

    assertThat(sent(COMPLETE + head + "\r\na\0\n\0"))
        .isEqualTo(COMPLETE + head + "Content-Transfer-Encoding: base64\r\n\r\nYQAKAA==");
  }

  /** As programs in PHP write it. */
  @Test
  void base64OnOneLineIsBrokenAndStaysWhatItIs() throws IOException {
    byte[] content = new byte[3000];
    String line = Base64.getEncoder().encodeToString(content);
    String head = "--b b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n";

    String sent = sent(MIXED + head + line + "\r\n--b b--\r\n");

    assertThat(sent)
        .isEqualTo(MIXED + head + line.replaceAll("(.{76})", "$1\r\n") + "\r\n--b b--\r\n");
  }

  @Test
  void quotedPrintableWithLongLinesGetsSoftBreaks() throws IOException {
    String head = "--b b\r\nContent-Transfer-Encoding: Quoted-Printable\r\n\r\n";
    String line = "=C3=BC".repeat(300);

    String sent = sent(MIXED + head + "short=\r\n\r\n" + line + "=\r\nz\0\r\n--b b--\r\n");

    assertThat(sent)
        .isEqualTo(
            MIXED
                + head
                + "short=\r\n\r\n"
                + ("=C3=BC".repeat(12) + "=C3=\r\n" + "=BC" + "=C3=BC".repeat(12) + "=\r\n")
                    .repeat(12)
                + "z=00\r\n--b b--\r\n");
  }

  @Test
  void anInnerMessageIsEncodedInsideAndStaysAMessage() throws IOException {
    String outer =
        "--b b\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: binary\r\n\r\n";
    String inner = "Subject: inner\r\n\r\n" + LONG + "\r\n--b b--\r\n";

    assertThat(sent(MIXED + outer + inner))
        .isEqualTo(
            MIXED
                + outer.replace("binary", "8bit")
                + "Subject: inner\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: text/plain; charset=us-ascii\r\n"
                + "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
                + QUOTED
                + "\r\n--b b--\r\n");
  }

  @Test
  void textAroundThePartsIsLeftOutWhereItsLinesAreTooLong() throws IOException {
    String part = "--b b\r\n\r\nx\r\n";

    assertThat(sent(MIXED + LONG + "\r\nand\r\n" + part + "--b b--\r\n" + LONG))
        .isEqualTo(MIXED + part + "--b b--\r\n");
    assertThat(sent(MIXED + "before\r\n" + part + "--b b--\r\n" + LONG))
        .isEqualTo(MIXED + "before\r\n" + part + "--b b--\r\n");
    String nested =
        "--b b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\ny\r\n--c--";
    assertThat(sent(MIXED + nested + "\r\n\0\r\n\r\n--b b--\r\n"))
        .isEqualTo(MIXED + nested + "\r\n--b b--\r\n");
  }

  @Test
  void theHeadOfAPartIsFoldedAtItsBlanks() throws IOException {
    String words = "w".repeat(90) + " ";
    String line = "Content-Description: " + words.repeat(15) + "end";

    String sent = sent(MIXED + "--b b\r\n" + line + "\r\n\r\nx\r\n--b b--\r\n");

    assertThat(sent.replace("w\r\n w", "w w"))
        .isEqualTo(MIXED + "--b b\r\n" + line + "\r\n\r\nx\r\n--b b--\r\n");
    assertThat(sent.lines()).allMatch(each -> each.length() <= 998);
  }

  @Test
  void theHeadOfAPartThatHasNoBlankToFoldAtIsRefused() {
    refused(MIXED + "--b b\r\nX-A:" + LONG + "\r\n\r\nx\r\n--b b--\r\n", "without a blank");
    refused(MIXED + "--b b\r\nX-A: \0\r\n\r\nx\r\n--b b--\r\n", "NUL");
  }

  @ParameterizedTest
  @CsvSource({
    "multipart/signed; boundary=c, signed",
    "multipart/encrypted; boundary=c, encrypted",
    "message/delivery-status, RFC 2046",
    "message/partial, RFC 2046",
    "multipart/mixed, differently",
    "multipart/mixed; boundary=c; boundary=d, differently",
    "multipart/mixed; boundary=c d, differently",
  })
  void whatMustNotBeEncodedIsRefusedWithTheReason(String type, String why) {
    String part = "--b b\r\nContent-Type: " + type + "\r\n\r\n--c\r\n\r\n";
    for (String content : List.of(LONG, "a\0b")) {
      String inner = part + content + "\r\n--c--\r\n--b b--\r\n";
      refused(MIXED + inner, why);
      String wrapped = "--b b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\nContent-Type: ";
      refused(MIXED + wrapped + type + "\r\n\r\n--c\r\n\r\n" + content + "\r\n--c--\r\n", why);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-uuencode", "7bit\r\nContent-Transfer-Encoding: 8bit", "utf-8"})
  void whatIsEncodedInAWayThatIsNotClearIsRefused(String encoding) {
    String field = "Content-Transfer-Encoding: " + encoding;
    refused(MIXED + "--b b\r\n" + field + "\r\n\r\n" + LONG + "\r\n--b b--\r\n", "differently");
    refused(COMPLETE + field + "\r\n\r\n" + LONG, "differently");
  }

  /** What stands outside the parts is left out; but here it may be all that was written. */
  @Test
  void whatMayBeAPartBehindAWrongBoundaryIsRefusedAndNotLeftOut() {
    refused(MIXED + "--b c\r\n\r\n" + LONG + "\r\n--b c--\r\n", "differently");
    refused(MIXED + LONG + "\r\n--b b--\r\n", "differently");
    String closed = MIXED + "--b b\r\n\r\nx\r\n--b b--\r\n";
    refused(closed + "--b b\r\n\r\n" + LONG + "\r\n--b b--\r\n", "differently");
    String inner = "--b b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n" + LONG + "\r\n";
    refused(MIXED + inner + "--b b--\r\n", "differently");
  }

  /** A signature beside it is none over it. */
  @Test
  void whatStandsBesideASignedPartIsEncoded() throws IOException {
    String signed =
        String.join(
            "\r\n",
            "--b b",
            "Content-Type: multipart/signed; boundary=c",
            "",
            "--c",
            "",
            "signed ",
            "--c",
            "Content-Type: application/pgp-signature",
            "",
            "x",
            "--c--",
            "");

    assertThat(sent(MIXED + signed + "--b b\r\n\r\n" + LONG + "\r\n--b b--\r\n"))
        .isEqualTo(
            MIXED
                + signed
                + "--b b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
                + QUOTED
                + "\r\n--b b--\r\n");
  }

  /** Its signature, or encryption, is of the content, and stays. */
  @Test
  void anSmimeObjectGetsShorterLines() throws IOException {
    String head =
        String.join(
            "\r\n",
            "MIME-Version: 1.0",
            "Content-Type: application/pkcs7-mime; smime-type=signed-data",
            "Content-Transfer-Encoding: base64",
            "",
            "");
    String line = "QUJD".repeat(300);

    assertThat(sent(COMPLETE + head + line))
        .isEqualTo(COMPLETE + head + line.replaceAll("(.{76})", "$1\r\n"));
  }

  @Test
  void whatIsKeptIsNotEncoded() throws IOException {
    byte[] kept = (COMPLETE + "\r\n" + LONG).getBytes(ISO_8859_1);
    WholeMessage message = WholeMessage.of(StoredMessage.of(kept));

    assertThatThrownBy(message::toWire)
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("998");
  }

  @Test
  void whatWasChangedIsToldWithoutTheContent() throws IOException {
    assertThat(whole(COMPLETE + "\r\nshort").toWire().changes()).isEmpty();
    String text = "--b b\r\n\r\n" + LONG + "\r\n";
    String image = "--b b\r\nContent-Type: image/png\r\n\r\n\0\r\n--b b--\r\n";
    assertThat(whole(MIXED + LONG + "\r\n" + text + text + image).toWire().changes())
        .containsExactly(
            "text re-encoded as quoted-printable: a line of more than 998 octets, or a NUL"
                + " character",
            "a part re-encoded as base64: a line of more than 998 octets, or a NUL character",
            "what stood outside the parts of a multipart left out: a line of more than 998 octets,"
                + " or a NUL character");
  }

  @Test
  void theDigestIsThatOfWhatWasGiven() throws IOException {
    byte[] given = (COMPLETE + "\r\n" + LONG).getBytes(ISO_8859_1);

    WholeMessage message = WholeMessage.of(given);
    String digest = message.contentDigest();
    assertThat(message.toWire().changes()).hasSize(1);
    assertThat(message.contentDigest()).isEqualTo(digest);
    assertThat(WholeMessage.of(given).contentDigest()).isEqualTo(digest);
  }

  private static void refused(String message, String why) {
    assertThatThrownBy(() -> sent(message))
        .as(message)
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining(why)
        .hasMessageMatching("(?s).*(998 octets|NUL).*");
  }
}
