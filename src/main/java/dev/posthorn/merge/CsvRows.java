package dev.posthorn.merge;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.posthorn.merge.MergeException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows that are parted by commas, semicolons or tabs, under a header. */
final class CsvRows extends Rows {
  private static final int LARGEST_FIELD = 1 << 20;

  private final String name;
  private final CloseableIterator<CsvRecord> records;
  private final List<String> columns;
  private final List<String> problems;
  private long number;

  private CsvRows(String name, CloseableIterator<CsvRecord> records) throws MergeException {
    this.name = name;
    this.records = records;
    Optional<CsvRecord> header = filled();
    if (header.isEmpty()) {
      throw new MergeException(
          Kind.DATA, name + " is empty: it needs a line with the names of its columns.", "", null);
    }
    this.columns = named(header.get());
    this.problems = problems(columns);
  }

  /** Spreadsheets leave columns behind the last one, with no name and nothing in them. */
  private static List<String> named(CsvRecord header) {
    int count = filled(header);
    return header.getFields().stream().limit(count).map(Cells::name).toList();
  }

  /** How many fields there are up to the last one that holds something. */
  private static int filled(CsvRecord record) {
    int count = record.getFieldCount();
    while (count > 0 && Cells.isBlank(record.getField(count - 1))) {
      count--;
    }
    return count;
  }

  /** Opens a file once, or twice where its header tells that semicolons part it. */
  static CsvRows open(String name, Source source, char separator) throws MergeException {
    CsvRows rows = open(name, source.open(), separator);
    boolean parted = rows.columns.size() > 1 || separator != ',';
    if (parted || rows.columns.get(0).indexOf(';') < 0) {
      return rows;
    }
    rows.close();
    return open(name, source.open(), ';');
  }

  private static CsvRows open(String name, StrictReader reader, char separator)
      throws MergeException {
    CloseableIterator<CsvRecord> records =
        CsvReader.builder()
            .fieldSeparator(separator)
            .allowMissingFields(true)
            .allowExtraFields(true)
            .maxBufferSize(LARGEST_FIELD)
            .ofCsvRecord(new EndMark(reader))
            .iterator();
    return new CsvRows(name, records);
  }

  /** Where the characters come from, each time anew. */
  interface Source {
    StrictReader open() throws MergeException;
  }

  private static List<String> problems(List<String> columns) {
    List<String> problems = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < columns.size(); i++) {
      String column = columns.get(i);
      if (column.isEmpty()) {
        problems.add("column " + (i + 1) + " has no name");
      } else if (column.chars().anyMatch(Character::isISOControl)) {
        problems.add("the name of column " + (i + 1) + " holds control characters");
      } else if (!seen.add(column)) {
        problems.add("two columns are named " + Shown.of(column));
      }
    }
    return List.copyOf(problems);
  }

  @Override
  public Optional<List<String>> columns() {
    return Optional.of(columns);
  }

  @Override
  public List<String> problems() {
    return problems;
  }

  @Override
  public Optional<Row> next() throws MergeException {
    return filled().map(this::row);
  }

  private Row row(CsvRecord record) {
    int count = Math.max(filled(record), Math.min(record.getFieldCount(), columns.size()));
    List<String> faults = new ArrayList<>();
    if (count != columns.size()) {
      faults.add("it has " + count + " fields, the header " + columns.size());
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(count, columns.size()); i++) {
      values.put(columns.get(i), record.getField(i));
    }
    return new Row(++number, record.getStartingLineNumber(), values, faults);
  }

  /** The next that holds anything but separators and blanks. */
  private Optional<CsvRecord> filled() throws MergeException {
    Optional<CsvRecord> record = record();
    while (record.isPresent() && filled(record.get()) == 0) {
      record = record();
    }
    return record;
  }

  private Optional<CsvRecord> record() throws MergeException {
    try {
      if (!records.hasNext()) {
        return Optional.empty();
      }
      CsvRecord record = records.next();
      String last = record.getField(record.getFieldCount() - 1);
      if (!last.endsWith(EndMark.MARK + "\n") && !last.equals(EndMark.MARK)) {
        return Optional.of(record);
      }
      if (last.length() > 1) {
        throw broken("a quote is not closed.", null);
      }
      return Optional.empty();
    } catch (UncheckedIOException e) {
      IOException cause = e.getCause();
      throw RecipientTable.unreadable(name, cause == null ? new IOException(e) : cause);
    } catch (CsvParseException e) {
      Throwable why = e.getCause() == null ? e : e.getCause();
      String words = String.valueOf(why.getMessage());
      throw broken(
          words.startsWith("The maximum buffer size")
              ? "a quote is not closed, or a field has more than 1,048,576 characters."
              : words.replaceFirst("\\.?\\s*$", "") + ".",
          e);
    }
  }

  private MergeException broken(String why, @Nullable CsvParseException e) {
    return new MergeException(
        Kind.DATA,
        name + ", row " + (number + 1) + ": " + why,
        "A field that holds quotes is written in quotes, with each of them doubled (RFC 4180).",
        e);
  }

  @Override
  public void close() throws MergeException {
    try {
      records.close();
    } catch (IOException e) {
      throw RecipientTable.unreadable(name, e);
    }
  }
}
