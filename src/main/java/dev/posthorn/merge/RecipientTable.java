package dev.posthorn.merge;

import dev.posthorn.merge.MergeException.Kind;
import dev.posthorn.merge.StrictReader.UndecodableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Those who get a letter, and what is written into each: a file, read as often as it is asked for.
 *
 * <pre>
 * .csv            RFC 4180, with a header; semicolons part fields where the header has them and no comma
 * .tsv            the same with tabs
 * .jsonl .ndjson  an object a line; its values are texts, numbers, booleans or null (an empty text)
 * </pre>
 *
 * <p>It is in UTF-8, or in UTF-16 where a byte order mark says so, unless an encoding is given. One
 * field, or one line of JSON, has at most 1,048,576 characters. Immutable and thread-safe.
 */
public final class RecipientTable {
  private enum Form {
    COMMAS,
    TABS,
    JSON_LINES
  }

  private final Path file;
  private final Form form;
  private final @Nullable Charset encoding;

  private RecipientTable(Path file, @Nullable Charset encoding) throws MergeException {
    this.file = file;
    this.form = form(file);
    this.encoding = encoding;
  }

  /**
   * A table in UTF-8, or with a byte order mark.
   *
   * @param file its name ends in .csv, .tsv, .jsonl or .ndjson
   * @return the table; nothing of it has been read
   * @throws MergeException when the name ends otherwise
   */
  public static RecipientTable of(Path file) throws MergeException {
    return new RecipientTable(file, null);
  }

  /**
   * A table in an encoding that the caller knows.
   *
   * @param file see {@link #of(Path)}
   * @param encoding its name, such as {@code windows-1252}; it wins over what the file says itself
   * @return the table; nothing of it has been read
   * @throws MergeException when the file's name ends otherwise, or there is no such encoding
   */
  public static RecipientTable of(Path file, String encoding) throws MergeException {
    try {
      return new RecipientTable(file, Charset.forName(encoding));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new MergeException(
          Kind.DATA,
          "There is no encoding " + Shown.of(encoding) + ".",
          "Some that there are: UTF-8, UTF-16, windows-1252, ISO-8859-15, IBM850, Shift_JIS.",
          e);
    }
  }

  private static Form form(Path file) throws MergeException {
    String name = name(file).toLowerCase(Locale.ROOT);
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "csv" -> Form.COMMAS;
      case "tsv", "tab" -> Form.TABS;
      case "jsonl", "ndjson" -> Form.JSON_LINES;
      default ->
          throw new MergeException(
              Kind.DATA,
              "A table's name ends in .csv, .tsv or .jsonl, unlike " + Shown.of(name(file)) + ".",
              "A spreadsheet saves as \"CSV UTF-8\".",
              null);
    };
  }

  private static String name(Path file) {
    Path last = file.getFileName();
    return last == null ? "" : last.toString();
  }

  /** {@return the file's name, without its folder} */
  public String name() {
    return name(file);
  }

  /**
   * Begins to read from the start.
   *
   * @return the rows, for the caller to close
   * @throws MergeException when the file is missing, unreadable, empty, or its header is not
   *     readable
   */
  public Rows open() throws MergeException {
    if (form == Form.JSON_LINES) {
      return new JsonRows(name(), reader());
    }
    return CsvRows.open(name(), this::reader, form == Form.TABS ? '\t' : ',');
  }

  private StrictReader reader() throws MergeException {
    if (Files.isDirectory(file)) {
      throw new MergeException(Kind.UNREADABLE, file + " is a folder, not a table.", "", null);
    }
    InputStream in;
    try {
      in = Files.newInputStream(file);
    } catch (IOException e) {
      throw unreadable(file.toString(), e);
    }
    try {
      return encoding == null ? StrictReader.of(in) : StrictReader.of(in, encoding);
    } catch (IOException e) {
      throw unreadable(file.toString(), e);
    }
  }

  /** Says why a file cannot be read (on). */
  static MergeException unreadable(String name, IOException e) {
    if (e instanceof NoSuchFileException) {
      return new MergeException(Kind.UNREADABLE, "There is no file " + name + ".", "", e);
    }
    if (e instanceof UndecodableException undecodable) {
      boolean wasGuess = undecodable.charset().equals("UTF-8");
      String perhaps = ", but perhaps " + undecodable.rather();
      return new MergeException(
          Kind.DATA,
          name
              + ", line "
              + undecodable.line()
              + ": this is not "
              + undecodable.charset()
              + (wasGuess ? perhaps : "")
              + ".",
          wasGuess
              ? "Name the encoding, such as: --encoding " + undecodable.rather()
              : "Name another with --encoding, or leave it out.",
          e);
    }
    return new MergeException(
        Kind.UNREADABLE, "Cannot read " + name + ": " + e.getMessage() + ".", "", e);
  }
}
