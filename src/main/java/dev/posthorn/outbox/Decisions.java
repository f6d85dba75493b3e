package dev.posthorn.outbox;

import static dev.posthorn.outbox.OutboxException.Kind.NO_SUCH_ENTRY;
import static dev.posthorn.outbox.OutboxException.Kind.WRONG_STATE;

import dev.posthorn.message.WireMessage;
import dev.posthorn.outbox.Outbox.Decision;
import dev.posthorn.outbox.OutboxEntry.Receipt;
import dev.posthorn.send.SendReceipt;
import dev.posthorn.send.ServerText;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a person decides about entries, each in one transaction with the look at their state. */
final class Decisions {
  private static final String SEND_AGAIN =
      """
      UPDATE posthorn_entry SET state = 'accepted', changed_at = ?, holder = NULL,
        due_at = CASE WHEN start_at > ? THEN start_at ELSE ? END,
        way = NULL, handle = NULL, blocked = 0, why = '', remedy = '', expires_at =
          CASE WHEN expires_at <= ? THEN NULL ELSE expires_at END
      WHERE seq = ?
      """;

  /** Few enough that nobody waits long for the next turn. */
  private static final int PURGED_AT_ONCE = 500;

  private final Database database;
  private final Intake intake;

  Decisions(Database database, Intake intake) {
    this.database = database;
    this.intake = intake;
  }

  private record Seen(long seq, OutboxEntry entry, boolean asked, @Nullable String thread) {}

  OutboxEntry cancel(String id, Instant now) throws OutboxException {
    return database.write(
        connection -> {
          Seen seen = see(connection, id);
          boolean unbegun =
              seen.entry().state() == EntryState.ACCEPTED
                  || (seen.entry().state() == EntryState.WAITING && !seen.asked());
          if (!unbegun) {
            throw wrong(
                seen.entry(),
                seen.entry().state().isEnded() ? "has ended" : "may be on its way already");
          }
          Closing.end(connection, seen.seq(), EntryState.CANCELLED, now);
          Wakes.wake(connection, seen.entry().account(), now);
          return Rows.entry(connection, seen.seq());
        });
  }

  /**
   * Sends again what ended unsent, or at once what waits.
   *
   * @throws IOException of the edited message's own files
   */
  OutboxEntry retry(String id, Optional<WireMessage> edited, Instant now)
      throws OutboxException, IOException {
    return database.write(
        connection -> {
          Seen seen = see(connection, id);
          OutboxEntry entry = seen.entry();
          switch (entry.state()) {
            case REFUSED, CANCELLED -> sendAgain(connection, seen, edited, now);
            case ACCEPTED, WAITING -> {
              if (edited.isPresent()) {
                throw wrong(entry, "has not ended: cancel it first");
              }
              Sql.update(
                  connection,
                  "UPDATE posthorn_entry SET due_at = ? WHERE seq = ?",
                  now,
                  seen.seq());
            }
            case UNKNOWN -> throw wrong(entry, "may have been sent: posthorn outbox settle " + id);
            case OPENING, UPLOADING -> throw wrong(entry, "is on its way");
            case SENT -> throw wrong(entry, "was sent");
          }
          Wakes.wake(connection, entry.account(), now);
          return Rows.entry(connection, seen.seq());
        });
  }

  private void sendAgain(
      Connection connection, Seen seen, Optional<WireMessage> edited, Instant now)
      throws SQLException, IOException {
    if (edited.isPresent()) {
      WireMessage message = edited.get();
      String thread = message.threadId().orElse(seen.thread());
      intake.replace(
          connection,
          seen.entry().id(),
          seen.seq(),
          thread == null ? message : message.inThread(thread));
    }
    Sql.update(connection, SEND_AGAIN, now, now, now, now, seen.seq());
  }

  OutboxEntry settle(String id, Decision decision, Instant now) throws OutboxException {
    return database.write(
        connection -> {
          Seen seen = see(connection, id);
          if (seen.entry().state() != EntryState.UNKNOWN) {
            throw wrong(seen.entry(), "is not unknown");
          }
          if (decision instanceof Decision.Sent sent) {
            settleAsSent(connection, seen.seq(), sent.receipt(), now);
          } else {
            Sql.update(connection, SEND_AGAIN, now, now, now, now, seen.seq());
            Wakes.wake(connection, seen.entry().account(), now);
          }
          return Rows.entry(connection, seen.seq());
        });
  }

  private static void settleAsSent(
      Connection connection, long seq, Optional<SendReceipt> receipt, Instant now)
      throws SQLException {
    if (receipt.isPresent()) {
      SendReceipt found = receipt.get();
      Receipt proof = new Receipt(found.id(), found.threadId(), found.via());
      Closing.sent(connection, seq, proof, "", now);
    } else {
      Closing.sent(connection, seq, new Receipt("settled by hand", "", "person"), "", now);
    }
  }

  /** What ended long ago; never what is unknown, since only a person ends that. */
  long purge(Duration olderThan, Instant now) throws OutboxException {
    Instant before = now.minus(olderThan);
    long purged = 0;
    int some;
    do {
      some = database.write(connection -> purgeSome(connection, before));
      purged += some;
    } while (some > 0);
    return purged;
  }

  private int purgeSome(Connection connection, Instant before) throws SQLException {
    List<Long> ended =
        Sql.all(
            connection,
            row -> row.getLong(1),
            """
            SELECT seq FROM posthorn_entry
            WHERE state IN ('sent', 'refused', 'cancelled') AND changed_at <= ?
            ORDER BY changed_at LIMIT ?"""
                + database.engine().lockingRow(), // Nobody retries one while its bytes go.
            before,
            PURGED_AT_ONCE);
    for (long seq : ended) {
      Parts.delete(connection, seq);
      Sql.update(connection, "DELETE FROM posthorn_entry WHERE seq = ?", seq);
    }
    return ended.size();
  }

  /**
   * Looks at an entry that is to be changed: first its account is locked and then itself, in the
   * order of those who claim entries.
   */
  private Seen see(Connection connection, String id) throws SQLException, OutboxException {
    String locking = database.engine().lockingRow();
    Sql.all(
        connection,
        row -> "",
        "SELECT email FROM posthorn_account WHERE email ="
            + " (SELECT account FROM posthorn_entry WHERE id = ?)"
            + locking,
        id);
    return Sql.first(
            connection,
            row ->
                new Seen(
                    row.getLong("seq"),
                    Rows.entry(row),
                    row.getString("handle") != null,
                    row.getString("gmail_thread")),
            "SELECT * FROM posthorn_entry WHERE id = ?" + locking,
            id)
        .orElseThrow(() -> noSuch(id));
  }

  static OutboxException noSuch(String id) {
    return new OutboxException(
        NO_SUCH_ENTRY,
        "The outbox has no message " + ServerText.clean(id) + ".",
        "See which there are: posthorn outbox list",
        null);
  }

  private static OutboxException wrong(OutboxEntry entry, String why) {
    return new OutboxException(
        WRONG_STATE,
        "The message " + entry.id() + " is " + entry.state().word() + ": it " + why + ".",
        "Look at it: posthorn outbox show " + entry.id(),
        null);
  }
}
