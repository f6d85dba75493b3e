package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import jakarta.mail.internet.InternetAddress;
import java.io.ByteArrayOutputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Heads that hold UTF-8 as it is, as Debian's cron writes them. */
final class RawUtf8Test {
  @Test
  void freeTextInUtf8IsEncoded() throws Exception {
    String sent =
        passed(
            "Subject: Cron <root@vm> echo \"Größe 3\"\nX-Cron-Env: <NAME=Änn>\nTo: a@b.example\n");

    assertThat(sent)
        .contains("Subject: Cron <root@vm> echo =?UTF-8?")
        .containsPattern("X-Cron-Env: =\\?UTF-8\\?[ -~]+\\?=\r\n")
        .contains("\r\nTo: a@b.example\r\n");
    assertThat(jakarta.mail.internet.MimeUtility.decodeText(value(sent, "Subject")))
        .isEqualTo("Cron <root@vm> echo \"Größe 3\"");
  }

  @Test
  void aFoldedFieldIsUnfoldedFirst() throws Exception {
    String sent = passed("Subject: eins\n zwölf\nTo: a@b.example\n");

    assertThat(jakarta.mail.internet.MimeUtility.decodeText(value(sent, "Subject")))
        .isEqualTo("eins zwölf");
  }

  @Test
  void asciiStaysByteForByte() throws Exception {
    assertThat(passed("Subject:  a   =?x?= b\n\tc\nTo: a@b.example\n"))
        .startsWith("Subject:  a   =?x?= b\r\n\tc\r\nTo: a@b.example\r\n");
  }

  @Test
  void aNameInUtf8IsEncodedAndItsAddressStays() throws Exception {
    assertThat(passed("To: Größe <a@b.example>, c@d.example\n"))
        .containsPattern("To: =\\?UTF-8\\?[ -~]+\\?= <a@b\\.example>, c@d\\.example\r\n");
  }

  /**
   * Expected on one line, and between braces what an encoded-word of Posthorn's own says. Those
   * that came with the message say {@code utf-8} in small letters here.
   */
  @ParameterizedTest
  @MethodSource({"freeText", "phrases", "parameters", "addresses"})
  void whatIsRawIsEncodedAndAllElseStays(String raw, String encoded) throws Exception {
    String sent = passed(raw + "\n");

    String head = sent.substring(0, sent.indexOf("\r\n\r\n") + 2);
    assertThat(shown(head)).startsWith(encoded + "\r\n");
    assertThat(head.lines().filter(line -> line.contains("=?")))
        .allMatch(line -> line.length() <= 76);
    assertThat(passed(head)).as("a second time nothing is left to do").isEqualTo(sent);
  }

  /** RFC 2047 §5 (1), §6.2: a blank between two encoded-words is lost, so it is put into one. */
  static Stream<Arguments> freeText() {
    return Stream.of(
        arguments(
            "Subject: [Büro] =?utf-8?q?Anfrage_=C3=BC?=",
            "Subject: {[Büro] } =?utf-8?q?Anfrage_=C3=BC?="),
        arguments(
            "Subject: =?utf-8?q?Anfrage?= für =?utf-8*de?B?w7w=?= a",
            "Subject: =?utf-8?q?Anfrage?= { für } =?utf-8*de?B?w7w=?= a"),
        arguments(
            "Subject: =?utf-8?q?=C3=A4?=\n =?utf-8?q?=C3=A4?=\tü",
            "Subject: =?utf-8?q?=C3=A4?= =?utf-8?q?=C3=A4?= {\tü}"),
        arguments("Subject: ä=?utf-8?q?=C3=B6?=ü=?x", "Subject: {ä} =?utf-8?q?=C3=B6?= {ü=?x}"),
        arguments("Subject: =?x?q?a =?utf-8?q?b= ü", "Subject: =?x?q?a =?utf-8?q?b= {ü}"),
        arguments("Subject: =?utf-8?q?ü?=", "Subject: {=?utf-8?q?ü?=}"),
        arguments("Organization: Büro", "Organization: {Büro}"),
        arguments("User-Agent: Träumer/1.0 (x)", "User-Agent: {Träumer/1.0} (x)"),
        arguments("Thread-Topic: Über  uns", "Thread-Topic: {Über}  uns"),
        arguments("Content-Description: Größe", "Content-Description: {Größe}"),
        arguments("Never-Heard: ü <a@b.c>", "Never-Heard: {ü} <a@b.c>"),
        arguments("X-Old : ü", "X-Old: {ü}"),
        // Some programs end a line at these.
        arguments("X-A: a\u0085b\u2028c", "X-A: {a\u0085b\u2028c}"));
  }

  /** RFC 2047 §5 (2) and (3): words of phrases, and of comments in any field. */
  static Stream<Arguments> phrases() {
    return Stream.of(
        arguments("Keywords: Größe, rot, Öl=", "Keywords: {Größe} , rot, {Öl=}"),
        arguments("List-Id: Büro <b.x.org>", "List-Id: {Büro} <b.x.org>"),
        arguments("List-Post: <mailto:b@x.org> (Büro)", "List-Post: <mailto:b@x.org> ({Büro})"),
        arguments("In-Reply-To: Jörgs Brief <a@b.c>", "In-Reply-To: {Jörgs Brief} <a@b.c>"),
        arguments("Received: from a (Köln) by b", "Received: from a ({Köln}) by b"),
        arguments(
            "Date: Thu, 5 Mar 2026 07:08:09 +0100 (Mitteleuropäische Zeit)",
            "Date: Thu, 5 Mar 2026 07:08:09 +0100 ({Mitteleuropäische} Zeit)"));
  }

  /** RFC 2231 §4, as composed mail has it. */
  static Stream<Arguments> parameters() {
    return Stream.of(
        arguments(
            "Content-Type: application/pdf; name=\"Größe.pdf\"",
            "Content-Type: application/pdf; name*=UTF-8''Gr%C3%B6%C3%9Fe.pdf; name=\"Gr__e.pdf\""),
        arguments(
            "Content-Disposition: attachment; filename=Größe 1.pdf; size=1",
            "Content-Disposition: attachment; filename*=UTF-8''Gr%C3%B6%C3%9Fe%201.pdf;"
                + " filename=\"Gr__e 1.pdf\"; size=1"),
        arguments(
            "Content-Type: a/b; name=\"ü; \\\"x\"; NAME*=UTF-8''%C3%BC",
            "Content-Type: a/b; name=\"_; _x\"; NAME*=UTF-8''%C3%BC"),
        arguments(
            "Content-Disposition: inline; filename*=UTF-8''ü x",
            "Content-Disposition: inline; filename*=UTF-8''%C3%BC%20x"),
        arguments("Content-Type: text/plain (Büro; 1);", "Content-Type: text/plain ({Büro;} 1)"));
  }

  /** One path for ASCII and UTF-8: what else is odd about a list of addresses stays odd. */
  static Stream<Arguments> addresses() {
    return Stream.of(
        arguments(
            "Cc: =?utf-8?q?=C3=85sa?= <a@x.org>, Jürgen <j@x.org>",
            "Cc: =?utf-8?q?=C3=85sa?= <a@x.org>, {Jürgen} <j@x.org>"),
        arguments(
            "Cc: =?utf-8?q?=C3=85sa?= Bär B. <a@x.org>",
            "Cc: =?utf-8?q?=C3=85sa?= { Bär B.} <a@x.org>"),
        arguments("From: me@example.com (Jürgen)", "From: me@example.com ({Jürgen})"),
        arguments(
            "From: me@example.com ((ä) =?utf-8?q?x?= \\(b c\\)ö)",
            "From: me@example.com (({ä}) =?utf-8?q?x?= \\(b {c)ö})"),
        arguments(
            "Cc: Jörg <j@x.org>, list@x.org (open list)",
            "Cc: {Jörg} <j@x.org>, list@x.org (open list)"),
        arguments("To: Jörg <j@x.org>, bob@example.net,", "To: {Jörg} <j@x.org>, bob@example.net,"),
        arguments("To: ,, Jörg<j@x.org> ,ann@x.org", "To: ,, {Jörg} <j@x.org> ,ann@x.org"),
        arguments("From: Müller, Jörg <j@x.org>", "From: {Müller} , {Jörg} <j@x.org>"),
        arguments("From: Jörg j@x.org", "From: {Jörg} j@x.org"),
        arguments("Reply-To: jörg", "Reply-To: {jörg}"),
        arguments("To: \"Müller, \\\"Jörg\\\"\" X <j@x.org>", "To: {Müller, \"Jörg\" X} <j@x.org>"),
        arguments(
            "To: \"Doe, J.\" <a@x.org>, jörg@y.org <j@x.org>",
            "To: \"Doe, J.\" <a@x.org>, {jörg@y.org} <j@x.org>"),
        arguments(
            "Resent-To: Bücher: Bär <b@x.org>, c@x.org; , d@x.org",
            "Resent-To: {Bücher} : {Bär} <b@x.org>, c@x.org ; , d@x.org"),
        arguments(
            "To: bob@bücher.example, Ann <ann@bücher.example>, c@[IPv6:::1], Ö <d@x.org>",
            "To: bob@xn--bcher-kva.example, Ann <ann@xn--bcher-kva.example>, c@[IPv6:::1]"
                + " , {Ö} <d@x.org>"),
        arguments(
            "Disposition-Notification-To: Jörg <j@x.org>",
            "Disposition-Notification-To: {Jörg} <j@x.org>"),
        arguments("To: J. (Büro) Bär <j@x.org>", "To: J. ({Büro}) {Bär} <j@x.org>"));
  }

  private static String shown(String head) {
    return Pattern.compile(
            "=\\?UTF-8\\?[QB]\\?[!-~&&[^?]]+\\?=( =\\?UTF-8\\?[QB]\\?[!-~&&[^?]]+\\?=)*")
        .matcher(head.replaceAll("\r\n(?=[ \t])", ""))
        .replaceAll(
            word -> {
              try {
                String text = jakarta.mail.internet.MimeUtility.decodeText(word.group());
                return Matcher.quoteReplacement("{" + text + "}");
              } catch (UnsupportedEncodingException e) {
                throw new AssertionError(e);
              }
            });
  }

  @Test
  void aLongWordIsEncodedInWordsOf75() throws Exception {
    String word = "ü".repeat(600) + "=?x";

    String sent = passed("Subject: " + word + "\nTo: " + "Ä ".repeat(300) + "<a@x.org>\n");

    assertThat(jakarta.mail.internet.MimeUtility.decodeText(value(sent, "Subject")))
        .isEqualTo(word);
    assertThat(new InternetAddress(value(sent, "To").replace("\r\n", "")).getPersonal())
        .isEqualTo("Ä ".repeat(300).strip());
    assertThat(sent.lines()).allMatch(line -> line.length() <= 76);
  }

  @Test
  void whatIsAsciiInComposedMailMeansItself() throws Exception {
    String sent = Wire.text(Mail.builder().to("a@x.org").subject("=?utf-8?q?=C3=A4?=").build());

    assertThat(jakarta.mail.internet.MimeUtility.decodeText(value(sent, "Subject")))
        .isEqualTo("=?utf-8?q?=C3=A4?=");
  }

  @Test
  void aControlCharacterIsNotHiddenInAnEncodedWord() {
    for (String control : List.of("\0", "\u001B", "\u007F")) {
      assertThatThrownBy(() -> passed("Subject: ü" + control + "\n"))
          .isInstanceOf(InvalidMessageException.class)
          .hasMessageContaining("control character");
    }
  }

  @Test
  void aWordBehindVeryManyBlanksIsNotEmpty() throws Exception {
    assertThat(passed("Subject: abc" + " ".repeat(70) + "ш\nTo: a@b.example\n"))
        .contains("=?UTF-8?B?0Yg=?=\r\nTo:")
        .doesNotContain("??=");
  }

  /** Of 1 MiB; what grew with the square of it would not end. */
  @Test
  void aVeryLongFieldIsEncodedInTime() throws Exception {
    String words = "ш ".repeat(300_000).strip();
    String sent = passed("Subject: " + words + "\nTo: a@b.example\n");
    assertThat(jakarta.mail.internet.MimeUtility.decodeText(value(sent, "Subject")))
        .isEqualTo(words);

    String parameters = "; a=\"ш\"".repeat(90_000);
    assertThat(passed("Content-Type: text/plain" + parameters + "\nTo: a@b.example\n"))
        .contains(" a*=UTF-8''%D1%88;\r\n");

    String blanks = " ".repeat(900_000);
    assertThat(PartType.of("text/plain" + blanks + "; x=" + blanks + "y").name())
        .isEqualTo("text/plain");
    assertThat(PartType.withoutComments("a" + blanks + "/" + blanks + "b c")).isEqualTo("a/b c");
  }

  @Test
  void otherCharsetsAndAddressesAreRefused() {
    assertThatThrownBy(() -> passed("Subject: Größe\n", ISO_8859_1))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("Subject")
        .hasMessageContaining("perhaps Latin-1");
    assertThatThrownBy(() -> passed("To: Größe@b.example\n"))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("\"To\"")
        .hasMessageContaining("before the @ must be ASCII");
    assertThatThrownBy(() -> passed("Message-ID: <Größe@b.example>\n"))
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("\"Message-ID\"")
        .hasMessageContaining("where only ASCII may");
  }

  private static String passed(String head) throws Exception {
    return passed(head, UTF_8);
  }

  private static String passed(String head, Charset charset) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] message = (head + "\nbody\n").getBytes(charset);
    WholeMessage.of(message).toWire(List.of("bob@example.com")).writeTo(out);
    return out.toString(ISO_8859_1);
  }

  private static String value(String message, String name) {
    return Wire.field(message, name).substring(name.length() + 2).replace("\r\n", "");
  }
}
