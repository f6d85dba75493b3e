package dev.posthorn.outbox;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * A database whose transactions are counted and watched, and which may stand still for one of its
 * users for a while, between two transactions: as for a process that was stopped. Thread-safe.
 */
final class WatchedLedger extends WrappedLedger {
  private final AtomicInteger transactions = new AtomicInteger();
  private boolean frozen;

  /** Runs after each transaction, on its thread. */
  volatile Runnable afterTransaction = () -> {};

  WatchedLedger(DataSource real) {
    super(real);
  }

  /** How many transactions there were, those of single statements left out. */
  int transactions() {
    return transactions.get();
  }

  synchronized void freeze() {
    frozen = true;
  }

  synchronized void thaw() {
    frozen = false;
    notifyAll();
  }

  private synchronized void awaitThaw() throws SQLException {
    try {
      while (frozen) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("Interrupted.", "08006", e);
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    awaitThaw();
    Connection connection = real.getConnection();
    return (Connection)
        Proxy.newProxyInstance(
            WatchedLedger.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (self, method, arguments) -> call(connection, method, arguments));
  }

  private Object call(Connection connection, Method method, Object[] arguments) throws Throwable {
    String name = method.getName();
    if (!name.equals("close") && !name.equals("isClosed") && connection.getAutoCommit()) {
      awaitThaw();
    }
    boolean ends = name.equals("setAutoCommit") && arguments[0].equals(true);
    boolean counts = ends && !connection.getAutoCommit();
    try {
      Object result = method.invoke(connection, arguments);
      if (counts) {
        transactions.incrementAndGet();
        afterTransaction.run();
      }
      return result;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
