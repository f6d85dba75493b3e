package dev.posthorn.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.posthorn.outbox.FaultyLedger.Fault;
import dev.posthorn.testing.Await;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.SQLiteDataSource;

/** The faulty database does what its names say: a sweep with it would notice. */
final class FaultyLedgerTest {
  private static final String ONE_ROW = "insert into kept values (1)";
  private static final String TWO_ROWS = "insert into kept values (?); insert into kept values (?)";

  @TempDir private Path folder;
  private DataSource healthy;
  private FaultyLedger faulty;

  @BeforeEach
  void makeATable() throws SQLException {
    SQLiteDataSource sqlite = new SQLiteDataSource();
    sqlite.setUrl("jdbc:sqlite:" + folder.resolve("test.db"));
    healthy = sqlite;
    faulty = new FaultyLedger(healthy, sql -> !sql.contains("ignored"));
    run(healthy, "create table kept (n int)");
    run(healthy, "create table ignored (n int)");
  }

  @Test
  void onlyChangesThatCountAreCounted() throws SQLException {
    run(faulty, ONE_ROW);
    run(faulty, "select * from kept");
    run(faulty, "insert into ignored values (1)");
    insertTwo(faulty);

    assertThat(faulty.written()).containsExactly(ONE_ROW, TWO_ROWS);
  }

  @ParameterizedTest
  @EnumSource
  void theWriteIsDoneOrNotAsTheFaultSays(Fault fault) throws Exception {
    faulty.plan(TWO_ROWS, fault);
    run(faulty, ONE_ROW);
    Thread writer = new Thread(() -> ignoringFailure(() -> insertTwo(faulty)));
    writer.start();
    Await.until(Duration.ofMinutes(5), "the fault", faulty::hasStruck);
    if (fault != Fault.DEAD_BEFORE && fault != Fault.DEAD_AFTER) {
      writer.join();
    }

    run(healthy, "insert into kept values (4)");
    Await.until(Duration.ofMinutes(5), "the rows", () -> count() == (fault.isBefore() ? 2 : 4));
    faulty.bury();
    writer.join();
  }

  @Test
  void afterAFailureItGoesOn() throws SQLException {
    faulty.plan(ONE_ROW, Fault.FAILS_BEFORE);

    assertThatThrownBy(() -> run(faulty, ONE_ROW))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("Planted");
    run(faulty, ONE_ROW);
    assertThat(count()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"GONE_BEFORE", "GONE_AFTER"})
  void onceItIsGoneNothingWorks(Fault fault) throws SQLException {
    faulty.plan(ONE_ROW, fault);
    try (Connection before = faulty.getConnection()) {
      assertThatThrownBy(() -> run(faulty, ONE_ROW)).isInstanceOf(SQLException.class);
      assertThatThrownBy(before::createStatement).isInstanceOf(SQLException.class);
      assertThat(before.isValid(1)).isFalse();
    }
    assertThatThrownBy(faulty::getConnection).isInstanceOf(SQLException.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"DEAD_BEFORE", "DEAD_AFTER"})
  void theDeadComeBackAtTheirBurialOnly(Fault fault) throws Exception {
    faulty.plan(TWO_ROWS, fault);
    Thread dead = new Thread(() -> ignoringFailure(() -> insertTwo(faulty)));
    dead.start();
    Await.until(Duration.ofMinutes(5), "waits", () -> dead.getState() == Thread.State.WAITING);

    faulty.bury();
    dead.join();
  }

  private interface Task {
    void run() throws Exception;
  }

  private static void ignoringFailure(Task task) {
    try {
      task.run();
    } catch (Exception e) {
      assertThat(e).hasMessageContaining("Planted");
    }
  }

  private static void insertTwo(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement insert = connection.prepareStatement("insert into kept values (?)")) {
        for (int i = 2; i < 4; i++) {
          insert.setInt(1, i);
          insert.executeUpdate();
        }
      }
      connection.commit();
    }
  }

  private static void run(DataSource database, String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private int count() throws SQLException {
    try (Connection connection = healthy.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from kept")) {
      return rows.getInt(1);
    }
  }
}
