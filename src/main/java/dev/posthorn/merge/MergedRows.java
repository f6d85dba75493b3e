package dev.posthorn.merge;

import java.util.Optional;
import java.util.function.Function;

/** Rows that become letters while they are read. Not thread-safe; to be closed. */
public final class MergedRows implements AutoCloseable {
  private final Rows rows;
  private final Function<Row, MergedRow> merging;
  private final long limit;
  private boolean ended;

  MergedRows(Rows rows, Function<Row, MergedRow> merging, long limit) {
    this.rows = rows;
    this.merging = merging;
    this.limit = limit;
  }

  /**
   * Reads on.
   *
   * @return what became of the next row; empty at the end
   * @throws MergeException when the table cannot be read on
   */
  public Optional<MergedRow> next() throws MergeException {
    Optional<Row> row = ended ? Optional.empty() : rows.next();
    ended = row.isEmpty() || row.get().number() >= limit;
    return row.map(merging);
  }

  @Override
  public void close() throws MergeException {
    rows.close();
  }
}
