package dev.posthorn.merge;

import java.util.List;
import java.util.Optional;

/**
 * A table that is being read, row by row, in memory that does not grow with it. Not thread-safe; to
 * be closed.
 */
public abstract sealed class Rows implements AutoCloseable permits CsvRows, JsonRows {
  Rows() {}

  /**
   * The columns that all rows have.
   *
   * @return the header's names, in order, blanks around them dropped; empty when each row names its
   *     own, as in JSON lines
   */
  public abstract Optional<List<String>> columns();

  /**
   * What is wrong with the header.
   *
   * @return in words, usually empty
   */
  public abstract List<String> problems();

  /**
   * Reads on.
   *
   * @return the next row; empty at the end
   * @throws MergeException when the file cannot be read on: broken quotes, or bytes that are not
   *     the encoding's
   */
  public abstract Optional<Row> next() throws MergeException;

  @Override
  public abstract void close() throws MergeException;
}
