package dev.posthorn.outbox;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one process. A short command has one, and perhaps a few more, kept from one
 * use to the next; a worker has a pool, which is not made before it asks: that would cost every
 * command some 70 ms. Thread-safe.
 */
final class Connections implements AutoCloseable {
  private static final int KEPT = 4;
  private static final int POOLED = 12;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final DataSource driver;
  private final boolean file;
  private final Duration patience;
  private final BlockingQueue<Connection> idle = new ArrayBlockingQueue<>(KEPT);
  private volatile @Nullable HikariDataSource pool;
  private volatile boolean closed;

  Connections(DataSource driver, boolean file) {
    this(driver, file, PATIENCE);
  }

  /** With a pool that waits so long for a server that is away. */
  Connections(DataSource driver, boolean file, Duration patience) {
    this.driver = driver;
    this.file = file;
    this.patience = patience;
  }

  /** One in auto-commit mode, to be given back or dropped. */
  Connection take() throws SQLException {
    HikariDataSource pooled = pool;
    if (pooled != null) {
      return pooled.getConnection();
    }
    Connection kept = idle.poll();
    return kept != null ? kept : driver.getConnection();
  }

  /** Takes back one that is in auto-commit mode again. */
  void giveBack(Connection connection) {
    if (closed || pool != null || !idle.offer(connection)) {
      close(connection);
    }
  }

  /** Ends one that something went wrong with, and its transaction. */
  void drop(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("ROLLBACK");
    } catch (SQLException e) {
      log("A transaction was not rolled back, but cut off.", e); // What came before it counts.
    }
    HikariDataSource pooled = pool;
    if (pooled != null && connection instanceof com.zaxxer.hikari.pool.ProxyConnection) {
      pooled.evictConnection(connection);
    } else {
      close(connection);
    }
  }

  /** Ends those that nobody uses: one was lost, and the others probably are. */
  void dropIdle() {
    HikariDataSource pooled = pool;
    if (pooled != null) {
      pooled.getHikariPoolMXBean().softEvictConnections();
    }
    for (Connection kept = idle.poll(); kept != null; kept = idle.poll()) {
      close(kept);
    }
  }

  /** The pool, for whoever wants a source of connections; from now on all come from there. */
  synchronized DataSource pool() {
    HikariDataSource pooled = pool;
    if (pooled == null) {
      pooled = new HikariDataSource(settings());
      pool = pooled;
      dropIdle();
    }
    return pooled;
  }

  private HikariConfig settings() {
    HikariConfig config = new HikariConfig();
    config.setDataSource(driver);
    config.setMaximumPoolSize(POOLED);
    config.setMinimumIdle(1);
    config.setMaxLifetime(0); // A file's connection does not age, and the last one would sync.
    config.setKeepaliveTime(file ? 0 : 60_000);
    config.setConnectionTimeout(patience.toMillis());
    config.setInitializationFailTimeout(-1);
    config.setPoolName("posthorn-outbox");
    return config;
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      log("A connection was not closed, but left.", e);
    }
  }

  private static void log(String what, SQLException why) {
    System.getLogger(Connections.class.getName()).log(System.Logger.Level.DEBUG, what, why);
  }

  @Override
  public synchronized void close() {
    closed = true;
    dropIdle();
    if (pool != null) {
      pool.close();
    }
  }
}
