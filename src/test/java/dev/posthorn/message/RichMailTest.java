package dev.posthorn.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a good mail program can say besides text and attachments. */
final class RichMailTest {
  private static final Attachment LOGO = Attachment.of("logo.png", "image/png", new byte[] {1, 2});

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
  void inlinePartsAreRelatedToTheHtml() throws IOException {
    Mail mail =
        to().html("<p>Hi<img src='cid:logo'><a href=\"CID:a%2Bb@x\">x</a>")
            .inline("logo", LOGO)
            .inline("a+b@x", LOGO.withName("Übersicht.png"))
            .attach(Attachment.of("a.pdf", "application/pdf", new byte[] {3}))
            .build();

    PythonReader.Part mixed = python().read(mail).body();
    assertThat(mixed.type()).isEqualTo("multipart/mixed");
    PythonReader.Part alternative = mixed.parts().get(0);
    assertThat(alternative.type()).isEqualTo("multipart/alternative");
    assertThat(alternative.parts().get(0).text()).startsWith("Hi");
    PythonReader.Part related = alternative.parts().get(1);
    assertThat(related.type()).isEqualTo("multipart/related");
    assertThat(related.parts())
        .extracting(PythonReader.Part::type)
        .containsExactly("text/html", "image/png", "image/png");
    assertThat(related.parts().get(1).bytes()).containsExactly(1, 2);
    assertThat(related.parts().get(1).disposition()).isEqualTo("inline");
    assertThat(related.parts().get(2).fileName()).isEqualTo("Übersicht.png");
    assertThat(Wire.text(mail))
        .contains("multipart/related; type=\"text/html\";\r\n boundary=")
        .contains("\r\nContent-ID: <logo>\r\n", "\r\nContent-ID: <a+b@x>\r\n");
  }

  @Test
  void anInlineFileIsReadWhenItIsSent() throws IOException {
    Path file = Files.write(folder.resolve("a.png"), new byte[] {7});
    Mail mail = to().html("<img src=cid:a>").inline("a", file).build();
    assertThat(python().read(mail).body().parts().get(1).parts().get(1).bytes()).containsExactly(7);

    Files.delete(file);
    assertThatThrownBy(() -> MimeComposer.create().compose(mail))
        .isInstanceOf(AttachmentException.class)
        .hasMessageContaining("a.png");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<img src='cid:x'>",
        "<img src=' CID:x '>",
        "<table background='cid:x'>",
        "<p style=\"background: url( 'cid:x' )\">",
        "<style>p { background: red url(cid:x) }</style>",
        "<img srcset='cid:x 2x'>",
        "<img src='cid:%78'>",
        "<video poster='cid:x'>",
      })
  void whateverTheHtmlNamesMustBeGiven(String html) {
    assertThatThrownBy(() -> to().html(html).build())
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("cid:x");
    assertThat(to().html(html).inline("x", LOGO).build().inlines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Write cid:x", "<img src=y alt='cid:x'>", "<!-- <img src='cid:x'> -->", "a:cid:x"})
  void textThatMerelyMentionsAnIdNamesNothing(String html) {
    assertThat(to().html(html).build().html()).contains(html);
    assertThatThrownBy(() -> to().html(html).inline("x", LOGO).build())
        .isInstanceOf(InvalidMessageException.class)
        .hasMessageContaining("named by no HTML");
  }

  @Test
  void anInlinePartNeedsHtmlAnIdOfItsOwnAndNoMessage() throws IOException {
    assertThatThrownBy(() -> to().text("cid:x").inline("x", LOGO).build())
        .hasMessageContaining("named by no HTML");
    assertThatThrownBy(
            () -> to().html("<img src=cid:x>").inline("x", LOGO).inline("x", LOGO).build())
        .hasMessageContaining("Two inline parts");
    assertThatThrownBy(() -> to().inline("x", LOGO.withType("message/rfc822")))
        .isInstanceOf(InvalidMessageException.class);
    for (String id : List.of("", "a b", "<a>", "a\r\nb", "ä", "a".repeat(201))) {
      assertThatThrownBy(() -> to().inline(id, LOGO))
          .as(id)
          .isInstanceOf(InvalidMessageException.class);
    }
  }

  @Test
  void markdownIsItsOwnTextAndBecomesHtml() throws IOException {
    Mail mail =
        to().markdown("# Größe\n\n*one* <b>two</b> ![logo](cid:logo)\n")
            .inline("logo", LOGO)
            .build();

    assertThat(mail.html())
        .contains(
            "<h1>Größe</h1>\n<p><em>one</em> <b>two</b> <img src=\"cid:logo\" alt=\"logo\" /></p>\n");
    PythonReader.Part body = python().read(mail).body();
    assertThat(body.parts().get(0).text()).startsWith("# Größe\n");
    assertThatThrownBy(() -> to().markdown("x").text("y").build())
        .isInstanceOf(InvalidMessageException.class);
    assertThatThrownBy(() -> to().markdown("x").html("y").build())
        .isInstanceOf(InvalidMessageException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"> ", "*a ", "[", "**", "- ", "![a](", "`", "<b>"})
  void noNestingOfMarkdownIsTooDeep(String piece) {
    assertThat(to().markdown(piece.repeat(100_000)).build().html()).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"HIGH, high, 1", "LOW, low, 5"})
  void thePriorityIsSaidInTwoWays(Priority priority, String importance, String number)
      throws IOException {
    String message = Wire.text(to().priority(priority).build());

    assertThat(Wire.field(message, "Importance")).isEqualTo("Importance: " + importance);
    assertThat(Wire.field(message, "X-Priority")).isEqualTo("X-Priority: " + number);
    assertThat(Wire.text(to().priority(Priority.NORMAL).build()))
        .doesNotContain("Importance", "X-Priority");
  }

  @Test
  void oneClickEndsASubscription() throws IOException {
    String message =
        Wire.text(to().listUnsubscribe(URI.create("https://x.example/ü?id=?1&a=2")).build());

    assertThat(Wire.field(message, "List-Unsubscribe"))
        .isEqualTo("List-Unsubscribe: <https://x.example/%C3%BC?id=?1&a=2>");
    assertThat(Wire.field(message, "List-Unsubscribe-Post"))
        .isEqualTo("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
    for (String bad : List.of("http://x.example/", "mailto:a@x.example", "/x", "https:x")) {
      assertThatThrownBy(() -> to().listUnsubscribe(URI.create(bad)))
          .as(bad)
          .isInstanceOf(InvalidMessageException.class);
    }
  }

  @Test
  void theDateIsTheWritersWithItsOffset() throws IOException {
    String message = Wire.text(to().date(ZonedDateTime.parse("2026-03-05T07:08:09+05:30")).build());

    assertThat(Wire.field(message, "Date")).isEqualTo("Date: Thu, 5 Mar 2026 07:08:09 +0530");
    assertThatThrownBy(() -> to().date(ZonedDateTime.parse("1899-03-05T07:08:09Z")))
        .isInstanceOf(InvalidMessageException.class);
  }

  @Test
  void whatIsSetCannotBeAddedByItsNameAsWell() {
    List<Consumer<MailBuilder>> twice =
        List.of(
            b -> b.inReplyTo("a@x").header("in-reply-to", "<b@x>"),
            b -> b.references("a@x").header("References", "<b@x>"),
            b -> b.priority(Priority.LOW).header("X-Priority", "1"),
            b ->
                b.listUnsubscribe(URI.create("https://x.example/"))
                    .header("List-Unsubscribe", "x"));

    for (Consumer<MailBuilder> setters : twice) {
      MailBuilder builder = to();
      setters.accept(builder);
      assertThatThrownBy(builder::build)
          .isInstanceOf(InvalidMessageException.class)
          .hasMessageContaining("twice");
    }
    assertThat(to().header("References", "<b@x>").build().headers()).hasSize(1);
  }

  @Test
  void groupsAreWrittenWithTheirMembersWhoGetTheMail() throws IOException {
    Mail mail =
        Mail.builder()
            .to("\"Team, A\": Ann <ann@x.example>, bob@x.example;, cat@x.example")
            .cc("Größe: dan@x.example;")
            .bcc("undisclosed-recipients:;")
            .build();

    String message = Wire.text(mail);
    assertThat(Wire.field(message, "To"))
        .isEqualTo("To: \"Team, A\": Ann <ann@x.example>, bob@x.example;, cat@x.example");
    assertThat(Wire.field(message, "Cc"))
        .isEqualTo("Cc: =?UTF-8?B?R3LDtsOfZQ==?= : dan@x.example;");
    assertThat(Wire.field(message, "Bcc")).isEqualTo("Bcc: undisclosed-recipients:;");
    assertThat(WireMessage.of(MimeComposer.create().compose(mail)).recipients())
        .containsExactly("ann@x.example", "bob@x.example", "cat@x.example", "dan@x.example");
    PythonReader.Read read = python().read(mail);
    assertThat(read.groups()).hasSize(3);
    assertThat(read.groups().get(1)).startsWith("Größe");
  }

  private static MailBuilder to() {
    return Mail.builder().to("ann@example.com");
  }
}
