package dev.posthorn.outbox;

import dev.posthorn.outbox.OutboxException.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * The database under the ledger: runs work in transactions, and translates what goes wrong, once.
 * Thread-safe.
 */
final class Database implements AutoCloseable {
  /** How often something is tried that fails by chance, or on a connection that has died. */
  private static final int ATTEMPTS = 5;

  private final Connections connections;
  private final Engine engine;
  private final Writers writers = new Writers(this);

  Database(Connections connections, Engine engine) {
    this.connections = connections;
    this.engine = engine;
  }

  /**
   * What is done with a connection.
   *
   * @param <X> what it may throw of its own
   */
  @FunctionalInterface
  interface Work<T, X extends Exception> {
    /** Does it; again in a new transaction, when the first one was undone by chance. */
    T in(Connection connection) throws SQLException, OutboxException, X;
  }

  /** A database with nothing opened yet. */
  static Database of(Engine engine) throws OutboxException {
    return pooled(engine.driver(), engine);
  }

  /** The same over another driver than the engine's own. */
  static Database pooled(DataSource driver, Engine engine) {
    return new Database(new Connections(driver, engine.isFile()), engine);
  }

  /** Connections for others; from now on they come from a pool. */
  DataSource source() {
    return connections.pool();
  }

  Engine engine() {
    return engine;
  }

  /** Reads, statement by statement. */
  <T> T read(Work<T, RuntimeException> work) throws OutboxException {
    return repeat(work);
  }

  /** Writes, all or nothing: what this returned for is on the disk. */
  <T, X extends Exception> T write(Work<T, X> work) throws OutboxException, X {
    T result = engine.isFile() ? writers.write(work) : transaction(work);
    engine.checkPlace();
    return result;
  }

  /**
   * What is changed with a connection.
   *
   * @param <X> what it may throw of its own
   */
  @FunctionalInterface
  interface Change<X extends Exception> {
    /** Does it; again in a new transaction, when the first one was undone by chance. */
    void in(Connection connection) throws SQLException, OutboxException, X;
  }

  /** Writes what has no answer. */
  <X extends Exception> void change(Change<X> change) throws OutboxException, X {
    write(
        connection -> {
          change.in(connection);
          return true;
        });
  }

  /** The same, at once. */
  <T, X extends Exception> T transaction(Work<T, X> work) throws OutboxException, X {
    return repeat(connection -> transaction(connection, work));
  }

  private <T, X extends Exception> T transaction(Connection connection, Work<T, X> work)
      throws SQLException, OutboxException, X {
    connection.setAutoCommit(false);
    engine.checkPlace();
    T result = work.in(connection);
    commit(connection);
    return result;
  }

  /**
   * Commits and leaves the transaction in one: SQLite's driver would begin the next at once in its
   * {@code commit()}, and call it a failure when another process was faster.
   */
  private void commit(Connection connection) throws SQLException, OutboxException {
    try {
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      if (!engine.isLost(e)) {
        throw e;
      }
      throw new OutboxException(
          Kind.UNCERTAIN,
          "The outbox " + engine.where() + " went away; whether it had it all is not known.",
          "Look first, and then try again: posthorn outbox list",
          e);
    }
  }

  private <T, X extends Exception> T repeat(Work<T, X> work) throws OutboxException, X {
    for (int attempt = 1; ; attempt++) {
      Connection connection = take();
      boolean done = false;
      try {
        T result = work.in(connection);
        done = true;
        return result;
      } catch (SQLException e) {
        if (engine.isLost(e)) {
          connections.dropIdle();
        } else if (!engine.isChance(e)) {
          throw engine.trouble(e);
        }
        if (attempt == ATTEMPTS) {
          throw engine.trouble(e);
        }
      } finally {
        if (done) {
          connections.giveBack(connection);
        } else {
          connections.drop(connection);
        }
      }
    }
  }

  private Connection take() throws OutboxException {
    try {
      return connections.take();
    } catch (SQLException e) {
      throw engine.trouble(e);
    }
  }

  @Override
  public void close() {
    connections.close();
  }
}
