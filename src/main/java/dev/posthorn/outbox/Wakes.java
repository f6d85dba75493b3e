package dev.posthorn.outbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The executions of db-scheduler, one an account: what wakes a worker for it. */
final class Wakes {
  static final String TABLE = "posthorn_task";
  static final String NAME = "deliver";

  /** One that is running is left alone: when it ends, it sees by the count that somebody called. */
  private static final String WAKE =
      """
      INSERT INTO posthorn_task
        (task_name, task_instance, execution_time, picked, version, consecutive_failures)
      VALUES ('deliver', ?, ?, ?, 1, 0)
      ON CONFLICT (task_name, task_instance) DO UPDATE SET execution_time =
        CASE WHEN posthorn_task.picked OR posthorn_task.execution_time < excluded.execution_time
          THEN posthorn_task.execution_time ELSE excluded.execution_time END
      """;

  /** What waits for the pace of another worker's limits is looked at anew, too. */
  private static final String WAKE_FORGOTTEN =
      """
      INSERT INTO posthorn_task
        (task_name, task_instance, execution_time, picked, version, consecutive_failures)
      SELECT 'deliver', a.email, ?, ?, 1, 0 FROM posthorn_account a
      WHERE EXISTS (SELECT 1 FROM posthorn_entry e WHERE e.account = a.email
        AND e.state IN ('accepted', 'opening', 'uploading', 'waiting'))
      ON CONFLICT (task_name, task_instance) DO UPDATE SET execution_time = excluded.execution_time
        WHERE NOT posthorn_task.picked
          AND posthorn_task.execution_time > excluded.execution_time
      """;

  private static final String RELEASE =
      """
      UPDATE posthorn_task SET picked = ?, picked_by = NULL, last_heartbeat = NULL,
        execution_time = ?, consecutive_failures = 0, version = version + 1
      WHERE task_name = 'deliver' AND task_instance = ? AND version = ?
      """;

  private static final String REMOVE =
      "DELETE FROM posthorn_task WHERE task_name = 'deliver' AND task_instance = ? AND version = ?";

  private Wakes() {}

  /** Has a known account looked after at a time, if not sooner. */
  static void wake(Connection connection, String account, Instant when) throws SQLException {
    Sql.update(
        connection, "UPDATE posthorn_account SET wakes = wakes + 1 WHERE email = ?", account);
    try (PreparedStatement statement = connection.prepareStatement(WAKE)) {
      statement.setString(1, account);
      statement.setTimestamp(2, Timestamp.from(when));
      statement.setBoolean(3, false);
      statement.executeUpdate();
    }
  }

  /** How often an account was called for. */
  static long count(Connection connection, String account) throws SQLException {
    return Sql.number(connection, "SELECT wakes FROM posthorn_account WHERE email = ?", account);
  }

  /** Whether the execution of a turn is still its own. */
  static boolean isOurs(Connection connection, Turn turn) throws SQLException {
    return Sql.first(
            connection,
            row -> row.getLong(1),
            """
            SELECT version FROM posthorn_task
            WHERE task_name = 'deliver' AND task_instance = ? AND version = ?
            """,
            turn.account(),
            turn.version())
        .isPresent();
  }

  /**
   * Gives an execution back, unless it was taken for dead meanwhile.
   *
   * @param again when it is to run again; null for not before somebody calls
   */
  static void release(Connection connection, Turn turn, @Nullable Instant again)
      throws SQLException {
    if (again == null) {
      Sql.update(connection, REMOVE, turn.account(), turn.version());
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(RELEASE)) {
      statement.setBoolean(1, false);
      statement.setTimestamp(2, Timestamp.from(again));
      statement.setString(3, turn.account());
      statement.setLong(4, turn.version());
      statement.executeUpdate();
    }
  }

  /**
   * Mends what no run of ours leaves behind, but a clock that was set back, or a hand in the
   * tables, does: messages of which no execution knows, and heartbeats that are yet to come.
   */
  static void mend(Connection connection, Instant now) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(WAKE_FORGOTTEN)) {
      statement.setTimestamp(1, Timestamp.from(now));
      statement.setBoolean(2, false);
      statement.executeUpdate();
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "UPDATE posthorn_task SET last_heartbeat = ? WHERE picked AND last_heartbeat > ?")) {
      statement.setTimestamp(1, Timestamp.from(now));
      statement.setTimestamp(2, Timestamp.from(now));
      statement.executeUpdate();
    }
  }
}
