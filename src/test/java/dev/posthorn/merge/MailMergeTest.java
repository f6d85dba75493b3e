package dev.posthorn.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.posthorn.merge.MailMerge.Checked;
import dev.posthorn.merge.MergedRow.Addressed;
import dev.posthorn.merge.MergedRow.Letter;
import dev.posthorn.merge.MergedRow.Problem;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailMergeTest {
  @TempDir Path folder;

  @Test
  void eachRowBecomesALetterUnderTheKeyOfItsRecipient() throws Exception {
    MailMerge merge =
        merge(
            "To: {{name}} <{{email}}>\n\nHi {{name}}",
            "name,email\nAnn,Ann@Example.com\nBob,b@x.example\n");
    assertThat(check(merge)).hasSize(2).allMatch(Letter.class::isInstance);
    List<MergedRow> rows = all(merge.open());
    assertThat(rows).extracting(MergedRow::key).containsExactly("ann@example.com", "b@x.example");
    assertThat(rows)
        .extracting(MergedRow::recipient)
        .containsExactly("Ann@example.com", "b@x.example");
    assertThat(rows).extracting(MergedRow::number).containsExactly(1L, 2L);
    assertThat(((Letter) rows.get(1)).mail().text()).contains("Hi Bob");
    assertThat(all(merge.openKeys()))
        .containsExactly(
            new Addressed(1, 2, "ann@example.com", "Ann@example.com"),
            new Addressed(2, 3, "b@x.example", "b@x.example"));
  }

  @Test
  void allProblemsOfAllRowsAreFound() throws Exception {
    String template = "To: {{email}}\nSubject: {{s}}\nAttach: {{f}}.txt\n\nHi";
    Files.writeString(folder.resolve("a.txt"), "a");
    MailMerge merge =
        merge(
            template,
            """
            email,s,f
            ann@example.com,ok,a
            ann,"two
            lines",b
            bob@example.com
            c@example.com,ok,a
            ANN@example.com,ok,a
            """);
    List<MergedRow> rows = check(merge);
    assertThat(rows).hasSize(5);
    assertThat(reasons(rows.get(1)))
        .hasSize(3)
        .anyMatch(why -> why.startsWith("To: Bad address \"ann\""))
        .anyMatch(why -> why.startsWith("Subject: The subject must not hold a line feed"))
        .anyMatch(why -> why.startsWith("Attach: ") && why.contains("b.txt"));
    assertThat(reasons(rows.get(2))).containsExactly("it has 1 fields, the header 3");
    assertThat(rows.get(2).line()).isEqualTo(5);
    assertThat(reasons(rows.get(4)))
        .containsExactly("an earlier row has the same key, ann@example.com");
    assertThat(merge.check(row -> {})).isEqualTo(new Checked(5, 3));
  }

  @Test
  void missingColumnsAreToldOnceWithThoseThatThereAre() throws Exception {
    MailMerge merge =
        merge("To: {{emial}}\n\n{{#vip}}x{{/vip}}", "email,name\na@x.example,A\nb@x.example,B\n");
    assertThat(check(merge))
        .containsExactly(
            new Problem(
                0, 1, "", List.of("no column is named emial, vip; there are: email, name")));
    assertThatThrownBy(merge::open)
        .hasMessageContaining("emial")
        .hasMessageContaining("people.csv");
    assertThat(reasons(check(merge("Hi", "name\nAnn\n")).get(0)))
        .containsExactly("there is neither a line To nor a column email; there are: name");
    assertThat(reasons(check(merge("Hi", "email\na@x.example\n").keyedBy("id")).get(0)))
        .containsExactly("no column is named id; there are: email");
  }

  @Test
  void eachObjectOfJsonLinesIsAskedForItsColumns() throws Exception {
    Template template = new Merging(folder).template("l.txt", "Hi {{name}}");
    Path file =
        Files.writeString(
            folder.resolve("people.jsonl"),
            "{\"email\":\"a@x.example\",\"name\":\"A\"}\n{\"email\":\"b@x.example\"}\n{\"name\":\"C\"}\n");
    List<MergedRow> rows = check(MailMerge.of(template, RecipientTable.of(file)));
    assertThat(rows.get(0)).isInstanceOf(Letter.class);
    assertThat(reasons(rows.get(1))).containsExactly("no column is named name; there are: email");
    assertThat(reasons(rows.get(2)))
        .containsExactly("there is neither a line To nor a column email; there are: name");
  }

  @Test
  void aKeyColumnTellsRowsOfOneRecipientApart() throws Exception {
    String people = "email,id\na@x.example,1\na@x.example, 2 \na@x.example,1\na@x.example,\n";
    List<MergedRow> rows = check(merge("Hi", people).keyedBy("id"));
    assertThat(rows.get(0).key()).isEqualTo("1");
    assertThat(rows.get(1).key()).isEqualTo("2");
    assertThat(reasons(rows.get(2))).containsExactly("an earlier row has the same key, 1");
    assertThat(reasons(rows.get(3))).containsExactly("its key is empty (column \"id\")");
    assertThat(rows.get(3).recipient()).isEqualTo("a@x.example");
  }

  @Test
  void longKeysAreShortenedAndStayDifferent() throws Exception {
    String id = "ü".repeat(300);
    MailMerge merge =
        merge("Hi", "email,id\na@x.example," + id + "1\na@x.example," + id + "2\n").keyedBy("id");
    List<MergedRow> rows = check(merge);
    assertThat(rows).allMatch(Letter.class::isInstance).allMatch(row -> row.key().length() <= 120);
    assertThat(rows.get(0).key()).isNotEqualTo(rows.get(1).key());
  }

  @Test
  void theFirstRowsAloneAreLookedAtWhenAsked() throws Exception {
    MailMerge merge = merge("Hi", "email\na@x.example\nb@x.example\nbad\n").upTo(2);
    assertThat(merge.check(row -> {})).isEqualTo(new Checked(2, 0));
    assertThat(all(merge.open())).hasSize(2);
    assertThat(all(merge.openKeys())).hasSize(2);
  }

  @Test
  void whatOnlyComposingFindsIsFoundToo() throws Exception {
    try (RandomAccessFile large = new RandomAccessFile(folder.resolve("big.bin").toFile(), "rw")) {
      large.setLength(30 << 20);
    }
    Files.write(folder.resolve("nul.eml"), new byte[] {'a', 0});
    MailMerge merge =
        merge("Attach: {{f}}\n\nHi", "email,f\na@x.example,big.bin\nb@x.example,nul.eml\n");
    assertThat(check(merge)).allMatch(Problem.class::isInstance);
  }

  @Test
  void theSameRowGivesTheSameLetterEachTime() throws Exception {
    Template template = new Merging(folder).template("l.md", "# {{email}} *x* {{#b}}y{{/b}}\n");
    Path file =
        Files.writeString(folder.resolve("p.csv"), "email,b\na@x.example,\nb@x.example,1\n");
    MailMerge merge = MailMerge.of(template, RecipientTable.of(file));
    Letter first = (Letter) all(merge.open()).get(1);
    Letter again = (Letter) all(merge.open()).get(1);
    assertThat(first.mail().html()).isEqualTo(again.mail().html());
    assertThat(first.mail().html()).contains("<h1>b@x.example <em>x</em> y</h1>\n");
  }

  private MailMerge merge(String template, String people) throws Exception {
    Path file = Files.writeString(folder.resolve("people.csv"), people);
    return MailMerge.of(
        new Merging(folder).template("letter.txt", template), RecipientTable.of(file));
  }

  private static List<MergedRow> check(MailMerge merge) throws MergeException {
    List<MergedRow> rows = new ArrayList<>();
    merge.check(rows::add);
    return rows;
  }

  private static List<String> reasons(MergedRow row) {
    return ((Problem) row).reasons();
  }

  private static List<MergedRow> all(MergedRows rows) throws MergeException {
    List<MergedRow> all = new ArrayList<>();
    try (rows) {
      for (Optional<MergedRow> row = rows.next(); row.isPresent(); row = rows.next()) {
        all.add(row.get());
      }
    }
    return all;
  }
}
