package dev.posthorn.outbox;

import dev.posthorn.outbox.AccountState.By;
import dev.posthorn.outbox.AccountState.Pause;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the ledger knows of accounts: who works on one, whether it is paused or held, its pace. */
final class Accounts {
  private static final String LIVE =
      """
      (SELECT COUNT(*) FROM posthorn_entry e WHERE e.account = a.email
        AND e.state IN ('accepted', 'opening', 'uploading', 'waiting')) AS live
      """;

  private Accounts() {}

  /** How an address is written in the ledger, whoever names it. */
  static String address(String named) {
    return named.toLowerCase(Locale.ROOT);
  }

  static void makeKnown(Connection connection, String account) throws SQLException {
    Sql.update(
        connection,
        "INSERT INTO posthorn_account (email) VALUES (?) ON CONFLICT (email) DO NOTHING",
        account);
  }

  /**
   * What decides whether anything of an account may be begun.
   *
   * @param paused whether it is
   * @param heldUntil epoch for not at all
   * @param pace units a minute after a limit was hit; null for all that are allowed
   * @param limitUntil until when a worker said last that a limit of the day holds it; epoch for not
   *     at all
   */
  record Condition(
      boolean paused,
      Instant heldUntil,
      String heldFor,
      @Nullable Integer pace,
      Instant limitUntil) {}

  /**
   * Keeps all others from the account until our transaction ends. Whoever changes an account and
   * its entries or its execution begins with this, so that none waits for one who waits for it.
   */
  static void lock(Connection connection, String account) throws SQLException {
    Sql.update(connection, "UPDATE posthorn_account SET holder = holder WHERE email = ?", account);
  }

  /**
   * The account's row, which nobody else changes before our transaction ends.
   *
   * @return empty when another run has taken the account over
   */
  static Optional<Condition> locked(Connection connection, String account, String holder)
      throws SQLException {
    int ours =
        Sql.update(
            connection,
            "UPDATE posthorn_account SET holder = holder WHERE email = ? AND holder = ?",
            account,
            holder);
    return ours == 0 ? Optional.empty() : Optional.of(condition(connection, account));
  }

  static Condition condition(Connection connection, String account) throws SQLException {
    return Sql.first(
            connection,
            Accounts::condition,
            "SELECT * FROM posthorn_account WHERE email = ?",
            account)
        .orElseThrow(() -> vanished());
  }

  private static SQLException vanished() {
    return new SQLException("An account vanished while it was worked on.");
  }

  private static Condition condition(ResultSet row) throws SQLException {
    int units = row.getInt("pace");
    Integer pace = row.wasNull() ? null : units;
    return new Condition(
        row.getString("paused_by") != null,
        Instant.ofEpochMilli(row.getLong("held_until")),
        row.getString("held_for"),
        pace,
        Instant.ofEpochMilli(row.getLong("limit_until")));
  }

  /** Gives the account to a run; the one that had it before can begin nothing more. */
  static void hand(Connection connection, String account, String holder) throws SQLException {
    Sql.update(
        connection, "UPDATE posthorn_account SET holder = ? WHERE email = ?", holder, account);
  }

  /** Whether it was not paused before; the newest reason counts, but a person's before others. */
  static boolean pause(Connection connection, String account, Pause pause) throws SQLException {
    makeKnown(connection, account);
    boolean before =
        Sql.number(
                connection,
                "SELECT COUNT(paused_by) FROM posthorn_account WHERE email = ?",
                account)
            > 0;
    Sql.update(
        connection,
        """
        UPDATE posthorn_account SET paused_by = ?, paused_why = ?, paused_remedy = ?
        WHERE email = ? AND (? = 'PERSON' OR COALESCE(paused_by, '') <> 'PERSON')
        """,
        pause.by().name(),
        pause.why(),
        pause.remedy(),
        account,
        pause.by().name());
    return !before;
  }

  /** Whether it was paused so. */
  static boolean resume(Connection connection, String account, Optional<By> onlyIf)
      throws SQLException {
    int resumed =
        Sql.update(
            connection,
            """
            UPDATE posthorn_account SET paused_by = NULL, paused_why = NULL, paused_remedy = NULL,
              held_until = 0, held_for = '', limit_until = 0, limit_why = '', failures = 0
            WHERE email = ? AND paused_by = COALESCE(?, paused_by)
            """,
            account,
            onlyIf.map(By::name).orElse(null));
    return resumed > 0;
  }

  /** Nothing of the account is begun before a time; false when that was so already. */
  static boolean hold(Connection connection, String account, Instant until, String why)
      throws SQLException {
    return Sql.update(
            connection,
            """
            UPDATE posthorn_account SET held_until = ?, held_for = ?
            WHERE email = ? AND held_until < ?
            """,
            until,
            why,
            account,
            until)
        > 0;
  }

  /** Notes for people until when a limit of the day holds the account; epoch for no longer. */
  static void noteLimit(Connection connection, String account, Instant until, String why)
      throws SQLException {
    Sql.update(
        connection,
        "UPDATE posthorn_account SET limit_until = ?, limit_why = ? WHERE email = ?",
        until,
        why,
        account);
  }

  /** A hold is over. */
  static void letGo(Connection connection, String account) throws SQLException {
    Sql.update(
        connection,
        "UPDATE posthorn_account SET held_until = 0, held_for = '' WHERE email = ?",
        account);
  }

  /** One more failure in a row that concerned the whole account: how many there are now. */
  static int failed(Connection connection, String account) throws SQLException {
    Sql.update(
        connection, "UPDATE posthorn_account SET failures = failures + 1 WHERE email = ?", account);
    return (int)
        Sql.number(connection, "SELECT failures FROM posthorn_account WHERE email = ?", account);
  }

  /** Halves the pace, down to one message a minute. */
  static void slow(Connection connection, String account, int allowed) throws SQLException {
    Sql.update(
        connection,
        """
        UPDATE posthorn_account SET pace = CASE
            WHEN COALESCE(pace, ?) < 200 THEN 100
            WHEN COALESCE(pace, ?) > ? THEN ? / 2
            ELSE COALESCE(pace, ?) / 2 END
        WHERE email = ?
        """,
        allowed,
        allowed,
        allowed,
        allowed,
        allowed,
        account);
  }

  /**
   * A message got through: no failures in a row, and after a minute's worth of them one more a
   * minute.
   */
  static void succeeded(Connection connection, String account, int allowed) throws SQLException {
    Sql.update(
        connection,
        """
        UPDATE posthorn_account SET failures = 0,
          pace = CASE WHEN pace + 10000 / pace >= ? THEN NULL
            WHEN pace > 10000 THEN pace + 1 ELSE pace + 10000 / pace END
        WHERE email = ? AND (failures > 0 OR pace IS NOT NULL)
        """,
        allowed,
        account);
  }

  static AccountState state(Connection connection, String account) throws SQLException {
    return Sql.first(
            connection,
            Accounts::state,
            "SELECT a.*, " + LIVE + " FROM posthorn_account a WHERE a.email = ?",
            account)
        .orElseThrow(() -> vanished());
  }

  static List<AccountState> all(Connection connection) throws SQLException {
    return Sql.all(
        connection,
        Accounts::state,
        "SELECT a.*, " + LIVE + " FROM posthorn_account a ORDER BY a.email");
  }

  private static AccountState state(ResultSet row) throws SQLException {
    String by = row.getString("paused_by");
    Optional<Pause> pause =
        by == null
            ? Optional.empty()
            : Optional.of(
                new Pause(
                    By.valueOf(by), row.getString("paused_why"), row.getString("paused_remedy")));
    long limit = row.getLong("limit_until");
    boolean isLimit = limit > row.getLong("held_until");
    long held = isLimit ? limit : row.getLong("held_until");
    return new AccountState(
        row.getString("email"),
        pause,
        held == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(held)),
        row.getString(isLimit ? "limit_why" : "held_for"),
        row.getLong("live"));
  }
}
