package dev.posthorn.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

final class PostgresTest {
  @Test
  void eachTestGetsAnEmptyDatabaseOfTheOneServer() throws Exception {
    Postgres.Database one = Postgres.shared().database();
    Postgres.Database other = Postgres.shared().database();
    execute(one, "create table kept (n int)");

    assertThatThrownBy(() -> ask(other, "select count(*) from kept"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("kept");
    assertThat(other.url().replaceFirst("[^/]+$", ""))
        .isEqualTo(one.url().replaceFirst("[^/]+$", ""));
  }

  @Test
  void nobodyEntersWithoutThePassword() throws Exception {
    Postgres.Database database = Postgres.shared().database();

    assertThatThrownBy(() -> DriverManager.getConnection(database.url(), database.user(), "wrong"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password");
    assertThat(ask(database, "show password_encryption")).isEqualTo("scram-sha-256");
    assertThat(ask(database, "show fsync")).isEqualTo("on");
  }

  @Test
  void whatWasCommittedIsThereAfterAStopAndAfterAKill() throws Exception {
    try (Postgres server = Postgres.start()) {
      Postgres.Database database = server.database();
      execute(database, "create table kept (n int)");
      try (Connection open = database.connect()) {
        execute(database, "insert into kept values (1)");
        server.stop();
        assertThat(open.isValid(1)).isFalse();
      }
      assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);

      server.restart();
      execute(database, "insert into kept values (2)");
      server.kill();
      assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);

      server.restart();
      assertThat(ask(database, "select count(*) from kept")).isEqualTo("2");
    }
  }

  private static void execute(Postgres.Database database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(Postgres.Database database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(sql)) {
      answer.next();
      return answer.getString(1);
    }
  }
}
