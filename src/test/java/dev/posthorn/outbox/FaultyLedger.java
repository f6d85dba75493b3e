package dev.posthorn.outbox;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * A database that goes wrong for one of its users at one write: a commit of a transaction that
 * changed something, or a change that is committed by itself. Thread-safe.
 */
final class FaultyLedger extends WrappedLedger {
  /** What happens at the write. */
  enum Fault {
    /** It is not done, and fails. */
    FAILS_BEFORE,
    /** It is done, but the answer is lost. */
    FAILS_AFTER,
    /** It is not done, and from then on nothing is: the database has gone. */
    GONE_BEFORE,
    /** It is done, the answer is lost, and from then on nothing is done. */
    GONE_AFTER,
    /** It is not done, and whoever asked for it never comes back: as if killed before. */
    DEAD_BEFORE,
    /** It is done, and whoever asked for it never comes back: as if killed after. */
    DEAD_AFTER;

    boolean isBefore() {
      return this == FAILS_BEFORE || this == GONE_BEFORE || this == DEAD_BEFORE;
    }
  }

  private enum Life {
    ALIVE,
    GONE,
    DEAD
  }

  private interface Work {
    Object run() throws Throwable;
  }

  private static final Set<String> CHANGES = Set.of("insert", "update", "delete", "replace");

  private final Predicate<String> counts;
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private final List<String> written = new ArrayList<>();
  private final CountDownLatch burial = new CountDownLatch(1);
  private volatile Life life = Life.ALIVE;
  private Predicate<String> at = sql -> false;
  private Fault fault = Fault.FAILS_BEFORE;
  private boolean struck;

  /**
   * Wraps a database.
   *
   * @param counts which changes count, by their SQL in lower case
   */
  FaultyLedger(DataSource real, Predicate<String> counts) {
    super(real);
    this.counts = counts;
  }

  /** Plans a fault for the first such write, as {@link #written()} would show it. */
  void plan(String write, Fault what) {
    plan(write::equals, what);
  }

  /** Plans a fault for the write that is the n-th since the beginning, instead of any planned. */
  void plan(int write, Fault what) {
    plan(sql -> written.size() == write, what);
  }

  private synchronized void plan(Predicate<String> write, Fault what) {
    at = write;
    fault = what;
  }

  /** The SQL of the changes that were counted so far, those of one commit joined. */
  synchronized List<String> written() {
    return List.copyOf(written);
  }

  /** Whether the fault has happened. */
  synchronized boolean hasStruck() {
    return struck;
  }

  /** Lets those that died come back, with an exception, to a ledger that works again. */
  void revive() {
    life = Life.ALIVE;
    burial.countDown();
  }

  /** Lets those that died come back with an exception, so that their threads can end. */
  void bury() {
    life = Life.GONE;
    burial.countDown();
  }

  @Override
  public Connection getConnection() throws SQLException {
    check();
    Connection connection = real.getConnection();
    open.add(connection);
    return new Wrapped(connection).proxy();
  }

  private void check() throws SQLException {
    Life now = life;
    if (now == Life.DEAD) {
      try {
        burial.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (now != Life.ALIVE) {
      throw lost();
    }
  }

  private synchronized void noteStruck() {
    struck = true;
  }

  private static SQLException lost() {
    return new SQLException("Planted: the connection to the database is lost.", "08006");
  }

  private Object write(String sql, Work work) throws Throwable {
    Fault now;
    synchronized (this) {
      written.add(sql);
      now = at.test(sql) ? fault : null;
      at = now == null ? at : other -> false;
    }
    if (now == null) {
      return work.run();
    }
    if (!now.isBefore()) {
      work.run();
    }
    switch (now) {
      case FAILS_BEFORE, FAILS_AFTER -> {}
      case GONE_BEFORE, GONE_AFTER -> end(Life.GONE);
      case DEAD_BEFORE, DEAD_AFTER -> end(Life.DEAD);
    }
    noteStruck();
    check();
    throw lost();
  }

  /** As the operating system and the database do for a process that was killed. */
  private void end(Life how) {
    life = how;
    open.forEach(FaultyLedger::cut);
  }

  /** Without waiting for another thread that has it in use, which may wait for one of ours. */
  private static void cut(Connection connection) {
    try {
      if (connection.isWrapperFor(PGConnection.class)) {
        connection.abort(Runnable::run);
      } else if (!connection.isClosed()) {
        if (!connection.getAutoCommit()) {
          connection.rollback();
        }
        connection.close();
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** One connection: what its transaction has changed so far. */
  private final class Wrapped {
    private final Connection connection;
    private final List<String> changes = new ArrayList<>();

    Wrapped(Connection connection) {
      this.connection = connection;
    }

    Connection proxy() {
      return FaultyLedger.proxy(Connection.class, this::call);
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
      switch (method.getName()) {
        case "close" -> open.remove(connection);
        case "isClosed", "isValid" -> {
          if (life != Life.ALIVE) {
            return method.getName().equals("isClosed");
          }
        }
        default -> check();
      }
      Work work = () -> method.invoke(connection, arguments);
      if (isCommit(method, arguments) && !changes.isEmpty()) {
        String sql = String.join("; ", changes);
        changes.clear();
        return write(sql, work);
      }
      if (method.getName().equals("rollback")) {
        changes.clear();
      }
      Object result = work.run();
      return result instanceof Statement statement
          ? statement(method.getReturnType(), statement, arguments)
          : result;
    }

    /** To leave a transaction for auto-commit commits it. */
    private static boolean isCommit(Method method, Object[] arguments) {
      return method.getName().equals("commit")
          || (method.getName().equals("setAutoCommit") && arguments[0].equals(true));
    }

    private Object statement(Class<?> type, Statement statement, Object[] creation) {
      String prepared =
          creation != null && creation.length > 0 && creation[0] instanceof String sql ? sql : "";
      return FaultyLedger.proxy(
          type,
          (method, arguments) -> {
            Work work = () -> method.invoke(statement, arguments);
            if (!method.getName().startsWith("execute")) {
              return work.run();
            }
            check();
            String sql =
                arguments != null && arguments[0] instanceof String given ? given : prepared;
            return execute(sql.strip().toLowerCase(Locale.ROOT), work);
          });
    }

    private Object execute(String sql, Work work) throws Throwable {
      if (!CHANGES.contains(sql.split("\\s", 2)[0]) || !counts.test(sql)) {
        return work.run();
      }
      if (connection.getAutoCommit()) {
        return write(sql, work);
      }
      Object result = work.run();
      changes.add(sql);
      return result;
    }
  }

  private interface Call {
    Object of(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            FaultyLedger.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              try {
                return call.of(method, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
