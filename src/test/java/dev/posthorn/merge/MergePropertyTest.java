package dev.posthorn.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.message.Mail;
import dev.posthorn.message.MimeComposer;
import dev.posthorn.message.WireMessage;
import dev.posthorn.testing.Chance;
import dev.posthorn.testing.Tries;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Whatever stands in a table: the template alone decides whom a letter goes to and what it is. */
final class MergePropertyTest {
  private static final String HEAD =
      """
      To: {{a}} <{{email}}>, "{{b}}" <fixed@example.com>
      Cc: Team {{a}}: {{email}}, c@example.com; (for {{b}})
      Reply-To: {{b}} {{a}} <r@example.com>
      Subject: {{a}} and {{b}}
      X-A: {{b}}

      """;
  private static final String HTML =
      """
      <p title="{{a}}" class='{{b}}' id={{a}}>{{a}} {{b}}</p><!-- {{a}} -->{{#b}}<i>{{.}}</i>{{/b}}
      """;
  private static final String MARKDOWN =
      """
      # {{a}}

      Dear *{{a}}* {{b}}, [{{a}}](https://a.example/{{b}} "{{a}}") ![{{b}}](x) `{{a}}`

      - {{b}}
      - {{#b}}{{b}}{{/b}}

          {{a}}

      > {{b}}{{a}}

      <p title="{{a}}">{{b}}</p>

      ```{{a}}
      {{b}}
      ```
      """;

  /** What means something to addresses, headers, HTML, Markdown or templates. */
  private static final String[] NASTY = {
    "x@a.example, evil@b.example",
    "evil@b.example",
    "<",
    ">",
    "\"",
    "'",
    "\\",
    ",",
    ";",
    ":",
    "(",
    ")",
    "[",
    "]",
    "\n",
    "\r\n",
    "\r\nBcc: evil@b.example\r\n",
    "\n\n",
    "<b>",
    "</p>",
    "<script>",
    "-->",
    "<!--",
    "*",
    "_",
    "`",
    "```",
    "# ",
    "- ",
    "    ",
    "> ",
    "![",
    "](",
    "&lt;",
    "&",
    "=",
    " onload=x",
    "\" onload=\"x",
    "' onload='x",
    "vx0q",
    "vx",
    "{{a}}",
    "{{",
    "}}",
    "{{{email}}}",
    "=?utf-8?q?x?=",
    "Lee, Ann",
    "ü",
    "\t",
    " ",
    "@",
    ".",
    "~~~",
    "| a |",
    "http://x"
  };

  private static Path folder;
  private static Template html;
  private static Template markdown;

  @BeforeAll
  static void readTemplates() throws Exception {
    folder = Files.createTempDirectory("merge");
    Merging merging = new Merging(folder);
    html = merging.template("a.html", HEAD + HTML);
    markdown = merging.template("a.md", HEAD + MARKDOWN);
  }

  @AfterAll
  static void forgetTemplates() throws Exception {
    Files.delete(folder.resolve("a.html"));
    Files.delete(folder.resolve("a.md"));
    Files.delete(folder);
  }

  @Tries(1500)
  void noValueAddsARecipientAHeaderOrATag(Chance chance) throws Exception {
    String a = chance.joined(5, NASTY);
    String b = chance.joined(5, NASTY);
    String email = chance.joined(5, NASTY);
    for (Template template : List.of(html, markdown)) {
      Mail plain = fill(template, "x", GapText.isTrue(b) ? "x" : "", "x@example.com").orElseThrow();
      for (String address : List.of(email, "ann@example.com")) {
        Optional<Mail> filled = fill(template, a, b, address);
        if (filled.isPresent()) {
          Mail mail = filled.get();
          assertThat(shape(mail.html().orElseThrow())).isEqualTo(shape(plain.html().orElseThrow()));
          WireMessage wire = WireMessage.of(MimeComposer.create().compose(mail));
          assertThat(wire.recipients()).hasSize(3).contains("fixed@example.com", "c@example.com");
          assertThat(names(wire)).isEqualTo(names(wire(plain)));
        }
      }
    }
  }

  /** With a value for b that is no header's, X-A is left out: so is it here. */
  private static Optional<Mail> fill(Template template, String a, String b, String email) {
    return template.fill(Map.of("a", a, "b", b, "email", email), new ArrayList<>());
  }

  private static WireMessage wire(Mail mail) throws Exception {
    return WireMessage.of(MimeComposer.create().compose(mail));
  }

  private static List<String> names(WireMessage wire) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    wire.writeTo(bytes);
    String text = bytes.toString(StandardCharsets.US_ASCII);
    String head = text.substring(0, text.indexOf("\r\n\r\n"));
    return head.lines()
        .filter(line -> !line.startsWith(" ") && !line.startsWith("\t"))
        .map(line -> line.substring(0, line.indexOf(':')))
        .filter(name -> !name.equals("X-A") && !name.equals("Subject"))
        .sorted()
        .toList();
  }

  /** The elements of a document and what they are in, with their attributes' names of their own. */
  private static List<String> shape(String source) {
    List<String> shape = new ArrayList<>();
    for (Element element : Jsoup.parseBodyFragment(source).body().getAllElements()) {
      List<String> attributes = new ArrayList<>();
      element.attributes().forEach(attribute -> attributes.add(attribute.getKey()));
      attributes.removeIf(name -> element.nameIs("p") && !List.of("title", "class").contains(name));
      shape.add(element.parents().size() + element.normalName() + attributes);
      assertThat(element.attributes().asList())
          .noneMatch(
              attribute -> attribute.getKey().startsWith("on") && !attribute.getValue().isEmpty());
    }
    return shape;
  }
}
