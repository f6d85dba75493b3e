package dev.posthorn.outbox;

import static dev.posthorn.outbox.Letters.ANN;
import static dev.posthorn.outbox.Letters.accept;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.outbox.OutboxException.Kind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

/** A file that is locked or full refuses in words, and goes on when it is free again. */
final class SqliteTroubleTest {
  @TempDir Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();

  private Outbox open(Consumer<SQLiteConfig> tuning) throws Exception {
    SqliteEngine engine = new SqliteEngine(folder.resolve("outbox.db"), tuning);
    Outbox outbox = Outbox.over(Database.of(engine), Clock.systemUTC());
    open.add(outbox);
    return outbox;
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private Connection connect() throws SQLException {
    Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("outbox.db"));
    open.add(other);
    return other;
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static OutboxException failure(ThrowingCallable call) {
    return catchThrowableOfType(OutboxException.class, call);
  }

  @Test
  void aLockedFileIsBusyAndNothingIsThere() throws Exception {
    Outbox outbox = open(config -> config.setBusyTimeout(50));
    Connection other = connect();
    run(other, "BEGIN IMMEDIATE");

    OutboxException busy = failure(() -> accept(outbox, "while locked"));
    assertThat(busy.kind()).isEqualTo(Kind.BUSY);
    assertThat(busy).hasMessageContaining("outbox.db").hasMessageContaining("locked");
    assertThat(failure(() -> accept(outbox, "still")).kind()).isEqualTo(Kind.BUSY);
    outbox.list(Letters.all(), entry -> {}); // Readers read on.

    run(other, "ROLLBACK");
    accept(outbox, "free again");
    assertThat(outbox.workload(java.time.Duration.ZERO).due()).isEqualTo(1);
  }

  /** SQLite's driver begins the next transaction in commit(), where others may be faster. */
  @Test
  void whatWasCalledBusyIsNotThere() throws Exception {
    Outbox outbox = open(config -> config.setBusyTimeout(3));
    Connection rival = connect();
    run(rival, "PRAGMA busy_timeout = 0");
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Void> rivalry = CompletableFuture.runAsync(() -> grab(rival, done));
    List<String> ids = new ArrayList<>();
    int busy = 0;
    try {
      while (ids.size() < 40 || busy < 40) {
        try {
          ids.add(accept(outbox, "m"));
        } catch (OutboxException e) {
          assertThat(e.kind()).isEqualTo(Kind.BUSY);
          busy++;
        }
      }
    } finally {
      done.set(true);
      rivalry.join();
    }
    List<String> there = new ArrayList<>();
    outbox.list(Letters.all(), entry -> there.add(0, entry.id()));
    assertThat(there).isEqualTo(ids);
  }

  /** Takes the file as soon as it is free, and has it for some milliseconds. */
  private static void grab(Connection rival, AtomicBoolean done) {
    while (!done.get()) {
      try {
        run(rival, "BEGIN IMMEDIATE");
        LockSupport.parkNanos(8_000_000);
        run(rival, "ROLLBACK");
        LockSupport.parkNanos(1_000_000);
      } catch (SQLException e) {
        Thread.onSpinWait(); // The outbox has it.
      }
    }
  }

  @Test
  void aFullFileSaysSoAndGoesOnWhenThereIsRoom() throws Exception {
    Outbox small = open(config -> config.setMaxPageCount(100));
    String before = accept(small, "small");
    Submission big = Submission.of(ANN, Letters.ofStoredSize(700_000)).build();

    OutboxException full = failure(() -> small.accept(big));
    assertThat(full.kind()).isEqualTo(Kind.FULL);
    assertThat(full).hasMessageContaining("outbox.db").hasMessageContaining("full");
    assertThat(full.remedy()).isNotEmpty();
    String after = accept(small, "small, too");

    Outbox roomy = open(config -> {});
    List<String> ids = new ArrayList<>();
    roomy.list(Letters.all(), entry -> ids.add(entry.id()));
    assertThat(ids).containsExactly(after, before);
    roomy.accept(big);
  }

  @Test
  void aRefusalLeavesNothingLockedBehind() throws Exception {
    Outbox outbox = open(config -> config.setBusyTimeout(50));
    outbox.accept(Letters.keyed("k", Letters.text("one")));

    assertThat(failure(() -> outbox.accept(Letters.keyed("k", Letters.text("two")))).kind())
        .isEqualTo(Kind.KEY_TAKEN);
    run(connect(), "BEGIN IMMEDIATE");
  }

  @Test
  void whatMayOnlyBeReadSaysWhereToLook() throws Exception {
    open(config -> {});
    Outbox read = open(config -> config.setReadOnly(true));
    OutboxException failure = failure(() -> accept(read, "never"));
    assertThat(failure.kind()).isEqualTo(Kind.BROKEN);
    assertThat(failure).hasMessageContaining("you may not write there");
    assertThat(failure.remedy()).contains("ls -ld '" + folder + "'");
  }
}
