package dev.posthorn.outbox;

import dev.posthorn.outbox.OutboxException.Kind;
import dev.posthorn.outbox.OutboxWorker.Event;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Has what happened written down though the ledger is out of reach for a while: for as long as it
 * is, since a receipt that is forgotten leaves a message of which nobody knows. Also on a thread
 * that was interrupted, to which no pool would give a connection. Thread-safe.
 *
 * @param desk of the worker
 */
record Insistence(Desk desk) {
  /** Of what does not pass by itself, as a damaged file does not. */
  private static final int MOST_TRIES = 9;

  /** After the worker was told to stop, unless each takes long. */
  private static final int LAST_TRIES = 4;

  private static final Duration SLOW = Duration.ofSeconds(1);

  private static final Set<Kind> PASSING = EnumSet.of(Kind.BUSY, Kind.FULL, Kind.UNCERTAIN);

  /** Well below the time after which a worker that cannot say that it lives is taken for dead. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private static final Duration LAST_PAUSE = Duration.ofMillis(300);

  /** A write to the ledger, which may be done twice. */
  @FunctionalInterface
  interface Entry<T> {
    T write() throws OutboxException;
  }

  <T> T write(Entry<T> entry) throws OutboxException {
    boolean interrupted = false;
    int last = 0;
    try {
      for (int failures = 1; ; failures++) {
        interrupted |= Thread.interrupted();
        long start = System.nanoTime();
        try {
          return entry.write();
        } catch (OutboxException e) {
          desk.tell(new Event.LedgerFailed(e));
          boolean passes = PASSING.contains(e.kind());
          boolean slow = System.nanoTime() - start > SLOW.toNanos();
          last += !desk.stop().isSet() ? 0 : slow ? LAST_TRIES : 1;
          if (last >= LAST_TRIES || (!passes && failures >= MOST_TRIES)) {
            throw e;
          }
          interrupted |= pause(failures);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Whether it was interrupted. */
  private boolean pause(int failures) {
    if (!desk.stop().isSet()) {
      desk.stop().await(desk.backoff().after(failures, LONGEST_PAUSE));
      return Thread.interrupted();
    }
    try {
      Thread.sleep(LAST_PAUSE.toMillis());
      return false;
    } catch (InterruptedException e) {
      return true; // To be restored when it is written.
    }
  }
}
