package dev.posthorn.outbox;

import dev.posthorn.outbox.OutboxEntry.Options;
import dev.posthorn.outbox.OutboxEntry.Receipt;
import dev.posthorn.outbox.OutboxEntry.Urgency;
import dev.posthorn.outbox.OutboxEntry.Via;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads rows of the ledger's entries. */
final class Rows {
  private Rows() {}

  /** One entry. */
  static OutboxEntry entry(ResultSet row) throws SQLException {
    return new OutboxEntry(
        row.getString("id"),
        row.getString("account"),
        EntryState.of(row.getString("state")),
        options(row),
        row.getString("subject"),
        recipients(row),
        row.getLong("size"),
        Instant.ofEpochMilli(row.getLong("accepted_at")),
        Instant.ofEpochMilli(row.getLong("changed_at")),
        Instant.ofEpochMilli(row.getLong("due_at")),
        row.getInt("attempts"),
        row.getString("why"),
        row.getString("remedy"),
        receipt(row));
  }

  private static Options options(ResultSet row) throws SQLException {
    return new Options(
        row.getString("idem_key"),
        Instant.ofEpochMilli(row.getLong("start_at")),
        Sql.time(row, "expires_at"),
        Urgency.ofRank(row.getInt("urgency")),
        Via.valueOf(row.getString("via")));
  }

  private static Optional<Receipt> receipt(ResultSet row) throws SQLException {
    String id = row.getString("receipt_id");
    return id == null
        ? Optional.empty()
        : Optional.of(
            new Receipt(id, row.getString("receipt_thread"), row.getString("receipt_via")));
  }

  private static List<String> recipients(ResultSet row) throws SQLException {
    return row.getString("recipients").lines().toList();
  }

  /** Where an entry's bytes are. */
  static Parts.Stored stored(ResultSet row) throws SQLException {
    return new Parts.Stored(
        row.getLong("seq"), row.getLong("size"), recipients(row), row.getString("gmail_thread"));
  }

  static OutboxEntry entry(Connection connection, long seq) throws SQLException {
    return Sql.first(connection, Rows::entry, "SELECT * FROM posthorn_entry WHERE seq = ?", seq)
        .orElseThrow(() -> new SQLException("An entry vanished while it was worked on."));
  }
}
