package dev.posthorn.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.merge.MergedRow.Letter;
import dev.posthorn.message.Mail;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables as spreadsheets leave them, and names as macOS writes them. */
class SpreadsheetTest {
  private static final String NFC = "Größe";
  private static final String NFD = Normalizer.normalize(NFC, Normalizer.Form.NFD);

  @TempDir Path folder;

  private List<Row> rows(String name, String text) throws Exception {
    List<Row> all = new ArrayList<>();
    try (Rows rows = RecipientTable.of(Files.writeString(folder.resolve(name), text)).open()) {
      assertThat(rows.problems()).isEmpty();
      for (Optional<Row> row = rows.next(); row.isPresent(); row = rows.next()) {
        all.add(row.get());
      }
    }
    return all;
  }

  private MergedRow first(String template, String table) throws Exception {
    Path letter = Files.writeString(folder.resolve("letter.txt"), template);
    Path people = Files.writeString(folder.resolve("people.csv"), table);
    MailMerge merge = MailMerge.of(Template.read(letter), RecipientTable.of(people));
    List<MergedRow> found = new ArrayList<>();
    merge.check(found::add);
    return found.get(0);
  }

  private Mail mail(String template, String table) throws Exception {
    MergedRow row = first(template, table);
    assertThat(row).as(row.toString()).isInstanceOf(Letter.class);
    return ((Letter) row).mail();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "email,name\n,\na@x.org,Ann\n,,,\n \t,\u00A0\nb@x.org,Bob\n,,\n",
        ",,,\nemail,name\na@x.org,Ann\n\"\",\"\"\nb@x.org,Bob",
        "email;name\n;\na@x.org;Ann\n;;;;\nb@x.org;Bob\n",
        ";;\nemail;name\na@x.org;Ann\nb@x.org;Bob\n",
      })
  void rowsOfSeparatorsAndBlanksAreNoRows(String text) throws Exception {
    assertThat(rows("a.csv", text)).extracting(Row::number).containsExactly(1L, 2L);
    assertThat(rows("a.csv", text))
        .allSatisfy(row -> assertThat(row.problems()).isEmpty())
        .extracting(row -> row.values().get("email"))
        .containsExactly("a@x.org", "b@x.org");
    assertThat(rows("a.tsv", "a\tb\n\t\n1\t2\n\t\t\n")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "email,name,,\na@x.org,Ann,,\n",
        "email,name, ,\u00A0\na@x.org,Ann,,\n",
        "email,name,,\na@x.org,Ann\n",
        "email,name\na@x.org,Ann,,,\n",
      })
  void columnsWithoutNameBehindTheLastAreNoneWhereTheyAreEmpty(String text) throws Exception {
    Row row = rows("a.csv", text).get(0);
    assertThat(row.problems()).isEmpty();
    assertThat(row.values()).containsOnlyKeys("email", "name");
  }

  @Test
  void whatStandsInAColumnWithoutNameIsAProblemOfItsRow() throws Exception {
    List<Row> rows = rows("a.csv", "email,name,,\na@x.org,Ann,,\nb@x.org,Bob,x,\n");
    assertThat(rows.get(0).problems()).isEmpty();
    assertThat(rows.get(1).problems()).containsExactly("it has 3 fields, the header 2");
  }

  @Test
  void blanksOfAllKindsAroundAColumnsNameAreDropped() throws Exception {
    assertThat(rows("a.csv", "\u00A0email\u2009, name\na@x.org,Ann\n").get(0).values())
        .containsOnlyKeys("email", "name");
    assertThat(rows("a.jsonl", "{\" email\":\"a@x.org\"}\n\u00A0\n").get(0).values())
        .containsOnlyKeys("email");
  }

  @Test
  void aValueOfNoBreakSpacesIsNoValue() throws Exception {
    String letter = "Subject: s\n\n{{#vip}}dear {{/vip}}guest";
    assertThat(mail(letter, "email,vip\n\u00A0ann@example.com\u00A0,\u00A0\n").text().orElse(""))
        .isEqualTo("guest");
    MergedRow row = first(letter, "email,vip\n\u00A0,x\n");
    assertThat(row).isInstanceOf(MergedRow.Problem.class);
  }

  @Test
  void aColumnIsFoundInWhicheverFormItsNameIsWritten() throws Exception {
    for (String column : List.of(NFC, NFD)) {
      for (String tag : List.of(NFC, NFD)) {
        String letter =
            "Subject: {{"
                + tag
                + "}}\n\n{{#"
                + tag
                + "}}so {{.}}{{/"
                + tag
                + "}}{{^"
                + tag
                + "}}none{{/"
                + tag
                + "}}";
        Mail mail = mail(letter, "email," + column + "\nann@example.com,12\n");
        assertThat(mail.subject()).isEqualTo("12");
        assertThat(mail.text().orElse("")).isEqualTo("so 12");
        Files.writeString(
            folder.resolve("a.jsonl"), "{\"email\":\"a@x.org\",\"" + column + "\":1}");
        MailMerge merge =
            MailMerge.of(
                    Template.read(folder.resolve("letter.txt")),
                    RecipientTable.of(folder.resolve("a.jsonl")))
                .keyedBy(tag);
        assertThat(merge.check(row -> assertThat(row.key()).isEqualTo("1")).problems()).isZero();
      }
    }
  }

  @Test
  void twoColumnsThatDifferInFormAloneAreTwoOfOneName() throws Exception {
    Path file = Files.writeString(folder.resolve("a.csv"), NFC + "," + NFD + "\n1,2\n");
    try (Rows rows = RecipientTable.of(file).open()) {
      assertThat(rows.problems()).singleElement().asString().contains("two columns are named");
    }
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true", "false, false"})
  void aFileIsFoundInWhicheverFormItsNameIsWritten(boolean onDisk, boolean inTable)
      throws Exception {
    Path bills = Files.createDirectory(folder.resolve(onDisk ? NFD : NFC));
    Files.writeString(bills.resolve((onDisk ? NFD : NFC) + ".pdf"), "x");
    String name = inTable ? NFD : NFC;
    Mail mail =
        mail(
            "Subject: s\nAttach: " + name + "/{{file}}.pdf\n\nx",
            "email,file\nann@example.com," + name + "\n");
    assertThat(mail.attachments()).hasSize(1);
    assertThat(Normalizer.normalize(mail.attachments().get(0).fileName(), Normalizer.Form.NFC))
        .isEqualTo(NFC + ".pdf");
  }

  @Test
  void ofTwoFilesTheOneThatIsNamedIsTakenAndNoneIsGuessed() throws Exception {
    Files.writeString(folder.resolve("a" + NFC + NFD), "one");
    Files.writeString(folder.resolve("a" + NFD + NFC), "two");
    String letter = "Subject: s\nAttach: {{file}}\n\nx";
    assertThat(mail(letter, "email,file\nann@example.com,a" + NFC + NFD + "\n").attachments())
        .hasSize(1);
    MergedRow row = first(letter, "email,file\nann@example.com,a" + NFC + NFC + "\n");
    assertThat(row.toString()).contains("several files are named");
  }

  @Test
  void aKeyIsTheSameInBothForms() throws Exception {
    Path letter = Files.writeString(folder.resolve("letter.txt"), "Subject: s\n\nx");
    Path people =
        Files.writeString(
            folder.resolve("k.csv"), "email,id\na@x.org," + NFC + "\nb@x.org," + NFD + "\n");
    List<String> said = new ArrayList<>();
    MailMerge.of(Template.read(letter), RecipientTable.of(people))
        .keyedBy("id")
        .check(row -> said.add(row.toString()));
    assertThat(said.get(1)).contains("an earlier row has the same key");
  }

  @Test
  void anEncodingIsNamedEvenWhereNothingMarksIt() throws Exception {
    for (String charset : List.of("UTF-16LE", "UTF-16BE")) {
      Path file = folder.resolve("a.csv");
      Files.write(
          file, "email,name\na@x.org,Ann\n".getBytes(java.nio.charset.Charset.forName(charset)));
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> RecipientTable.of(file).open())
          .hasMessageContaining("this is not UTF-8, but perhaps " + charset)
          .satisfies(
              e -> assertThat(((MergeException) e).remedy()).contains("--encoding " + charset));
      try (Rows rows = RecipientTable.of(file, charset).open()) {
        assertThat(rows.next()).isPresent();
      }
    }
  }
}
