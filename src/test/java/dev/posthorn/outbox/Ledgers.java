package dev.posthorn.outbox;

import dev.posthorn.testing.Postgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;

/** The databases that a ledger may be in: each contract of the store is run by both. */
enum Ledgers {
  SQLITE,
  POSTGRESQL;

  /** An empty ledger of its own for a test. */
  Ledger empty(Path folder) throws Exception {
    if (this == SQLITE) {
      return new Ledger("jdbc:sqlite:" + folder.resolve("outbox.db"), "", "");
    }
    Postgres.Database database = Postgres.shared().database();
    return new Ledger(database.url(), database.user(), database.password());
  }

  /** Where a ledger is, for this process and for others. */
  record Ledger(String url, String user, String password) {
    private static final String FILE = "jdbc:sqlite:";

    /** Reads what {@link #arguments()} gave. */
    static Ledger of(String[] arguments) {
      return new Ledger(arguments[0], arguments[1], arguments[2]);
    }

    List<String> arguments() {
      return List.of(url, user, password);
    }

    boolean isFile() {
      return url.startsWith(FILE);
    }

    Path file() {
      return Path.of(url.substring(FILE.length()));
    }

    /** Opens it as anybody would. */
    Outbox open() throws OutboxException {
      return isFile() ? Outbox.open(file()) : Outbox.open(url, user, password);
    }

    /** Opens it with another clock than the system's. */
    Outbox open(Clock clock) throws OutboxException {
      return Outbox.over(Database.of(engine()), clock);
    }

    Engine engine() {
      return isFile() ? new SqliteEngine(file()) : new PostgresEngine(url, user, password);
    }

    /** A look behind the outbox. */
    Connection connect() throws SQLException {
      return isFile()
          ? DriverManager.getConnection(url)
          : DriverManager.getConnection(url, user, password);
    }

    /** The one value that a query answers. */
    String ask(String sql) throws SQLException {
      try (Connection connection = connect()) {
        return String.valueOf(Sql.all(connection, row -> row.getString(1), sql).get(0));
      }
    }

    void execute(String sql) throws SQLException {
      try (Connection connection = connect()) {
        Sql.update(connection, sql);
      }
    }
  }
}
