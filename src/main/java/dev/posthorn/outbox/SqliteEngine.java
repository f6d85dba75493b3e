package dev.posthorn.outbox;

import dev.posthorn.outbox.OutboxException.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/**
 * The ledger in a SQLite file of mode 0600. A commit returns when the write-ahead log is synced
 * ({@code synchronous=FULL}), and so survives a power failure.
 *
 * @see <a href="https://www.sqlite.org/pragma.html#pragma_synchronous">SQLite: synchronous</a>
 */
final class SqliteEngine implements Engine {
  private static final int BUSY_MILLIS = 30_000;

  /** What the system says of a full disk, a quota or a limit, by the place where it said it. */
  private static final Set<SQLiteErrorCode> FULL =
      Set.of(
          SQLiteErrorCode.SQLITE_FULL,
          SQLiteErrorCode.SQLITE_IOERR_WRITE,
          SQLiteErrorCode.SQLITE_IOERR_SHMSIZE);

  private final SqliteFile file;
  private final Consumer<SQLiteConfig> tuning;

  SqliteEngine(Path file) {
    this(file, config -> {});
  }

  /** With settings of a test's own. */
  SqliteEngine(Path file, Consumer<SQLiteConfig> tuning) {
    this.file = new SqliteFile(file);
    this.tuning = tuning;
  }

  @Override
  public DataSource driver() throws OutboxException {
    prepare();
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(BUSY_MILLIS);
    // A transaction that reads first and writes then could find that another was faster.
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    config.resetOpenMode(SQLiteOpenMode.CREATE); // What vanished is not made anew behind our back.
    tuning.accept(config);
    SQLiteDataSource source = new SQLiteDataSource(config);
    // As a URI, since the driver takes what follows a question mark for settings.
    source.setUrl("jdbc:sqlite:file:" + file.file().toUri().getRawPath());
    return source;
  }

  /** Makes the file for its owner alone, or refuses one that others may read. */
  private void prepare() throws OutboxException {
    try {
      file.prepare();
      if (!file.isRegular()) {
        throw broken("it is no file", "Name another.", null);
      }
      if (!file.isOwn()) {
        throw broken(
            "others on this machine may read or change it", "Run: chmod 600 '" + file + "'", null);
      }
    } catch (IOException e) {
      throw broken("it cannot be made or looked at (" + e + ")", "", e);
    }
  }

  @Override
  public boolean isFile() {
    return true;
  }

  @Override
  public String dialect() {
    return "sqlite";
  }

  @Override
  public String where() {
    return file.toString();
  }

  @Override
  public String countTables() {
    return "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = ?";
  }

  /** Nothing: a writer has the whole file. */
  @Override
  public String lockingRow() {
    return "";
  }

  @Override
  public void checkPlace() throws OutboxException {
    try {
      if (!file.isInPlace()) {
        throw broken("it was moved or replaced while it was in use", "Start anew.", null);
      }
    } catch (IOException e) {
      throw broken("it cannot be looked at any more (" + e + ")", "", e);
    }
  }

  /** Never: SQLite has waited already. */
  @Override
  public boolean isChance(SQLException failure) {
    return false;
  }

  @Override
  public boolean isLost(SQLException failure) {
    return false;
  }

  @Override
  public OutboxException trouble(SQLException failure) {
    SQLiteErrorCode code = code(failure);
    if (FULL.contains(code)) {
      return new OutboxException(
          Kind.FULL,
          "The outbox "
              + file
              + " cannot grow: the disk, or a limit, is full; nothing was changed.",
          "Make room, then try again.",
          failure);
    }
    return switch (SQLiteErrorCode.getErrorCode(code.code & 0xff)) {
      case SQLITE_BUSY, SQLITE_LOCKED ->
          new OutboxException(
              Kind.BUSY,
              "The outbox " + file + " is locked by another program; nothing was changed.",
              "Try again; see which program has it open: lsof '" + file + "'",
              failure);
      case SQLITE_CORRUPT, SQLITE_NOTADB -> damaged(failure);
      case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM ->
          broken(
              "you may not write there, or the disk is read-only (" + failure.getMessage() + ")",
              "It and its folder must be yours to write: ls -ld '" + file.file().getParent() + "'",
              failure);
      default -> broken("it cannot be read or written (" + failure.getMessage() + ")", "", failure);
    };
  }

  private static SQLiteErrorCode code(SQLException failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SQLiteException sqlite) {
        return sqlite.getResultCode();
      }
    }
    return SQLiteErrorCode.SQLITE_ERROR;
  }

  /** It is never deleted: whoever wants to can save what is in it. */
  private OutboxException damaged(SQLException failure) {
    Optional<Path> aside;
    try {
      aside = file.moveAside();
    } catch (IOException e) {
      failure.addSuppressed(e);
      return broken("it is damaged, and could not be moved aside (" + e + ")", "", failure);
    }
    if (aside.isEmpty()) {
      return broken("it was damaged, and has been moved aside", "Start anew.", failure);
    }
    return new OutboxException(
        Kind.BROKEN,
        "The outbox "
            + file
            + " is damaged. It was moved aside, as "
            + aside.get()
            + "; nothing of it was deleted, and what it still held is not sent.",
        "Save what can be read: umask 077; sqlite3 '%s' .recover | sqlite3 '%s.saved'"
            .formatted(aside.get(), aside.get()),
        failure);
  }

  private OutboxException broken(String why, String remedy, @Nullable Throwable cause) {
    return new OutboxException(
        Kind.BROKEN, "The outbox " + file + " cannot be used: " + why + ".", remedy, cause);
  }
}
