package dev.posthorn.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.posthorn.testing.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who waits for a file is written with others, and hears of a failure only if it is his own. */
@Timeout(120)
final class WritersTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int MANY = 6;

  @TempDir Path folder;
  private final CountDownLatch gate = new CountDownLatch(1);
  private WatchedLedger watched;
  private Database database;

  @BeforeEach
  void open() throws Exception {
    SqliteEngine engine = new SqliteEngine(folder.resolve("outbox.db"));
    watched = new WatchedLedger(engine.driver());
    database = Database.pooled(watched, engine);
    database.change(c -> Sql.update(c, "CREATE TABLE written (number INTEGER NOT NULL)"));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private List<Integer> written() throws Exception {
    return database.read(
        c -> Sql.all(c, row -> row.getInt(1), "SELECT number FROM written ORDER BY number"));
  }

  private int write(int number) throws OutboxException {
    return database.write(
        c -> {
          Sql.update(c, "INSERT INTO written VALUES (?)", number);
          return number;
        });
  }

  /** A thread that is at, or before, the place where writers wait. */
  private record Writer(Thread thread, FutureTask<Integer> task) {
    static Writer of(Callable<Integer> work) {
      FutureTask<Integer> task = new FutureTask<>(work);
      Thread thread = new Thread(task);
      thread.start();
      return new Writer(thread, task);
    }

    Writer awaitTurn() throws Exception {
      Await.until(PATIENCE, "it waits", () -> thread.getState() == Thread.State.WAITING);
      return this;
    }
  }

  /** One is writing while the others come. */
  private List<Writer> comeTogether(List<Callable<Integer>> works) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    Writer.of(
        () ->
            database.write(
                c -> {
                  begun.countDown();
                  awaitGate();
                  return 0;
                }));
    begun.await();
    List<Writer> writers = new ArrayList<>();
    for (Callable<Integer> work : works) {
      writers.add(Writer.of(work).awaitTurn());
    }
    return writers;
  }

  private void awaitGate() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private List<Callable<Integer>> many() {
    return IntStream.range(0, MANY)
        .<Callable<Integer>>mapToObj(number -> () -> write(number))
        .toList();
  }

  @Test
  void allWhoWaitAreWrittenInOneTransaction() throws Exception {
    int before = watched.transactions();
    List<Writer> writers = comeTogether(many());
    gate.countDown();
    for (int number = 0; number < MANY; number++) {
      assertThat(writers.get(number).task().get()).isEqualTo(number);
    }
    assertThat(written()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(watched.transactions() - before).isEqualTo(2);
  }

  @Test
  void oneThatFailsTakesNoOtherWithIt() throws Exception {
    List<Callable<Integer>> works = new ArrayList<>(many());
    works.add(
        2,
        () ->
            database.write(
                c -> {
                  Sql.update(c, "INSERT INTO written VALUES (99)");
                  throw new IllegalStateException("mine alone");
                }));
    works.add(4, () -> database.write(c -> Sql.update(c, "INSERT INTO nowhere VALUES (1)")));
    List<Writer> writers = comeTogether(works);
    gate.countDown();
    for (int i = 0; i < works.size(); i++) {
      FutureTask<Integer> task = writers.get(i).task();
      if (i == 2) {
        assertThatThrownBy(task::get).hasRootCauseMessage("mine alone");
      } else if (i == 4) {
        assertThatThrownBy(task::get)
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(OutboxException.class);
      } else {
        task.get();
      }
    }
    assertThat(written()).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void anInterruptedWriterStaysSoAndHarmsNoOther() throws Exception {
    List<Callable<Integer>> works = new ArrayList<>();
    works.add(
        () -> {
          write(0);
          return Thread.currentThread().isInterrupted() ? 1 : 0;
        });
    works.add(
        () ->
            database.write(
                c -> {
                  Sql.update(c, "INSERT INTO written VALUES (1)");
                  return Thread.currentThread().isInterrupted() ? 1 : 0;
                }));
    List<Writer> writers = comeTogether(works);
    writers.get(0).thread().interrupt();
    gate.countDown();
    assertThat(writers.get(0).task().get()).isEqualTo(1);
    assertThat(writers.get(1).task().get()).isZero();
    assertThat(written()).containsExactly(0, 1);
  }
}
