package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URI;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each shape of message that we compose, as three parsers that we did not write understand it. */
final class JudgedShapesTest {
  private static final List<Judge> JUDGES = Judge.all();
  private static final ZonedDateTime NOON =
      ZonedDateTime.of(2026, 11, 22, 12, 0, 1, 0, ZoneOffset.ofHours(1));

  @AfterAll
  static void close() {
    JUDGES.forEach(Judge::close);
  }

  @TestFactory
  Stream<DynamicTest> everyJudgeReadsWhatWasMeant() {
    return shapes()
        .flatMap(
            shape ->
                JUDGES.stream()
                    .map(
                        judge ->
                            DynamicTest.dynamicTest(
                                shape.name + ", by " + judge.name(), () -> judge(shape, judge))));
  }

  private static void judge(Shape shape, Judge judge) throws Exception {
    byte[] message = Wire.bytes(shape.mail.date(NOON).build());
    JsonObject read = judge.read(message);
    String shown = new String(message, ISO_8859_1);
    assertThat(read.getString("failure", "")).as(shown).isEmpty();
    assertThat(read.getJsonArray("defects")).as(shown).isEmpty();
    assertThat(Outline.of(read)).as(shown).isEqualTo(shape.outline);
    assertThat(Outline.date(read)).isEqualTo(NOON.toInstant());
  }

  private static Stream<Shape> shapes() {
    return Stream.of(bodies(), attachments(), heads()).flatMap(each -> each);
  }

  private static Stream<Shape> bodies() {
    return Stream.of(
        new Shape("nothing", mail(), "text/plain \"\"\n"),
        new Shape("text", mail().text("Grüße\n.\nFrom me"), "text/plain \"Grüße\\n.\\nFrom me\"\n"),
        new Shape(
            "html",
            mail().html("<p>ü</p>"),
            """
            multipart/alternative
              text/plain "ü"
              text/html "<p>ü</p>"
            """),
        new Shape(
            "both",
            mail().text("u").html("<p>ü</p>"),
            """
            multipart/alternative
              text/plain "u"
              text/html "<p>ü</p>"
            """),
        new Shape(
            "markdown",
            mail().markdown("# Größe\n\n*a*"),
            """
            multipart/alternative
              text/plain "# Größe\\n\\n*a*"
              text/html "<h1>Größe</h1>\\n<p><em>a</em></p>\\n"
            """),
        new Shape(
            "inline",
            mail().html("<img src=\"cid:logo\">").inline("logo", logo()),
            """
            multipart/alternative
              text/plain ""
              multipart/related
                text/html "<img src="cid:logo">"
                image/png inline "logo.png" <logo> "PNG"
            """),
        new Shape(
            "everything",
            mail()
                .text("logo")
                .html("<img src=\"cid:logo\">")
                .inline("logo", logo())
                .attach(Attachment.of("a.bin", "application/octet-stream", bytes("\0\r\n"))),
            """
            multipart/mixed
              multipart/alternative
                text/plain "logo"
                multipart/related
                  text/html "<img src="cid:logo">"
                  image/png inline "logo.png" <logo> "PNG"
              application/octet-stream attachment "a.bin" "\0\\n"
            """));
  }

  private static Stream<Shape> attachments() {
    return Stream.of(
        attached("Übersicht 100% \"neu\".pdf", "application/pdf"),
        attached("日本語の長い名前".repeat(8) + ".txt", "text/plain"),
        attached("it's; a=b, c*.csv", "text/csv"),
        new Shape(
            "a message of seven bits",
            mail().text("x").attach(eml("inner", "seven\r\n")),
            """
            multipart/mixed
              text/plain "x"
              message/rfc822 attachment "old.eml" 7bit
                from: bob@example.com
                subject: inner
                text/plain "seven\\n"
            """),
        new Shape(
            "a message of eight bits",
            mail().text("x").attach(eml("inner", "Größe\r\n")),
            """
            multipart/mixed
              text/plain "x"
              message/rfc822 attachment "old.eml" 8bit
                from: bob@example.com
                subject: inner
                text/plain "Größe\\n"
            """));
  }

  private static Stream<Shape> heads() {
    String subject = "Grüße an alle, die lange Betreffzeilen mögen 😀 ".repeat(12).strip();
    return Stream.of(
        new Shape(
            "a long subject",
            mail().subject(subject),
            "subject: " + subject + "\ntext/plain \"\"\n"),
        new Shape(
            "all addresses",
            Mail.builder()
                .from("\"Änn \\\"the\\\" Lee\" <ann@münchen.example>")
                .replyTo("r@example.com")
                .to("\"Lee, Bob\" <bob@example.com>, c@example.com")
                .cc("Team: d@example.com, Grüße <e@例え.example>;")
                .bcc("Nobody:;", "f@example.com"),
            """
            from: Änn "the" Lee <ann@xn--mnchen-3ya.example>
            reply-to: r@example.com
            to: Lee, Bob <bob@example.com>, c@example.com
            cc: Team: d@example.com, Grüße <e@xn--r8jz45g.example>;
            bcc: Nobody: ;, f@example.com
            text/plain ""
            """),
        new Shape(
            "reply headers",
            mail().inReplyTo("<c@x.example>").references("<a@x.example>", "<b@x.example>"),
            """
            in-reply-to: <c@x.example>
            references: <a@x.example> <b@x.example> <c@x.example>
            text/plain ""
            """),
        new Shape(
            "priority and unsubscribing",
            mail().priority(Priority.HIGH).listUnsubscribe(URI.create("https://x.example/u?a=1")),
            """
            x-priority: 1
            importance: high
            list-unsubscribe: <https://x.example/u?a=1>
            list-unsubscribe-post: List-Unsubscribe=One-Click
            text/plain ""
            """));
  }

  private static MailBuilder mail() {
    return Mail.builder().to("bob@example.com");
  }

  private static Shape attached(String name, String type) {
    return new Shape(
        "attached " + name,
        mail().text("x").attach(Attachment.of(name, type, bytes("ü;\n"))),
        "multipart/mixed\n  text/plain \"x\"\n  "
            + type
            + " attachment \""
            + name
            + "\" \"ü;\\n\"\n");
  }

  private static Attachment logo() {
    return Attachment.of("logo.png", "image/png", bytes("PNG"));
  }

  private static Attachment eml(String subject, String body) {
    String message =
        "From: bob@example.com\r\nSubject: %s\r\nMIME-Version: 1.0\r\n"
            + "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n%s";
    return Attachment.of("old.eml", "message/rfc822", bytes(message.formatted(subject, body)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  /** A mail, and what is to be read from it. */
  private static final class Shape {
    private final String name;
    private final MailBuilder mail;
    private final String outline;

    Shape(String name, MailBuilder mail, String outline) {
      this.name = name;
      this.mail = mail;
      boolean hasTo = outline.contains("\nto: ");
      this.outline = hasTo ? outline : "to: bob@example.com\n" + outline;
    }
  }
}
