package dev.posthorn.outbox;

import dev.posthorn.outbox.AccountState.Pause;
import dev.posthorn.outbox.Accounts.Condition;
import dev.posthorn.send.DeliveryHandle;
import dev.posthorn.send.SendReceipt;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what a run does with a message, before what cannot be taken back and after what has
 * happened. All but a receipt counts only while the run still has the message: who was taken for
 * dead, and was merely slow, finds that it is no longer its own. A receipt is a fact, whoever
 * brings it. All may be written twice, when the answer to the first time was lost, and the second
 * time says what stands there, so that at worst something is told once more.
 */
final class Journal {
  private final Database database;

  Journal(Database database) {
    this.database = database;
  }

  /**
   * What was written.
   *
   * @param entry as it is now
   * @param account as it is now, when it was stopped or held just now; else null, or when it is
   *     written for the second time
   */
  record Change(OutboxEntry entry, @Nullable AccountState account) {}

  /** Nothing of the message has gone; from now on it may. False when it is not ours any more. */
  boolean uploading(Claim claim, Way way, DeliveryHandle handle, Instant now)
      throws OutboxException {
    return database.write(
        connection ->
            Sql.update(
                    connection,
                    """
                    UPDATE posthorn_entry SET state = 'uploading', way = ?, handle = ?, changed_at = ?
                    WHERE seq = ? AND holder = ?
                      AND (state = 'opening' OR (state = 'uploading' AND handle = ?))
                    """,
                    way.name(),
                    handle.value(),
                    now,
                    claim.seq(),
                    claim.holder(),
                    handle.value())
                == 1);
  }

  /**
   * That it was sent.
   *
   * @param receipt what the provider answered
   * @param remark what a person should know of it; may be empty
   */
  record Proof(OutboxEntry.Receipt receipt, String remark) {
    static Proof of(SendReceipt receipt, String remark) {
      return new Proof(
          new OutboxEntry.Receipt(receipt.id(), receipt.threadId(), receipt.via()), remark);
    }
  }

  /**
   * The provider has it. Empty when the entry is not there any more, or another run knew it to be
   * sent.
   *
   * @param proof what the provider answered, and what a person should know of it
   * @param allowed units a minute
   */
  Optional<OutboxEntry> sent(Claim claim, Proof proof, int allowed, Instant now)
      throws OutboxException {
    String account = claim.entry().account();
    return database.write(
        connection -> {
          Accounts.lock(connection, account);
          long live =
              Sql.number(
                  connection,
                  """
                  SELECT COUNT(*) FROM posthorn_entry
                  WHERE seq = ? AND (state <> 'sent' OR holder = ?)
                  """,
                  claim.seq(),
                  claim.holder());
          if (live == 0) {
            return Optional.empty();
          }
          Sql.update(
              connection,
              "UPDATE posthorn_entry SET holder = ? WHERE seq = ?",
              claim.holder(),
              claim.seq());
          Closing.sent(connection, claim.seq(), proof.receipt(), proof.remark(), now);
          Accounts.succeeded(connection, account, allowed);
          return Optional.of(Rows.entry(connection, claim.seq()));
        });
  }

  /** It was not sent and will not be; empty when it is not ours any more. */
  Optional<Change> refused(Claim claim, String why, String remedy, Instant now)
      throws OutboxException {
    return ours(
        claim,
        connection -> {
          Closing.explain(connection, claim.seq(), why, remedy);
          Pace.giveBack(connection, claim.seq());
          Closing.end(connection, claim.seq(), EntryState.REFUSED, now);
          return null;
        });
  }

  /** Perhaps sent, and nobody can tell; empty when it is not ours any more. */
  Optional<Change> unknown(Claim claim, String why, String remedy, Instant now)
      throws OutboxException {
    return ours(
        claim,
        connection -> {
          Closing.explain(connection, claim.seq(), why, remedy);
          Closing.end(connection, claim.seq(), EntryState.UNKNOWN, now);
          return null;
        });
  }

  /**
   * When it is tried again.
   *
   * @param due when
   * @param askFirst whether it may have been sent, so that its handle is kept
   * @param why the reason, in words for people
   * @param remedy what a person can do about it; may be empty
   */
  record Wait(Instant due, boolean askFirst, String why, String remedy) {}

  /** To be tried again; empty when it is not ours any more. */
  Optional<Change> waiting(Claim claim, Wait wait, Instant now) throws OutboxException {
    return ours(
        claim,
        connection -> {
          waits(connection, claim.seq(), wait, now);
          return null;
        });
  }

  /** The same, and its account stops, since its next attempt would meet the same. */
  Optional<Change> stopped(Claim claim, Wait wait, Pause pause, Instant now)
      throws OutboxException {
    String account = claim.entry().account();
    return ours(
        claim,
        connection -> {
          waits(connection, claim.seq(), wait, now);
          return Accounts.pause(connection, account, pause)
              ? Accounts.state(connection, account)
              : null;
        });
  }

  /**
   * How an account is held.
   *
   * @param asked how long at least, since the provider said so; zero when it did not
   * @param afterFailures how long after so many failures in a row
   * @param allowed units a minute when it was too fast, of which it then has half; else null
   */
  record Setback(Duration asked, IntFunction<Duration> afterFailures, @Nullable Integer allowed) {}

  /**
   * The same, and its account waits. What fails while the account is held already was begun before
   * that: it is the same setback, not one more.
   */
  Optional<Change> held(Claim claim, Wait wait, Setback setback, Instant now)
      throws OutboxException {
    String account = claim.entry().account();
    return ours(
        claim,
        connection -> {
          waits(connection, claim.seq(), wait, now);
          Condition before = Accounts.condition(connection, account);
          Duration pause = setback.asked();
          if (!before.heldUntil().isAfter(now)) {
            pause = setback.afterFailures().apply(Accounts.failed(connection, account));
            if (setback.allowed() != null) {
              Accounts.slow(connection, account, setback.allowed());
            }
          }
          return Accounts.hold(connection, account, now.plus(pause), wait.why())
              ? Accounts.state(connection, account)
              : null;
        });
  }

  /** What is done to an entry; what it says of its account, or null. */
  @FunctionalInterface
  private interface Step {
    @Nullable AccountState on(Connection connection) throws SQLException;
  }

  private Optional<Change> ours(Claim claim, Step step) throws OutboxException {
    return database.write(
        connection -> {
          Accounts.lock(connection, claim.entry().account());
          Optional<Boolean> inHand =
              Sql.first(
                  connection,
                  row -> row.getBoolean(1),
                  """
                  SELECT state IN ('opening', 'uploading') FROM posthorn_entry
                  WHERE seq = ? AND holder = ?
                  """,
                  claim.seq(),
                  claim.holder());
          if (inHand.isEmpty()) {
            return Optional.empty();
          }
          AccountState account =
              inHand.get()
                  ? step.on(connection)
                  : Accounts.state(connection, claim.entry().account()); // Was written already.
          return Optional.of(new Change(Rows.entry(connection, claim.seq()), account));
        });
  }

  private static void waits(Connection connection, long seq, Wait wait, Instant now)
      throws SQLException {
    Closing.explain(connection, seq, wait.why(), wait.remedy());
    Sql.update(
        connection,
        """
        UPDATE posthorn_entry SET state = 'waiting', due_at = ?, changed_at = ?,
          way = CASE WHEN ? THEN way END, handle = CASE WHEN ? THEN handle END WHERE seq = ?
        """,
        wait.due(),
        now,
        wait.askFirst(),
        wait.askFirst(),
        seq);
    Sql.update(
        connection,
        """
        UPDATE posthorn_usage SET messages = 0, recipients = 0 WHERE messages > 0 AND entry = ?
          AND attempt =
            (SELECT attempts FROM posthorn_entry WHERE seq = entry AND handle IS NULL)
        """,
        seq);
  }
}
