package dev.posthorn.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;

/**
 * How an entry ends: with why, without its bytes when it was sent, and with the next one's turn.
 */
final class Closing {
  private Closing() {}

  /** What is known of it now is all there will ever be, and its bytes are not needed any more. */
  static void sent(
      Connection connection, long seq, OutboxEntry.Receipt receipt, String remark, Instant now)
      throws SQLException {
    Sql.update(
        connection,
        """
        UPDATE posthorn_entry SET receipt_id = ?, receipt_thread = ?, receipt_via = ?,
          why = ?, remedy = '' WHERE seq = ?
        """,
        receipt.id(),
        receipt.threadId(),
        receipt.via(),
        remark,
        seq);
    end(connection, seq, EntryState.SENT, now);
    Parts.delete(connection, seq);
  }

  /** Says why it stands as it does, and what a person can do. */
  static void explain(Connection connection, long seq, String why, String remedy)
      throws SQLException {
    Sql.update(
        connection,
        "UPDATE posthorn_entry SET why = ?, remedy = ? WHERE seq = ?",
        why,
        remedy,
        seq);
  }

  /** Nobody will send it any more. */
  static OutboxEntry expired(Connection connection, long seq, Instant now) throws SQLException {
    String last = Rows.entry(connection, seq).why();
    explain(
        connection,
        seq,
        "It expired before it could be sent." + (last.isEmpty() ? "" : " Before that: " + last),
        "Send it anew, or with a later --expire.");
    end(connection, seq, EntryState.REFUSED, now);
    return Rows.entry(connection, seq);
  }

  /**
   * The end of an entry is the turn of the next in its conversation, which may have been put aside
   * in a run that is over. Its account is locked, since whoever claims may just be finding that the
   * next one has to wait for this one.
   */
  static void end(Connection connection, long seq, EntryState state, Instant now)
      throws SQLException {
    String account = Rows.entry(connection, seq).account();
    Accounts.lock(connection, account);
    Sql.update(
        connection,
        """
        UPDATE posthorn_entry SET state = ?, handle = NULL, blocked = 0, changed_at = ?
        WHERE seq = ?
        """,
        state.word(),
        now,
        seq);
    int next =
        Sql.update(
            connection,
            """
            UPDATE posthorn_entry SET blocked = 0 WHERE seq = (
              SELECT n.seq FROM posthorn_entry n JOIN posthorn_entry e
                ON n.account = e.account AND n.conversation = e.conversation
              WHERE e.seq = ? AND n.blocked = 1
                AND n.state IN ('accepted', 'opening', 'uploading', 'waiting')
              ORDER BY n.start_at, n.seq LIMIT 1)
            """,
            seq);
    if (next > 0) {
      Wakes.wake(connection, account, now);
    }
  }
}
