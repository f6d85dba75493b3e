package dev.posthorn.outbox;

import dev.posthorn.message.AttachmentException;
import dev.posthorn.message.WireMessage;
import dev.posthorn.outbox.AccountState.By;
import dev.posthorn.send.SendReceipt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps messages until their end is known: what {@link #accept} returned for is on the disk, and
 * goes out once, or ends in a state that a person can see and settle ({@link EntryState}).
 *
 * <p>The ledger is a SQLite file, or a PostgreSQL database for several machines. {@link
 * OutboxWorker} sends. Thread-safe, and safe beside other processes on the same ledger.
 */
public final class Outbox implements AutoCloseable {
  private final Database database;
  private final Clock clock;
  private final Intake intake;
  private final Decisions decisions;
  private final Lookup lookup;

  private Outbox(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
    this.intake = new Intake(database);
    this.decisions = new Decisions(database, intake);
    this.lookup = new Lookup(database);
  }

  /** An outbox over a database that a test opened. */
  static Outbox over(Database database, Clock clock) throws OutboxException {
    Schema.update(database);
    return new Outbox(database, clock);
  }

  Database database() {
    return database;
  }

  Clock clock() {
    return clock;
  }

  /**
   * Opens a ledger in a file, and makes it where there is none: mode 0600, in a folder of 0700.
   *
   * @param file a SQLite database
   * @return the outbox
   * @throws OutboxException when it cannot be opened; a damaged file was moved aside
   */
  public static Outbox open(Path file) throws OutboxException {
    return open(new SqliteEngine(file));
  }

  private static Outbox open(Engine engine) throws OutboxException {
    Database database = Database.of(engine);
    try {
      return over(database, Clock.systemUTC());
    } catch (OutboxException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /**
   * Opens a ledger in PostgreSQL, and makes its tables where there are none.
   *
   * @param jdbcUrl {@code jdbc:postgresql://HOST[:PORT]/DATABASE[?…]}, without a password
   * @param user empty for the one that the URL names, or the system's
   * @param password empty for that of PGPASSFILE or ~/.pgpass
   * @return the outbox
   * @throws OutboxException when it cannot be opened
   */
  public static Outbox open(String jdbcUrl, String user, String password) throws OutboxException {
    return open(new PostgresEngine(jdbcUrl, user, password));
  }

  /** {@return where the ledger is, for people: a path, or an address without password} */
  public String where() {
    return database.engine().where();
  }

  /**
   * Takes a message in. When this returns, it is durable.
   *
   * @param submission the message
   * @return its id; that of before when its key was accepted before, with the same content
   * @throws OutboxException KEY_TAKEN when the key belongs to other content; UNCERTAIN when the
   *     database went away and it may have been accepted; BUSY, FULL … when it was not
   * @throws AttachmentException when a file of the message cannot be read; it was not accepted
   */
  public Acceptance accept(Submission submission) throws OutboxException, AttachmentException {
    return reading(() -> intake.accept(submission, clock.instant()));
  }

  /**
   * Looks an entry up.
   *
   * @param id its id, or the first characters of it when no other begins so
   * @return the entry
   * @throws OutboxException NO_SUCH_ENTRY
   */
  public OutboxEntry entry(String id) throws OutboxException {
    return lookup.entry(id);
  }

  /**
   * Tells whether a message with a key was accepted, and is not forgotten.
   *
   * @param key any text
   * @return whether the same message would be accepted under its id of before
   * @throws OutboxException when the ledger cannot be read
   */
  public boolean knows(String key) throws OutboxException {
    return lookup.knows(key);
  }

  /**
   * Lists entries, the newest first, read while they are shown.
   *
   * @param filter which
   * @param to gets one after the other
   * @throws OutboxException when the ledger cannot be read
   */
  public void list(EntryFilter filter, Consumer<OutboxEntry> to) throws OutboxException {
    lookup.list(filter, to);
  }

  /**
   * Reads a message that is kept.
   *
   * @param id the entry's full id
   * @return the message with its envelope; its bytes are read from the ledger each time
   * @throws OutboxException NO_SUCH_ENTRY, or WRONG_STATE when the bytes are gone since it was sent
   */
  public WireMessage message(String id) throws OutboxException {
    return lookup.message(id);
  }

  /**
   * How the accounts are treated.
   *
   * @return those that the ledger knows, sorted by address
   * @throws OutboxException when the ledger cannot be read
   */
  public List<AccountState> accounts() throws OutboxException {
    return database.read(Accounts::all);
  }

  /**
   * Takes a message back that has not been begun.
   *
   * @param id the entry's full id
   * @return the entry as it is now
   * @throws OutboxException NO_SUCH_ENTRY, or WRONG_STATE when it is on its way or has ended
   */
  public OutboxEntry cancel(String id) throws OutboxException {
    return decisions.cancel(id, clock.instant());
  }

  /**
   * Lets a message be tried again: one that was refused or cancelled, or, at once, one that waits.
   *
   * @param id the entry's full id
   * @param edited what is sent in its place, when it was refused or cancelled; empty for the same
   * @return the entry as it is now
   * @throws OutboxException NO_SUCH_ENTRY; WRONG_STATE, also for one that is unknown: {@link
   *     #settle} decides there
   * @throws AttachmentException when a file of the edited message cannot be read
   */
  public OutboxEntry retry(String id, Optional<WireMessage> edited)
      throws OutboxException, AttachmentException {
    return reading(() -> decisions.retry(id, edited, clock.instant()));
  }

  /**
   * Decides what became of a message that is unknown.
   *
   * @param id the entry's full id
   * @param decision what is true, as a person or the mailbox said
   * @return the entry as it is now
   * @throws OutboxException NO_SUCH_ENTRY, or WRONG_STATE when it is not unknown
   */
  public OutboxEntry settle(String id, Decision decision) throws OutboxException {
    return decisions.settle(id, decision, clock.instant());
  }

  /** What became of a message that was unknown. */
  public sealed interface Decision {
    /**
     * It was sent.
     *
     * @param receipt what was found of it in the mailbox; empty on a person's word
     */
    record Sent(Optional<SendReceipt> receipt) implements Decision {}

    /** It was not sent, or may be delivered twice: it goes out anew. */
    record SendAgain() implements Decision {}
  }

  /**
   * Stops an account: what is under way is finished, and nothing more begun.
   *
   * @param account the address
   * @param pause why
   * @throws OutboxException when the ledger cannot be written
   */
  public void pause(String account, AccountState.Pause pause) throws OutboxException {
    database.change(connection -> Accounts.pause(connection, Accounts.address(account), pause));
  }

  /**
   * Lets an account go on, at once.
   *
   * @param account the address
   * @param onlyIf the pause that ends; empty for whichever it is
   * @return whether it was paused so
   * @throws OutboxException when the ledger cannot be written
   */
  public boolean resume(String account, Optional<By> onlyIf) throws OutboxException {
    String email = Accounts.address(account);
    return database.write(
        connection -> {
          boolean resumed = Accounts.resume(connection, email, onlyIf);
          if (resumed) {
            Wakes.wake(connection, email, clock.instant());
          }
          return resumed;
        });
  }

  /**
   * Forgets what ended: sent, refused and cancelled entries, and with them their keys.
   *
   * @param olderThan how long ago they ended, at least
   * @return how many
   * @throws OutboxException when the ledger cannot be written
   */
  public long purge(Duration olderThan) throws OutboxException {
    return decisions.purge(olderThan, clock.instant());
  }

  /**
   * What is left to do.
   *
   * @param within a delay; what is due later counts as scheduled
   * @return the counts
   * @throws OutboxException when the ledger cannot be read
   */
  public Workload workload(Duration within) throws OutboxException {
    Instant now = clock.instant();
    return lookup.workload(now, now.plus(within));
  }

  /**
   * What is left to do, at one moment.
   *
   * @param due live messages of accounts that are not paused, due within the delay
   * @param scheduled those that are due later, or whose account is held, or out of pace, for longer
   * @param paused live messages of paused accounts
   * @param unknown messages that a person has to settle
   * @param waiting of those that are due or scheduled: those whose own time has come, and that wait
   *     for something else (another attempt, a limit, a worker)
   * @param stuck the same of those that are paused
   */
  public record Workload(
      long due, long scheduled, long paused, long unknown, long waiting, long stuck) {}

  /** What reads a message's own files. */
  @FunctionalInterface
  private interface Reading<T> {
    T run() throws OutboxException, IOException;
  }

  private static <T> T reading(Reading<T> work) throws OutboxException, AttachmentException {
    try {
      return work.run();
    } catch (AttachmentException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException("A message throws no other.", e);
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
