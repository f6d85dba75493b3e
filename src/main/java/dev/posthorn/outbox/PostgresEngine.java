package dev.posthorn.outbox;

import dev.posthorn.outbox.OutboxException.Kind;
import java.sql.SQLException;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The ledger in a PostgreSQL database, for workers on several machines.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL error
 *     codes</a>
 */
final class PostgresEngine implements Engine {
  private static final int CONNECT_SECONDS = 10;

  /** The network may forget a connection without a word; no statement of ours takes so long. */
  private static final int SILENCE_SECONDS = 60;

  private static final Pattern PASSWORD = Pattern.compile("^[^?]*@|[?&](?i:password)=");

  /** Hosts with their ports, a database, and settings. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "jdbc:postgresql://(?:(?:\\[[0-9a-fA-F:.]+\\]|[^\\[\\]:,/?]*)(?::[0-9]{1,5})?,?)+"
              + "/[^?]*(?:\\?.*)?");

  private final String url;
  private final String user;
  private final String password;

  PostgresEngine(String url, String user, String password) {
    this.url = url;
    this.user = user;
    this.password = password;
  }

  /** A driver; without a password it looks into PGPASSFILE, else into ~/.pgpass. */
  @Override
  public DataSource driver() throws OutboxException {
    if (PASSWORD.matcher(url).find()) {
      throw new OutboxException(
          Kind.CONFIGURATION,
          "The address of the outbox holds a password, or a user before an @; others would see it.",
          "Write it into ~/.pgpass or PGPASSFILE, and the user as ?user=NAME.",
          null);
    }
    PGSimpleDataSource source = new PGSimpleDataSource();
    try {
      if (!ADDRESS.matcher(url).matches()) {
        throw new IllegalArgumentException("The driver would log what it does not understand.");
      }
      source.setUrl(url);
    } catch (IllegalArgumentException e) { // Not a cause: it repeats the address, with all in it.
      throw new OutboxException(
          Kind.CONFIGURATION,
          "The address of the outbox is none of PostgreSQL's.",
          "Write jdbc:postgresql://HOST[:PORT]/DATABASE",
          null);
    }
    source.setPassword(null); // By now the driver has looked for that of another user.
    if (!user.isEmpty()) {
      source.setUser(user);
    }
    if (!password.isEmpty()) {
      source.setPassword(password);
    }
    return settle(source);
  }

  private static DataSource settle(PGSimpleDataSource source) {
    source.setApplicationName("posthorn");
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setSocketTimeout(SILENCE_SECONDS);
    source.setTcpKeepAlive(true);
    // Details show rows: handles and addresses.
    source.setLogServerErrorDetail(false);
    // Whatever the server's default: what is accepted is on its disk.
    String given = source.getOptions();
    source.setOptions((given == null ? "" : given + " ") + "-c synchronous_commit=on");
    return source;
  }

  @Override
  public boolean isFile() {
    return false;
  }

  @Override
  public String dialect() {
    return "postgresql";
  }

  /** Without what stands before an @ or follows a question mark, where secrets may be. */
  @Override
  public String where() {
    return url.replaceFirst("\\?.*", "").replaceFirst("//.*@", "//");
  }

  @Override
  public String countTables() {
    return "SELECT COUNT(to_regclass(?))";
  }

  @Override
  public String lockingRow() {
    return " FOR UPDATE";
  }

  /** A server is where its connections lead. */
  @Override
  public void checkPlace() {}

  /** A deadlock, or a transaction that was no longer serializable. */
  @Override
  public boolean isChance(SQLException failure) {
    return state(failure).startsWith("40");
  }

  @Override
  public boolean isLost(SQLException failure) {
    String state = state(failure);
    return state.startsWith("08") || state.startsWith("57P");
  }

  @Override
  public OutboxException trouble(SQLException failure) {
    String state = state(failure);
    String why = "(" + deepest(failure).getMessage() + ")";
    if (state.equals("53100")) {
      return new OutboxException(
          Kind.FULL,
          "The outbox " + where() + " cannot grow: the server's disk is full; nothing was changed.",
          "Make room there, then try again.",
          failure);
    }
    if (isRefusal(state)) {
      return new OutboxException(
          Kind.CONFIGURATION,
          "The outbox " + where() + " does not let us in " + why + ".",
          "Check the address, PGUSER and its rights, and PGPASSFILE or PGPASSWORD.",
          failure);
    }
    if (isPassing(state)) {
      return new OutboxException(
          Kind.BUSY,
          "The outbox " + where() + " cannot be reached, or is busy " + why + ".",
          "Try again; check that the server runs.",
          failure);
    }
    return new OutboxException(
        Kind.BROKEN, "The outbox " + where() + " cannot be used " + why + ".", "", failure);
  }

  /** A wrong password or none at all, no such database, too few rights. */
  private static boolean isRefusal(String state) {
    return state.startsWith("28")
        || state.equals("08004")
        || state.startsWith("3D")
        || state.equals("42501");
  }

  /**
   * Connections, shutdowns, too many clients, serialization and locks, a standby; and no state at
   * all, as when the pool gave up waiting.
   */
  private static boolean isPassing(String state) {
    return state.isEmpty()
        || state.equals("25006")
        || state.startsWith("08")
        || state.startsWith("57")
        || state.startsWith("53")
        || state.startsWith("40")
        || state.startsWith("55");
  }

  private static String state(SQLException failure) {
    String state = deepest(failure).getSQLState();
    return state == null ? "" : state;
  }

  /** The last one with a state: the pool puts its own exception on top. */
  private static SQLException deepest(SQLException failure) {
    SQLException found = failure;
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SQLException sql && sql.getSQLState() != null) {
        found = sql;
      }
    }
    return found;
  }
}
