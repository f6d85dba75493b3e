package dev.posthorn.outbox;

import dev.posthorn.message.AttachmentException;
import dev.posthorn.message.WireMessage;
import dev.posthorn.outbox.Outbox.Workload;
import dev.posthorn.outbox.OutboxException.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Reads the ledger for people, and changes nothing. Thread-safe. */
final class Lookup {
  private static final int PAGE = 500;

  /**
   * An account that is held, or has no pace left, is looked after when its task is due. What is put
   * aside waits for one before it, which is counted itself.
   */
  private static final String WORKLOAD =
      """
      SELECT
        COUNT(*) AS live,
        COUNT(CASE WHEN a.paused_by IS NULL AND e.due_at <= ?
          AND (t.picked OR t.execution_time IS NULL OR t.execution_time <= ?) THEN 1 END) AS due,
        COUNT(a.paused_by) AS paused,
        COUNT(CASE WHEN e.start_at <= ? AND e.blocked = 0 AND a.paused_by IS NULL THEN 1 END)
          AS waiting,
        COUNT(CASE WHEN e.start_at <= ? AND e.blocked = 0 AND a.paused_by IS NOT NULL THEN 1 END)
          AS stuck
      FROM posthorn_entry e
        JOIN posthorn_account a ON a.email = e.account
        LEFT JOIN posthorn_task t ON t.task_name = 'deliver' AND t.task_instance = e.account
      WHERE e.state IN ('accepted', 'opening', 'uploading', 'waiting')
      """;

  private final Database database;

  Lookup(Database database) {
    this.database = database;
  }

  /** The entry whose id begins so, when there is one alone. */
  OutboxEntry entry(String id) throws OutboxException {
    if (!id.matches("[0-9a-f]{1,16}")) {
      throw Decisions.noSuch(id);
    }
    List<OutboxEntry> found =
        database.read(
            connection ->
                Sql.all(
                    connection,
                    Rows::entry,
                    "SELECT * FROM posthorn_entry WHERE id >= ? AND id < ? ORDER BY id LIMIT 2",
                    id,
                    id + "g")); // The letter after f.
    if (found.size() != 1) {
      throw Decisions.noSuch(found.isEmpty() ? id : id + " (several begin so)");
    }
    return found.get(0);
  }

  boolean knows(String key) throws OutboxException {
    return database.read(
        connection ->
            Sql.number(connection, "SELECT COUNT(*) FROM posthorn_entry WHERE idem_key = ?", key)
                > 0);
  }

  private record Listed(long seq, OutboxEntry entry) {}

  /** Page by page, each below the one before: while one is shown, nothing is held open. */
  void list(EntryFilter filter, Consumer<OutboxEntry> to) throws OutboxException {
    long below = Long.MAX_VALUE;
    int left = filter.limit();
    while (left > 0) {
      List<Listed> page = page(filter, below, Math.min(left, PAGE));
      page.forEach(listed -> to.accept(listed.entry()));
      if (page.size() < PAGE) {
        return;
      }
      left -= page.size();
      below = page.get(page.size() - 1).seq();
    }
  }

  private List<Listed> page(EntryFilter filter, long below, int size) throws OutboxException {
    StringBuilder sql = new StringBuilder("SELECT * FROM posthorn_entry WHERE seq < ?");
    List<Object> values = new ArrayList<>(List.of(below));
    filter.account().ifPresent(account -> values.add(and(sql, " AND account = ?", account)));
    filter.key().ifPresent(key -> values.add(and(sql, " AND idem_key = ?", key)));
    if (!filter.states().isEmpty()) {
      // As literals: no index of some states alone is used for a parameter.
      sql.append(
          filter.states().stream()
              .map(state -> "'" + state.word() + "'")
              .collect(Collectors.joining(", ", " AND state IN (", ")")));
    }
    sql.append(" ORDER BY seq DESC LIMIT ?");
    values.add(size);
    return database.read(
        connection ->
            Sql.all(
                connection,
                row -> new Listed(row.getLong("seq"), Rows.entry(row)),
                sql.toString(),
                values.toArray()));
  }

  private static Object and(StringBuilder sql, String condition, Object value) {
    sql.append(condition);
    return value;
  }

  WireMessage message(String id) throws OutboxException {
    OutboxEntry entry = entry(id);
    Optional<Parts.Stored> stored =
        database.read(
            connection ->
                Sql.first(
                    connection,
                    Rows::stored,
                    """
                    SELECT * FROM posthorn_entry e WHERE id = ?
                      AND EXISTS (SELECT 1 FROM posthorn_part p WHERE p.entry = e.seq)
                    """,
                    entry.id()));
    if (stored.isEmpty()) {
      throw new OutboxException(
          Kind.WRONG_STATE,
          "The message " + entry.id() + " is " + entry.state().word() + ": its bytes are not kept.",
          "It is in the mailbox's Sent folder.",
          null);
    }
    try {
      return Parts.message(database, stored.get());
    } catch (AttachmentException e) {
      throw unreadable(e);
    }
  }

  /** The message says little; what the ledger said is below. */
  private static OutboxException unreadable(AttachmentException failure) {
    for (Throwable at = failure.getCause(); at != null; at = at.getCause()) {
      if (at instanceof OutboxException ours) {
        return ours;
      }
    }
    return new OutboxException(Kind.BROKEN, String.valueOf(failure.getMessage()), "", failure);
  }

  Workload workload(Instant now, Instant limit) throws OutboxException {
    return database.read(
        connection -> {
          long unknown =
              Sql.number(connection, "SELECT COUNT(*) FROM posthorn_entry WHERE state = 'unknown'");
          return Sql.first(
                  connection,
                  row -> workload(row, unknown),
                  WORKLOAD,
                  limit,
                  Timestamp.from(limit),
                  now,
                  now)
              .orElseThrow();
        });
  }

  private static Workload workload(ResultSet row, long unknown) throws SQLException {
    long due = row.getLong("due");
    long paused = row.getLong("paused");
    long scheduled = row.getLong("live") - due - paused;
    long waiting = row.getLong("waiting");
    return new Workload(due, scheduled, paused, unknown, waiting, row.getLong("stuck"));
  }
}
