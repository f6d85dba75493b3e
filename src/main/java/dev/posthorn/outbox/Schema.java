package dev.posthorn.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/**
 * The tables, brought up to date by numbered SQL files ({@code 001.sql}, {@code 002.sql} …), each
 * in one transaction with its number. A ledger of a newer Posthorn is left alone.
 */
final class Schema {
  /** The number of the last file. */
  static final int NEWEST = 2;

  private Schema() {}

  static void update(Database database) throws OutboxException {
    Engine engine = database.engine();
    if (database.read(connection -> version(connection, engine)) == NEWEST) {
      return;
    }
    database.change(
        connection -> {
          lock(connection, engine);
          for (int next = version(connection, engine) + 1; next <= NEWEST; next++) {
            run(connection, script(engine.dialect(), next));
            Sql.update(connection, "INSERT INTO posthorn_schema (version) VALUES (?)", next);
          }
        });
  }

  /** Two that begin at once: the second waits for the first. SQLite has its writer's lock. */
  private static void lock(Connection connection, Engine engine) throws SQLException {
    if (!engine.isFile()) {
      long posthorn = 0x706f7374686f726eL; // The word's letters.
      Sql.first(connection, row -> "", "SELECT pg_advisory_xact_lock(?)", posthorn);
    }
    Sql.update(connection, "CREATE TABLE IF NOT EXISTS posthorn_schema (version INTEGER NOT NULL)");
  }

  private static int version(Connection connection, Engine engine)
      throws SQLException, OutboxException {
    if (Sql.number(connection, engine.countTables(), "posthorn_schema") == 0) {
      return 0;
    }
    int version = (int) Sql.number(connection, "SELECT MAX(version) FROM posthorn_schema");
    if (version > NEWEST) {
      throw new OutboxException(
          OutboxException.Kind.NEWER,
          "The outbox "
              + engine.where()
              + " belongs to a newer Posthorn (its version is "
              + version
              + ", this program knows "
              + NEWEST
              + "); nothing was changed.",
          "Use the newer Posthorn.",
          null);
    }
    return version;
  }

  /** No statement of ours holds a semicolon but at its end; comments may. */
  private static void run(Connection connection, String script) throws SQLException {
    for (String sql : script.replaceAll("--[^\n]*", "").split(";", -1)) {
      if (!sql.isBlank()) {
        Sql.update(connection, sql);
      }
    }
  }

  private static String script(String dialect, int number) {
    String name = String.format(Locale.ROOT, "%s/%03d.sql", dialect, number);
    try (InputStream in = Schema.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The program lacks its file " + name);
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The program's file cannot be read: " + name, e);
    }
  }
}
