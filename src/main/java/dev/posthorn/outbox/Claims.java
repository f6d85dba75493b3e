package dev.posthorn.outbox;

import dev.posthorn.outbox.Accounts.Condition;
import dev.posthorn.outbox.Queue.Found;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives the messages of an account, one after the other, to the run that has the account: first
 * those that are to be asked for, then by urgency and due time, in order within a conversation, and
 * only as fast as the account's limits allow.
 */
final class Claims {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Database database;
  private final Function<String, Limits> limits;

  Claims(Database database, Function<String, Limits> limits) {
    this.database = database;
    this.limits = limits;
  }

  /** What there is to do for an account. */
  sealed interface Next {}

  /** A message, journalled as in hand. */
  record Claimed(Claim claim) implements Next {}

  /** A message that nobody will send any more: it expired. */
  record Expired(OutboxEntry entry) implements Next {}

  /**
   * Nothing now.
   *
   * @param until when to look again; null when there is nothing to wait for
   * @param hold what keeps the account from going on; null when the next message is just not due
   * @param wakes how often the account had been called for by then
   */
  record Later(@Nullable Instant until, Pace.@Nullable Hold hold, long wakes) implements Next {}

  /** Another run has the account. */
  record Lost() implements Next {}

  /**
   * Takes an account over for a turn. What an earlier run had in hand is found again: what was
   * being opened was surely not sent, what was on its way is to be asked for. What was in hand
   * again and again when a worker died may be why it died, and gives others the lead.
   *
   * @return false when the turn was taken for dead before it began
   */
  boolean take(Turn turn, Instant now) throws OutboxException {
    return database.write(
        connection -> {
          Accounts.makeKnown(connection, turn.account());
          Accounts.lock(connection, turn.account());
          if (!Wakes.isOurs(connection, turn)) {
            return false;
          }
          Accounts.hand(connection, turn.account(), turn.holder());
          Pace.forgive(connection, turn.account(), now);
          takeUp(connection, turn.account(), now);
          return true;
        });
  }

  private static void takeUp(Connection connection, String account, Instant now)
      throws SQLException {
    Sql.update(
        connection,
        """
        UPDATE posthorn_entry SET state = 'accepted', holder = NULL, changed_at = ?,
          due_at = CASE WHEN attempts > 2 THEN ? + attempts * 10000 ELSE due_at END
        WHERE account = ? AND state = 'opening'
        """,
        now,
        now,
        account);
    Sql.update(
        connection,
        """
        UPDATE posthorn_entry SET state = 'waiting', holder = NULL, changed_at = ?,
          due_at = ? + CASE WHEN attempts > 2 THEN attempts * 10000 ELSE 0 END,
          why = 'The worker stopped while the message was on its way; it is asked for.'
        WHERE account = ? AND state = 'uploading'
        """,
        now,
        now,
        account);
  }

  /**
   * Gives an account back, in one step with the look whether somebody called for it since.
   *
   * @return when it is looked after again; empty for not before somebody calls
   */
  Optional<Instant> release(Turn turn, AccountRun.Rest rest, Instant now) throws OutboxException {
    return database.write(
        connection -> {
          if (Accounts.locked(connection, turn.account(), turn.holder()).isEmpty()) {
            return Optional.empty();
          }
          boolean called =
              rest.wakes() >= 0 && Wakes.count(connection, turn.account()) != rest.wakes();
          Instant again = called ? now : rest.again();
          Wakes.release(connection, turn, again);
          return Optional.ofNullable(again);
        });
  }

  /** Looks for what no execution knows of. */
  void mend(Instant now) throws OutboxException {
    database.write(
        connection -> {
          Wakes.mend(connection, now);
          return true;
        });
  }

  AccountState state(String account) throws OutboxException {
    return database.read(connection -> Accounts.state(connection, account));
  }

  /** The next thing to do. */
  Next next(Turn turn, Instant now) throws OutboxException {
    return database.write(connection -> next(connection, turn, now));
  }

  private Next next(Connection connection, Turn turn, Instant now) throws SQLException {
    String account = turn.account();
    Optional<Condition> known = Accounts.locked(connection, account, turn.holder());
    if (known.isEmpty()) {
      return new Lost();
    }
    Optional<Long> expired = Queue.expired(connection, account, now);
    if (expired.isPresent()) {
      return new Expired(Closing.expired(connection, expired.get(), now));
    }
    Condition condition = known.get();
    if (condition.paused()) {
      return later(connection, account, Queue.nextExpiry(connection, account));
    }
    if (condition.heldUntil().isAfter(now)) {
      return held(connection, account, new Pace.Hold(condition.heldUntil(), condition.heldFor()));
    }
    if (condition.heldUntil().isAfter(Instant.EPOCH)) {
      Accounts.letGo(connection, account);
    }
    Optional<Found> asked = Queue.toAsk(connection, account, now);
    return asked.isPresent()
        ? claim(connection, asked.get(), turn, now)
        : toSend(connection, turn, condition, now);
  }

  private Next toSend(Connection connection, Turn turn, Condition condition, Instant now)
      throws SQLException {
    String account = turn.account();
    Optional<Found> found = Queue.toSend(connection, account, now);
    if (found.isEmpty()) {
      return later(connection, account, Queue.nextDue(connection, account));
    }
    Limits allowed = limits.apply(account);
    int units = condition.pace() == null ? allowed.unitsPerMinute() : condition.pace();
    Optional<Pace.Hold> hold =
        new Pace(database.engine(), allowed, Math.min(units, allowed.unitsPerMinute()))
            .check(connection, account, Pace.Cost.of(found.get().entry()), now);
    noteLimit(connection, account, condition, hold, now);
    return hold.isPresent()
        ? held(connection, account, hold.get())
        : claim(connection, found.get(), turn, now);
  }

  /** What holds it longer than the pace of a minute does is told to people who ask. */
  private static void noteLimit(
      Connection connection,
      String account,
      Condition before,
      Optional<Pace.Hold> hold,
      Instant now)
      throws SQLException {
    Optional<Pace.Hold> limit = hold.filter(each -> each.until().isAfter(now.plus(LONG)));
    Instant until = limit.map(Pace.Hold::until).orElse(Instant.EPOCH);
    if (!until.equals(before.limitUntil())) {
      Accounts.noteLimit(connection, account, until, limit.map(Pace.Hold::why).orElse(""));
    }
  }

  private static Later later(Connection connection, String account, @Nullable Instant until)
      throws SQLException {
    return new Later(until, null, Wakes.count(connection, account));
  }

  /** What expires meanwhile is told of in time. */
  private static Later held(Connection connection, String account, Pace.Hold hold)
      throws SQLException {
    Instant until = Queue.earlier(hold.until(), Queue.nextExpiry(connection, account));
    return new Later(until, hold, Wakes.count(connection, account));
  }

  private static Next claim(Connection connection, Found found, Turn turn, Instant now)
      throws SQLException {
    Sql.update(
        connection,
        """
        UPDATE posthorn_entry
        SET state = ?, holder = ?, attempts = attempts + 1, changed_at = ? WHERE seq = ?
        """,
        (found.handle() == null ? EntryState.OPENING : EntryState.UPLOADING).word(),
        turn.holder(),
        now,
        found.seq());
    Claim claim = found.claim(Rows.entry(connection, found.seq()), turn.holder());
    Pace.use(connection, claim, now);
    return new Claimed(claim);
  }
}
