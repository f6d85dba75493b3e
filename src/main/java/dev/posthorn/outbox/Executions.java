package dev.posthorn.outbox;

import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.Waiter;
import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.SqliteJdbcCustomization;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.Task;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** db-scheduler, set up for the ledger's table and clock. */
final class Executions extends SchedulerBuilder {
  private static final Duration POLLING = Duration.ofMillis(500);

  /** What is left between the heartbeats that count as missed, the look for them, and the pick. */
  private static final int BEATS_IN_A_TAKEOVER = 7;

  private static final int MISSED_BEATS = 4;

  /**
   * Settings of one.
   *
   * @param takeover how soon an execution of a dead worker is picked by another
   */
  Executions(
      Database database, Task<?> task, Clock clock, Duration takeover, ExecutorService threads) {
    super(database.source(), List.of(task));
    executorService(threads);
    tableName(Wakes.TABLE);
    clock(clock::instant);
    pollingInterval(POLLING);
    heartbeatInterval(takeover.dividedBy(BEATS_IN_A_TAKEOVER));
    missedHeartbeatsLimit(MISSED_BEATS);
    enableImmediateExecution();
    serializer(new NoData());
    schedulerName(new SchedulerName.Fixed("posthorn-" + UUID.randomUUID()));
    // Said here, since a database that does not answer at the start would be taken for another one.
    jdbcCustomization(customization(database.engine()));
  }

  private static JdbcCustomization customization(Engine engine) {
    return engine.isFile() ? new Milliseconds() : new PostgreSqlJdbcCustomization(false, false);
  }

  /** Its own looks at the clock while it waits, and would wait for hours after one was set back. */
  @Override
  protected Waiter buildWaiter() {
    Instant start = Instant.now();
    long origin = System.nanoTime();
    return new Waiter(POLLING, () -> start.plusNanos(System.nanoTime() - origin));
  }

  /** Its own shares a calendar among all threads, whose times then change places. */
  private static final class Milliseconds extends SqliteJdbcCustomization {
    @Override
    public void setInstant(PreparedStatement statement, int index, @Nullable Instant value)
        throws SQLException {
      statement.setTimestamp(index, value == null ? null : Timestamp.from(value));
    }

    @Override
    public @Nullable Instant getInstant(ResultSet row, String column) throws SQLException {
      Timestamp time = row.getTimestamp(column);
      return time == null ? null : time.toInstant();
    }
  }

  /** There is no data to keep: what is found in the table is never read as Java objects. */
  private static final class NoData implements Serializer {
    @Override
    public byte[] serialize(Object data) {
      return new byte[0];
    }

    @Override
    public <T> T deserialize(Class<T> type, byte[] data) {
      throw new IllegalStateException("An execution of the outbox has no data.");
    }
  }
}
