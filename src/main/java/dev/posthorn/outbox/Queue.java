package dev.posthorn.outbox;

import dev.posthorn.send.DeliveryHandle;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The messages of an account in the order in which they go, each question answered by an index. */
final class Queue {
  private Queue() {}

  /** An entry before it is claimed. */
  record Found(
      long seq,
      OutboxEntry entry,
      String conversation,
      @Nullable String way,
      @Nullable String handle,
      Parts.Stored stored) {
    private static Found of(ResultSet row) throws SQLException {
      return new Found(
          row.getLong("seq"),
          Rows.entry(row),
          row.getString("conversation"),
          row.getString("way"),
          row.getString("handle"),
          Rows.stored(row));
    }

    /** The same as one that a run has in hand. */
    Claim claim(OutboxEntry claimed, String holder) {
      return new Claim(
          seq,
          claimed,
          holder,
          way == null ? null : Way.valueOf(way),
          handle == null ? null : DeliveryHandle.of(handle),
          stored);
    }
  }

  /** One that expired before anything of it went. */
  static Optional<Long> expired(Connection connection, String account, Instant now)
      throws SQLException {
    return Sql.first(
        connection,
        row -> row.getLong(1),
        """
        SELECT seq FROM posthorn_entry
        WHERE account = ? AND expires_at <= ? AND state IN ('accepted', 'waiting')
          AND handle IS NULL AND expires_at IS NOT NULL
        LIMIT 1
        """,
        account,
        now);
  }

  /** The next that was under way, and is to be asked for. */
  static Optional<Found> toAsk(Connection connection, String account, Instant now)
      throws SQLException {
    return Sql.first(
        connection,
        Found::of,
        """
        SELECT * FROM posthorn_entry
        WHERE account = ? AND due_at <= ? AND state = 'waiting' AND handle IS NOT NULL
        ORDER BY due_at LIMIT 1
        """,
        account,
        now);
  }

  /**
   * The next that is due and waits for no other of its conversation. Those that do are put aside
   * until that one's end.
   */
  static Optional<Found> toSend(Connection connection, String account, Instant now)
      throws SQLException {
    Optional<Found> found = due(connection, account, now);
    while (found.isPresent() && hasPredecessor(connection, found.get())) {
      putAside(connection, found.get());
      found = due(connection, account, now);
    }
    return found;
  }

  private static Optional<Found> due(Connection connection, String account, Instant now)
      throws SQLException {
    for (OutboxEntry.Urgency urgency : OutboxEntry.Urgency.values()) {
      Optional<Found> found =
          Sql.first(
              connection,
              Found::of,
              """
              SELECT * FROM posthorn_entry
              WHERE account = ? AND urgency = ? AND due_at <= ?
                AND state IN ('accepted', 'waiting') AND blocked = 0
              ORDER BY due_at, seq LIMIT 1
              """,
              account,
              urgency.rank(),
              now);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** Whether one that goes before it in its conversation has not ended. */
  private static boolean hasPredecessor(Connection connection, Found found) throws SQLException {
    if (found.conversation().isEmpty()) {
      return false; // It has no id that another could refer to.
    }
    Instant start = found.entry().options().at();
    return Sql.first(
            connection,
            row -> row.getLong(1),
            """
            SELECT seq FROM posthorn_entry
            WHERE account = ? AND conversation = ?
              AND state IN ('accepted', 'opening', 'uploading', 'waiting')
              AND (start_at < ? OR (start_at = ? AND seq < ?))
            LIMIT 1
            """,
            found.entry().account(),
            found.conversation(),
            start,
            start,
            found.seq())
        .isPresent();
  }

  /**
   * All at once that come after it, since they are many when somebody writes to one thread only.
   */
  private static void putAside(Connection connection, Found found) throws SQLException {
    Instant start = found.entry().options().at();
    Sql.update(
        connection,
        """
        UPDATE posthorn_entry SET blocked = 1
        WHERE account = ? AND conversation = ?
          AND state IN ('accepted', 'opening', 'uploading', 'waiting') -- as the index has it
          AND state IN ('accepted', 'waiting') AND handle IS NULL AND blocked = 0
          AND (start_at > ? OR (start_at = ? AND seq >= ?))
        """,
        found.entry().account(),
        found.conversation(),
        start,
        start,
        found.seq());
  }

  /** When something is due that is not put aside, or expires; null for never. */
  static @Nullable Instant nextDue(Connection connection, String account) throws SQLException {
    Instant next = nextExpiry(connection, account);
    for (OutboxEntry.Urgency urgency : OutboxEntry.Urgency.values()) {
      Instant due =
          Sql.first(
                  connection,
                  row -> Instant.ofEpochMilli(row.getLong(1)),
                  """
                  SELECT due_at FROM posthorn_entry
                  WHERE account = ? AND urgency = ?
                    AND state IN ('accepted', 'waiting') AND blocked = 0
                  ORDER BY due_at, seq LIMIT 1
                  """,
                  account,
                  urgency.rank())
              .orElse(null);
      next = earlier(next, due);
    }
    return next;
  }

  /** When the next message of the account expires; null for never. */
  static @Nullable Instant nextExpiry(Connection connection, String account) throws SQLException {
    return Sql.first(
            connection,
            row -> Instant.ofEpochMilli(row.getLong(1)),
            """
            SELECT expires_at FROM posthorn_entry
            WHERE account = ? AND state IN ('accepted', 'waiting') AND handle IS NULL
              AND expires_at IS NOT NULL
            ORDER BY expires_at LIMIT 1
            """,
            account)
        .orElse(null);
  }

  /** Null is never. */
  static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isBefore(other) ? one : other;
  }
}
