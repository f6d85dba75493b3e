package dev.posthorn.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The writers of one process in front of a file, which takes one at a time. Who comes to it does
 * also what those behind him want, in one transaction, and so with one sync of the disk for all:
 * each returns when that is done, and not before. When anything of it fails, nothing of it counts,
 * and each writes alone. Thread-safe.
 */
final class Writers {
  /** Few enough that a failure does not undo much. */
  private static final int MOST_AT_ONCE = 32;

  private final Database database;
  private final ReentrantLock turn = new ReentrantLock(true);
  private final Deque<Pending<?, ?>> waiting = new ArrayDeque<>();

  Writers(Database database) {
    this.database = database;
  }

  /** What a thread wants to have written. Only whoever has the turn may look at its state. */
  private static final class Pending<T, X extends Exception> {
    final Database.Work<T, X> work;
    @Nullable T result;
    boolean done;

    Pending(Database.Work<T, X> work) {
      this.work = work;
    }

    void in(Connection connection) throws SQLException, OutboxException, X {
      result = work.in(connection);
    }
  }

  /** Writes, with others or alone. */
  <T, X extends Exception> T write(Database.Work<T, X> work) throws OutboxException, X {
    Pending<T, X> mine = new Pending<>(work);
    synchronized (waiting) {
      waiting.add(mine);
    }
    turn.lock();
    try {
      if (!mine.done) {
        together(mine);
      }
      return mine.done ? Objects.requireNonNull(mine.result) : database.transaction(work);
    } finally {
      turn.unlock();
    }
  }

  /** Tries; who asked for what fails is to hear of it on its own thread, from its own work. */
  private void together(Pending<?, ?> mine) {
    Deque<Pending<?, ?>> group = new ArrayDeque<>();
    synchronized (waiting) {
      if (!waiting.remove(mine)) {
        return; // It was tried once, with others.
      }
      while (!waiting.isEmpty() && group.size() < MOST_AT_ONCE - 1) {
        group.add(waiting.remove());
      }
    }
    if (group.isEmpty()) {
      return;
    }
    group.addFirst(mine);
    boolean interrupted = Thread.interrupted(); // The others are not.
    try {
      database.transaction(
          connection -> {
            for (Pending<?, ?> each : group) {
              each.in(connection);
            }
            return true;
          });
      group.forEach(each -> each.done = true);
    } catch (Exception | Error e) { // Each will hear of its own.
      System.getLogger(Writers.class.getName())
          .log(System.Logger.Level.DEBUG, "Each writes alone now.", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
