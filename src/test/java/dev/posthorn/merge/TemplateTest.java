package dev.posthorn.merge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.posthorn.message.Attachment;
import dev.posthorn.message.Mail;
import dev.posthorn.message.Mailbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
  private static final String[] ANN = {"name", "Ann", "email", "ann@example.com"};

  @TempDir Path folder;
  private Merging merging;

  @BeforeEach
  void inItsFolder() {
    merging = new Merging(folder);
  }

  @Test
  void headLinesAndBodyAreFilled() throws Exception {
    String source =
        """
        To: {{name}} <{{email}}>
        cc: boss@example.com
        Reply-To: {{name}} <answers@example.com>
        From: Club <club@example.com>
        Subject: A seat
         for {{name}}
        List-Unsubscribe: <https://example.com/u?e={{email}}>
        X-Campaign: {{name}}-1

        Dear {{name}},
        yes.
        """;
    Mail mail = merging.mail("a.txt", source, "name", "Ann", "email", "a+b@example.com");
    assertThat(mail.to()).containsExactly(new Mailbox("Ann", "a+b@example.com"));
    assertThat(mail.cc()).containsExactly(new Mailbox("", "boss@example.com"));
    assertThat(mail.replyTo()).containsExactly(new Mailbox("Ann", "answers@example.com"));
    assertThat(mail.from()).contains(new Mailbox("Club", "club@example.com"));
    assertThat(mail.subject()).isEqualTo("A seat for Ann");
    assertThat(mail.listUnsubscribe().orElseThrow())
        .hasToString("https://example.com/u?e=a%2Bb%40example.com");
    assertThat(mail.header("X-Campaign")).containsExactly("Ann-1");
    assertThat(mail.text()).contains("Dear Ann,\nyes.\n");
    assertThat(mail.html()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"email", "Email", "e-mail", "E-Mail", "EMAIL"})
  void withoutToTheColumnEmailIsTheRecipient(String column) throws Exception {
    assertThat(merging.mail("a.txt", "Hi", column, " ann@example.com ").to())
        .containsExactly(new Mailbox("", "ann@example.com"));
  }

  @Test
  void aBodyNeedsNoHeadAndATextWithColonsIsNone() throws Exception {
    assertThat(merging.mail("a.txt", "Note: {{name}}\n\nbye", ANN).text())
        .contains("Note: Ann\n\nbye");
    assertThat(merging.mail("a.txt", "\nSubject: is a word\n", ANN).text())
        .contains("Subject: is a word\n");
    assertThat(merging.mail("a.txt", "Subject: {{name}}", ANN).subject()).isEqualTo("Ann");
  }

  @Test
  void aHeadLineThatNobodyKnowsIsNamedAndSoIsTextInTheHead() {
    assertThatThrownBy(() -> merging.template("a.txt", "Subjct: x\nTo: {{email}}\n\nHi"))
        .hasMessage("a.txt, line 1: Subjct is no head line of a template.");
    assertThatThrownBy(() -> merging.template("a.txt", "To: {{email}}\nHi there\n\nyou"))
        .hasMessageContaining("a.txt, line 2 is no head line");
    assertThatThrownBy(() -> merging.template("a.txt", "Subject: x\nSubject: y\n\nHi"))
        .hasMessageContaining("line 2 (Subject): this is given twice");
  }

  @Test
  void lineEndsOfWindowsAndAByteOrderMarkAreNoMatter() throws Exception {
    Mail mail = merging.mail("a.txt", "\uFEFFSubject: {{name}}\r\n\r\nHi\r\n", ANN);
    assertThat(mail.subject()).isEqualTo("Ann");
    assertThat(mail.text()).contains("Hi\n");
  }

  @Test
  void aTemplateThatIsNotUtf8OrOfNoKindIsRefused() throws Exception {
    Path latin = Files.write(folder.resolve("l.txt"), "x\nGrüße".getBytes(ISO_8859_1));
    assertThatThrownBy(() -> Template.read(latin))
        .hasMessage("l.txt, line 2: this is not UTF-8, but perhaps windows-1252.");
    Path word = Files.write(folder.resolve("l.docx"), "x".getBytes(UTF_8));
    assertThatThrownBy(() -> Template.read(word)).hasMessageContaining(".txt, .md or .html");
    assertThatThrownBy(() -> Template.read(folder.resolve("no.txt")))
        .hasMessageContaining("no.txt");
  }

  @Test
  void sectionsShowWhatIsNeitherBlankNorFalse() throws Exception {
    String source = "{{#vip}}guest {{.}}{{/vip}}{{^vip}}nobody{{/vip}}";
    String[] email = {"email", "a@example.com", "vip", ""};
    for (String none : List.of("", "  ", "false", "FALSE")) {
      email[3] = none;
      assertThat(merging.mail("a.txt", source, email).text()).contains("nobody");
    }
    email[3] = "yes";
    assertThat(merging.mail("a.txt", source, email).text()).contains("guest yes");
  }

  @Test
  void aSectionOnLinesOfItsOwnLeavesNoEmptyLines() throws Exception {
    String source = "\na\n{{#name}}\nb\n{{/name}}\nc\n";
    assertThat(merging.mail("a.txt", source, ANN).text()).contains("a\nb\nc\n");
  }

  @Test
  void columnsMayBeNamedLikeMethodsOfJavaOrHoldBlanksAndDots() throws Exception {
    String source = "{{#name}}{{length}} {{first name}} {{a.b}}{{/name}}";
    String[] values = {
      "email", "a@example.com", "name", "Ann", "length", "7 m", "first name", "A", "a.b", "c"
    };
    assertThat(merging.mail("a.txt", source, values).text()).contains("7 m A c");
  }

  @Test
  void javaIsNotReachable() throws Exception {
    assertThat(merging.template("a.txt", "{{name.class.name}}").columns())
        .containsExactly("name.class.name");
  }

  @ParameterizedTest
  @CsvSource({
    "{{>other}},would read another file",
    "{{<other}}{{/other}},would read another file",
    "{{$other}}{{/other}},would read another file",
    "{{=<% %>=}},other delimiters",
    "{{#name}},missing close tag",
    "{{/name}},no open tag",
    "{{name},a tag is not closed",
    "{{}},a tag is empty",
    "{{.}},outside of a section",
    "{{#name}}{{-first}}{{/name}},belongs to lists"
  })
  void whatIsNoSmallTemplateIsRefusedWhenItIsRead(String source, String why) {
    for (String name : List.of("a.txt", "a.md", "a.html")) {
      assertThatThrownBy(() -> merging.template(name, "Subject: x\n\nHi " + source))
          .as(name)
          .hasMessageContaining(why)
          .hasMessageStartingWith(name);
    }
  }

  @Test
  void rawValuesAreTakenInPlainTextAlone() throws Exception {
    for (String raw : List.of("{{{name}}}", "{{&name}}", "{{ & name }}")) {
      assertThat(merging.mail("a.txt", "Subject: " + raw + "\n\n" + raw, ANN).text())
          .contains("Ann");
      for (String other : List.of("a.md", "a.html")) {
        assertThatThrownBy(() -> merging.template(other, "Hi " + raw))
            .hasMessageContaining("plain text alone");
      }
      assertThatThrownBy(() -> merging.template("a.txt", "To: " + raw + "\n\nHi"))
          .hasMessageContaining("plain text alone");
    }
    assertThat(merging.mail("a.html", "a{{! not {{{raw}}} }}b", ANN).html().orElseThrow())
        .startsWith("a");
  }

  @Test
  void htmlValuesAreTextAndTheTextPartIsDerived() throws Exception {
    Mail mail = merging.mail("a.html", "<p title=\"{{t}}\">{{t}}</p>", with("t", "<b>\"&'=`"));
    assertThat(mail.html())
        .contains(
            "<p title=\"&lt;b&gt;&quot;&amp;&#39;&#61;&#96;\">&lt;b&gt;&quot;&amp;&#39;&#61;&#96;</p>");
    assertThat(mail.text()).isEmpty();
  }

  @Test
  void markdownValuesAreTextInBothParts() throws Exception {
    String nasty = "*x* <b> [a](http://b)\n\n# no\n";
    Mail mail = merging.mail("a.md", "Dear **{{t}}**, `{{t}}`\n", with("t", nasty));
    String escaped = "*x* &lt;b&gt; [a](http://b)\n\n# no\n";
    assertThat(mail.html())
        .contains("<p>Dear <strong>" + escaped + "</strong>, <code>" + escaped + "</code></p>\n");
    assertThat(mail.text()).contains("Dear **" + nasty + "**, `" + nasty + "`\n");
  }

  @Test
  void markdownValuesServeInLinksAndInHtmlOfTheTemplate() throws Exception {
    String source =
        "[x](https://a.example/{{t}}) <https://a.example/{{t}}> <i title='{{t}}'>y</i>\n";
    assertThat(merging.mail("a.md", source, with("t", "b_c_d")).html().orElseThrow())
        .contains("<a href=\"https://a.example/b_c_d\">x</a>")
        .contains("<a href=\"https://a.example/b_c_d\">https://a.example/b_c_d</a>")
        .contains("<i title='b_c_d'>y</i>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<{{name}}>", "</{{name}}>", "<b{{name}}>", "<{{#name}}{{name}}{{/name}}>"})
  void aValueCannotBeATag(String source) {
    for (String name : List.of("a.md", "a.html")) {
      assertThatThrownBy(() -> merging.template(name, "Hi " + source))
          .hasMessageContaining("right behind \"<\"");
    }
  }

  @Test
  void optionsReplaceTheTemplatesOwnLines() throws Exception {
    Template template =
        merging
            .template("a.txt", "Subject: old\nTo: x@example.com, y@example.com\n\nHi")
            .with("subject", List.of("new {{name}}"))
            .with("To", List.of("{{email}}"));
    Mail mail = template.fill(Merging.row(ANN), new java.util.ArrayList<>()).orElseThrow();
    assertThat(mail.subject()).isEqualTo("new Ann");
    assertThat(mail.to()).containsExactly(new Mailbox("", "ann@example.com"));
    assertThat(template.digest()).hasSize(64);
    assertThatThrownBy(() -> template.with("Date", List.of("x"))).hasMessageContaining("Date");
  }

  @Test
  void lineBreaksInHeadersAreProblemsOfTheRow() throws Exception {
    String head = "Subject: {{s}}\nX-A: {{x}}\n\nHi";
    assertThat(merging.problems("a.txt", head, with("s", "a\nBcc: b@c.example", "x", "a\rb")))
        .hasSize(2)
        .allMatch(why -> why.contains("must not hold"));
  }

  @Test
  void emptyOptionalLinesAreLeftOut() throws Exception {
    String head = "Cc: {{#c}}{{c}}{{/c}}\nX-A: {{c}}\nAttach: {{#c}}{{c}}{{/c}}\n\nHi";
    Mail mail = merging.mail("a.txt", head, with("c", ""));
    assertThat(mail.cc()).isEmpty();
    assertThat(mail.headers()).isEmpty();
    assertThat(mail.attachments()).isEmpty();
  }

  @Test
  void attachmentsAreFoundBesideTheTemplateUnderTheirNames() throws Exception {
    Files.createDirectory(folder.resolve("bills"));
    Files.writeString(folder.resolve("bills/7.txt"), "seven");
    Mail mail =
        merging.mail(
            "a.txt",
            "Attach: bills/{{id}}.txt;name=Bill {{name}}.csv;type=text/{{t}}\n\nHi",
            with("id", "7", "t", "csv"));
    Attachment attachment = mail.attachments().get(0);
    assertThat(attachment.fileName()).isEqualTo("Bill Ann.csv");
    assertThat(attachment.contentType()).isEqualTo("text/csv");
    assertThat(attachment.size()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../a", "a/b", "a\\b", "..", ".", "", " ", "/etc/passwd", "a\u0000"})
  void aValueCannotChooseAnotherFolder(String value) throws Exception {
    Files.writeString(folder.resolve("secret"), "x");
    Files.createDirectory(folder.resolve("bills"));
    for (String path : List.of("bills/{{id}}", "bills/{{id}}/x", "{{id}}/secret")) {
      assertThat(merging.problems("a.txt", "Attach: " + path + "\n\nHi", with("id", value)))
          .as(path)
          .hasSize(1)
          .allMatch(why -> why.contains("no folder") || why.contains("no file's name"));
    }
    assertThat(
            merging.problems("a.txt", "Attach: bills/{{id}}{{x}}\n\nHi", with("id", ".", "x", ".")))
        .hasSize(1);
  }

  @Test
  void aMissingAttachmentIsNamed() throws Exception {
    assertThat(merging.problems("a.txt", "Attach: {{id}}.pdf\n\nHi", with("id", "7")))
        .hasSize(1)
        .allMatch(why -> why.startsWith("Attach: ") && why.contains("7.pdf"));
  }

  @Test
  void aWholeUnsubscribeAddressMayStandInAColumn() throws Exception {
    String head = "List-Unsubscribe: {{u}}\n\nHi";
    assertThat(
            merging.mail("a.txt", head, with("u", "https://a.example/?x=%2F&y")).listUnsubscribe())
        .hasValueSatisfying(uri -> assertThat(uri).hasToString("https://a.example/?x=%2F&y"));
    assertThat(merging.problems("a.txt", head, with("u", "http://a.example/"))).hasSize(1);
    assertThat(merging.problems("a.txt", head, with("u", "no address"))).hasSize(1);
  }

  private static String[] with(String... more) {
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(ANN), java.util.stream.Stream.of(more))
        .toArray(String[]::new);
  }
}
