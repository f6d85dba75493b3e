package dev.posthorn.outbox;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Keeps accounts within their limits, by what the ledger says was used up in the last minute and in
 * the last 24 hours, whichever worker used it. A message counts from when it is claimed.
 *
 * @param engine of the ledger
 * @param limits of the account
 * @param unitsPerMinute the pace of the moment: the limit, or less after Gmail complained
 */
record Pace(Engine engine, Limits limits, int unitsPerMinute) {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration DAY = Duration.ofDays(1);

  /** What was used at one time. */
  record Use(Instant at, long amount) {}

  /** Not now: when, and why, in words for people. */
  record Hold(Instant until, String why) {}

  /** What was used of each limit, in its window up to now. */
  private record Used(long units, long messages, long recipients) {
    static Used of(ResultSet row) throws SQLException {
      return new Used(row.getLong(1), row.getLong(2), row.getLong(3));
    }
  }

  /**
   * When a further cost fits into a window that slides.
   *
   * @param uses what was used within the window up to now, the oldest first
   * @param limit how much may be used in any window
   * @param cost of what is to be done; what exceeds the limit alone fits once nothing else is there
   * @return empty for now
   */
  static Optional<Instant> fits(List<Use> uses, Duration window, long limit, long cost) {
    long total = uses.stream().mapToLong(Use::amount).sum();
    Optional<Instant> when = Optional.empty();
    for (Use use : uses) {
      if (total == 0 || total + cost <= limit) {
        break;
      }
      total -= use.amount();
      when = Optional.of(use.at().plus(window));
    }
    return when;
  }

  /** Whether one more message may go now; empty when it may. */
  Optional<Hold> check(Connection connection, String account, Cost cost, Instant now)
      throws SQLException {
    Used used = used(connection, account, now);
    Optional<Hold> units = Optional.empty();
    if (used.units() + cost.units() > unitsPerMinute) {
      String why = "pace: " + unitsPerMinute + " units a minute";
      List<Use> uses = uses(connection, "units", account, now.minus(MINUTE));
      units = hold(fits(uses, MINUTE, unitsPerMinute, cost.units()), why);
    }
    Optional<Hold> messages = Optional.empty();
    if (used.messages() + 1 > limits.dailyMessages()) {
      String why = "the day's limit of " + limits.dailyMessages() + " messages";
      List<Use> uses = uses(connection, "messages", account, now.minus(DAY));
      messages = hold(fits(uses, DAY, limits.dailyMessages(), 1), why);
    }
    Optional<Hold> many = Optional.empty();
    if (used.recipients() + cost.recipients() > limits.dailyRecipients()) {
      String why = "the day's limit of " + limits.dailyRecipients() + " recipients";
      List<Use> uses = uses(connection, "recipients", account, now.minus(DAY));
      many = hold(fits(uses, DAY, limits.dailyRecipients(), cost.recipients()), why);
    }
    Optional<Hold> longest =
        Stream.of(units, messages, many)
            .flatMap(Optional::stream)
            .max(Comparator.comparing(Hold::until));
    return longest.isPresent() ? longest : project(connection, cost, now);
  }

  private static Used used(Connection connection, String account, Instant now) throws SQLException {
    return Sql.first(
            connection,
            Used::of,
            """
            SELECT COALESCE(SUM(CASE WHEN used_at > ? THEN units ELSE 0 END), 0),
              COALESCE(SUM(messages), 0), COALESCE(SUM(recipients), 0)
            FROM posthorn_usage WHERE account = ? AND used_at > ?
            """,
            now.minus(MINUTE),
            account,
            now.minus(DAY))
        .orElseThrow();
  }

  /** The accounts together can only pass the project's limit when they are many. */
  private Optional<Hold> project(Connection connection, Cost cost, Instant now)
      throws SQLException {
    long accounts = Sql.number(connection, "SELECT COUNT(*) FROM posthorn_account");
    long limit = limits.projectUnitsPerMinute();
    if (accounts * limits.unitsPerMinute() <= limit) {
      return Optional.empty();
    }
    lockProject(connection);
    Instant from = now.minus(MINUTE);
    long used =
        Sql.number(connection, "SELECT SUM(units) FROM posthorn_usage WHERE used_at > ?", from);
    if (used + cost.units() <= limit) {
      return Optional.empty();
    }
    List<Use> uses =
        Sql.all(
            connection,
            Pace::use,
            "SELECT used_at, units FROM posthorn_usage WHERE used_at > ? ORDER BY used_at",
            from);
    return hold(
        fits(uses, MINUTE, limit, cost.units()),
        "the project's pace: " + limit + " units a minute");
  }

  /** Two accounts that look at once: the second waits. SQLite has its writer's lock. */
  private void lockProject(Connection connection) throws SQLException {
    if (!engine.isFile()) {
      Sql.first(connection, row -> "", "SELECT pg_advisory_xact_lock(7305808869231650933)");
    }
  }

  private static Optional<Hold> hold(Optional<Instant> until, String why) {
    return until.map(time -> new Hold(time, why));
  }

  /** Of the columns of {@code posthorn_usage}, none of anybody else's words. */
  private static List<Use> uses(Connection connection, String column, String account, Instant from)
      throws SQLException {
    return Sql.all(
        connection,
        Pace::use,
        "SELECT used_at, "
            + column
            + " FROM posthorn_usage WHERE account = ? AND used_at > ? ORDER BY used_at",
        account,
        from);
  }

  private static Use use(ResultSet row) throws SQLException {
    return new Use(Instant.ofEpochMilli(row.getLong(1)), row.getLong(2));
  }

  /**
   * What one message uses up.
   *
   * @param units 100 to send it; by a draft 10 more to make that, and 20 to look at it
   */
  record Cost(int units, int recipients) {
    private static final int UNITS_OF_A_DRAFT = Limits.UNITS_OF_A_SEND + 10 + 20;

    static Cost of(OutboxEntry entry) {
      boolean draft = entry.options().via() == OutboxEntry.Via.DRAFT;
      return new Cost(draft ? UNITS_OF_A_DRAFT : Limits.UNITS_OF_A_SEND, entry.recipients().size());
    }
  }

  /**
   * Notes what an attempt may use up; one that is only asked for was counted as a message before.
   */
  static void use(Connection connection, Claim claim, Instant now) throws SQLException {
    boolean asked = claim.handle() != null;
    Cost cost = Cost.of(claim.entry());
    Sql.update(
        connection,
        """
        INSERT INTO posthorn_usage (entry, attempt, account, used_at, units, messages, recipients)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        claim.seq(),
        claim.entry().attempts(),
        claim.entry().account(),
        now,
        cost.units(),
        asked ? 0 : 1,
        asked ? 0 : cost.recipients());
  }

  /** It was surely not sent: only the units of its attempts are gone. */
  static void giveBack(Connection connection, long seq) throws SQLException {
    Sql.update(
        connection,
        """
        UPDATE posthorn_usage SET messages = 0, recipients = 0 WHERE messages > 0 AND entry = ?
          AND attempt = (SELECT attempts FROM posthorn_entry WHERE seq = entry)
        """,
        seq);
  }

  /**
   * Before an account's turn: what was being opened when a worker died was not sent; what was used
   * by a clock that was ahead was used by now at the latest; and what is old is of no use.
   */
  static void forgive(Connection connection, String account, Instant now) throws SQLException {
    Sql.update(
        connection,
        """
        UPDATE posthorn_usage SET messages = 0, recipients = 0 WHERE messages > 0 AND entry IN
            (SELECT seq FROM posthorn_entry WHERE account = ? AND state = 'opening')
          AND attempt = (SELECT attempts FROM posthorn_entry WHERE seq = entry)
        """,
        account);
    Sql.update(
        connection,
        "UPDATE posthorn_usage SET used_at = ? WHERE account = ? AND used_at > ?",
        now,
        account,
        now);
    Sql.update(
        connection,
        "DELETE FROM posthorn_usage WHERE account = ? AND used_at < ?",
        account,
        now.minus(DAY).minus(DAY));
  }
}
