package dev.posthorn.merge;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecipientTableTest {
  @TempDir Path folder;

  @Test
  void quotedFieldsHoldCommasQuotesAndLineBreaks() throws Exception {
    List<Row> rows =
        rows("a.csv", "name,note\r\n\"Lee, Ann\",\"says \"\"hi\"\"\r\ntwice\"\r\nBob,\r\n");
    assertThat(rows).extracting(Row::number).containsExactly(1L, 2L);
    assertThat(rows).extracting(Row::line).containsExactly(2L, 4L);
    assertThat(rows.get(0).values())
        .containsEntry("name", "Lee, Ann")
        .containsEntry("note", "says \"hi\"\r\ntwice");
    assertThat(rows.get(1).values()).containsEntry("note", "");
  }

  @Test
  void emptyLinesAreNoRowsAndTheLastLineNeedsNoEnd() throws Exception {
    assertThat(rows("a.csv", "\n\na,b\n\n1,2\n\n3,4"))
        .extracting(Row::line)
        .containsExactly(5L, 7L);
  }

  @Test
  void tabsPartFieldsOfTsv() throws Exception {
    assertThat(rows("a.tsv", "a\tb\n1,5\tx y\n").get(0).values())
        .isEqualTo(Map.of("a", "1,5", "b", "x y"));
  }

  @Test
  void semicolonsPartFieldsWhereTheHeaderSaysSo() throws Exception {
    assertThat(rows("a.csv", "a;b\n1,5;x\n").get(0).values())
        .isEqualTo(Map.of("a", "1,5", "b", "x"));
  }

  @Test
  void blanksAroundTheNamesOfColumnsAreDroppedAndThoseOfValuesKept() throws Exception {
    assertThat(rows("a.csv", " a , b\n 1 , 2\n").get(0).values())
        .isEqualTo(Map.of("a", " 1 ", "b", " 2"));
  }

  @Test
  void rowsOfAnotherLengthAreProblemsAndTheOthersGoOn() throws Exception {
    List<Row> rows = rows("a.csv", "a,b\n1\n1,2,3\n1,2\n");
    assertThat(rows)
        .extracting(Row::problems)
        .containsExactly(
            List.of("it has 1 fields, the header 2"),
            List.of("it has 3 fields, the header 2"),
            List.of());
  }

  @Test
  void everyFaultOfTheHeaderIsTold() throws Exception {
    Path file = write("a.csv", "a,,a,b\u0000\n1,2,3,4\n".getBytes(UTF_8));
    try (Rows rows = RecipientTable.of(file).open()) {
      assertThat(rows.problems())
          .containsExactly(
              "column 2 has no name",
              "two columns are named \"a\"",
              "the name of column 4 holds control characters");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a,b\n1,\"open\n2,x\n3,y\n", "a\n\"open", "a,b\n1,2\n3,\"open\n"})
  void aQuoteThatIsNeverClosedIsAnErrorAndNotALongField(String text) {
    assertThatThrownBy(() -> rows("a.csv", text))
        .hasMessageContaining("a quote is not closed")
        .hasMessageContaining("row ");
  }

  @Test
  void somethingBehindAClosingQuoteIsAnError() {
    assertThatThrownBy(() -> rows("a.csv", "a\nx\n\"x\"y\n"))
        .isInstanceOf(MergeException.class)
        .hasMessage("a.csv, row 2: Unexpected character after closing quote: 'y' (0x79).");
  }

  @Test
  void aFieldWithoutEndIsAnErrorAndDoesNotFillTheMemory() {
    assertThatThrownBy(() -> rows("a.csv", "a\n\"" + "z".repeat(2 << 20) + "\"\n"))
        .isInstanceOf(MergeException.class)
        .hasMessageContaining("1,048,576");
    assertThatThrownBy(() -> rows("a.jsonl", "{\"a\":\"" + "z".repeat(2 << 20) + "\"}\n"))
        .isInstanceOf(MergeException.class)
        .hasMessageContaining("1,048,576");
  }

  @Test
  void anEmptyFileAndAMissingOneAreSaidToBeThat() {
    assertThatThrownBy(() -> rows("a.csv", "")).hasMessageContaining("is empty");
    assertThatThrownBy(() -> RecipientTable.of(folder.resolve("no.csv")).open())
        .asInstanceOf(throwable(MergeException.class))
        .extracting(MergeException::kind)
        .isEqualTo(MergeException.Kind.UNREADABLE);
    assertThatThrownBy(() -> RecipientTable.of(folder.resolve("a.xlsx")))
        .asInstanceOf(throwable(MergeException.class))
        .extracting(MergeException::remedy)
        .asString()
        .contains("CSV UTF-8");
  }

  @Test
  void aByteOrderMarkTellsTheEncodingAndIsNoPartOfTheFirstName() throws Exception {
    for (Charset charset : List.of(UTF_8, UTF_16LE, UTF_16BE)) {
      Path file = write("a.csv", "\uFEFFn,b\nGrüße ✉ 🎺,2\n".getBytes(charset));
      assertThat(all(RecipientTable.of(file)).get(0).values()).containsEntry("n", "Grüße ✉ 🎺");
    }
  }

  @Test
  void whatIsNotUtf8NamesItsLineAndTheCureAndTheRowsBeforeItAreRead() throws Exception {
    byte[] bytes = "n\nAnn\nJos\u00e9\n".getBytes(Charset.forName("windows-1252"));
    Path file = write("a.csv", bytes);
    try (Rows rows = RecipientTable.of(file).open()) {
      assertThat(rows.next()).isPresent();
      assertThatThrownBy(rows::next)
          .hasMessage("a.csv, line 3: this is not UTF-8, but perhaps windows-1252.")
          .asInstanceOf(throwable(MergeException.class))
          .extracting(MergeException::remedy)
          .asString()
          .contains("--encoding windows-1252");
    }
    assertThat(all(RecipientTable.of(file, "windows-1252")).get(1).values())
        .containsEntry("n", "José");
  }

  @Test
  void anEncodingThatIsGivenWinsAndItsMarkIsDroppedTooAndUnknownOnesAreRefused() throws Exception {
    Path marked = write("a.csv", "\uFEFFn\nAnn\n".getBytes(UTF_8));
    assertThat(all(RecipientTable.of(marked, "utf-8")).get(0).values()).containsKey("n");
    Path plain = write("b.csv", "n\nAnn\n".getBytes(UTF_16LE));
    assertThat(all(RecipientTable.of(plain, "utf-16le")).get(0).values()).containsEntry("n", "Ann");
    assertThatThrownBy(() -> RecipientTable.of(plain, "klingon")).hasMessageContaining("klingon");
  }

  @Test
  void objectsOfJsonLinesMayHoldTextsNumbersBooleansAndNull() throws Exception {
    List<Row> rows =
        rows("a.jsonl", "{\"a\":\"x\",\"n\":1.50,\"b\":true,\"z\":null}\r\n\n{\"other\":\"ü\"}");
    assertThat(rows.get(0).values()).isEqualTo(Map.of("a", "x", "n", "1.50", "b", "true", "z", ""));
    assertThat(rows.get(1).values()).isEqualTo(Map.of("other", "ü"));
    assertThat(rows.get(1).line()).isEqualTo(3);
  }

  @Test
  void whatIsNoFlatObjectIsAProblemOfItsRow() throws Exception {
    List<Row> rows =
        rows(
            "a.jsonl",
            "[1]\n{\"a\":{\"b\":1},\"c\":[1]}\n{\"a\":1,\"a\":2}\n{a:1}\n{\"a\":1} 2\n{\n");
    assertThat(rows).allMatch(row -> !row.problems().isEmpty()).hasSize(6);
    assertThat(rows.get(1).problems())
        .containsExactly(
            "the value of \"a\" is an object or a list",
            "the value of \"c\" is an object or a list");
    assertThat(rows.get(2).problems()).containsExactly("two values are named \"a\"");
  }

  private List<Row> rows(String name, String text) throws Exception {
    return all(RecipientTable.of(write(name, text.getBytes(UTF_8))));
  }

  private Path write(String name, byte[] bytes) throws Exception {
    return Files.write(folder.resolve(name), bytes);
  }

  private static List<Row> all(RecipientTable table) throws Exception {
    List<Row> all = new ArrayList<>();
    try (Rows rows = table.open()) {
      for (Optional<Row> row = rows.next(); row.isPresent(); row = rows.next()) {
        all.add(row.get());
      }
    }
    return all;
  }
}
