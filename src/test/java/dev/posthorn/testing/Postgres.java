package dev.posthorn.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL, this machine's own: with its data in a temporary folder, on a free port of
 * 127.0.0.1, with passwords (SCRAM) and fsync, run as a child of this process. It can be stopped,
 * killed and started again. Thread-safe.
 */
public final class Postgres implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static final String OWNER = "posthorn";

  private static Postgres shared;

  private final PostgresFiles files;
  private final int port;
  private Process process;

  private Postgres(PostgresFiles files, int port) {
    this.files = files;
    this.port = port;
  }

  /**
   * A database of its own for a test, empty.
   *
   * @param url {@code jdbc:postgresql://…} without user and password
   * @param user who owns it, and is no superuser
   */
  public record Database(String url, String user, String password) {
    /** Connects as its owner. */
    public Connection connect() throws SQLException {
      return DriverManager.getConnection(url, user, password);
    }

    /** What PGPASSFILE has to say for it. */
    public String passLine() {
      return "*:*:*:" + user + ":" + password + "\n";
    }
  }

  /** The one server of this JVM, ended with it. A test that stops it starts one of its own. */
  public static Postgres shared() throws Exception {
    synchronized (Postgres.class) {
      if (shared == null) {
        shared = start();
      }
      return shared;
    }
  }

  /** A server for one test, which closes it; the end of this JVM does so, too. */
  public static Postgres start() throws Exception {
    PostgresFiles files = PostgresFiles.initialise();
    Postgres server = new Postgres(files, freePort());
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "postgres-end"));
    try {
      server.restart();
      server.execute("create role " + OWNER + " login password '" + files.password() + "'");
      return server;
    } catch (Exception | AssertionError e) {
      server.close();
      throw e;
    }
  }

  /** Makes a new database. */
  public Database database() throws SQLException {
    String name = "test" + DATABASES.incrementAndGet();
    execute("create database " + name + " owner " + OWNER);
    return new Database(url(name), OWNER, files.password());
  }

  /** Ends it as a restart of the machine would, cutting its clients off. */
  public synchronized void stop() {
    if (process != null && process.isAlive()) {
      Command.of("kill", "-INT", Long.toString(process.pid())).run();
      awaitEnd();
    }
  }

  /** Ends it and all its processes with SIGKILL. */
  public synchronized void kill() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    awaitEnd();
    for (ProcessHandle child : children) {
      child.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }
  }

  /** Starts it again, on the same port with the same data, and ends it before where it runs. */
  public synchronized void restart() throws IOException {
    stop();
    process = files.run(port);
    awaitReadiness();
  }

  /** Ends it and removes its data. May be called twice. */
  @Override
  public synchronized void close() {
    stop();
    files.delete();
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = superuser();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Connection superuser() throws SQLException {
    return DriverManager.getConnection(url("postgres"), "postgres", files.password());
  }

  private void awaitReadiness() throws IOException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (true) {
      try {
        superuser().close();
        return;
      } catch (SQLException notYet) {
        if (Instant.now().isAfter(deadline) || endsWithin(Duration.ofMillis(50))) {
          process.destroyForcibly();
          throw new IOException("PostgreSQL does not answer: " + files.log(), notYet);
        }
      }
    }
  }

  private void awaitEnd() {
    if (!endsWithin(PATIENCE)) {
      process.destroyForcibly();
      throw new AssertionError("PostgreSQL does not end");
    }
  }

  private boolean endsWithin(Duration time) {
    try {
      return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
