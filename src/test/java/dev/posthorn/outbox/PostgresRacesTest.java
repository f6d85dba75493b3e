package dev.posthorn.outbox;

import static dev.posthorn.outbox.Letters.ANN;
import static dev.posthorn.outbox.Letters.accept;
import static dev.posthorn.outbox.Letters.mail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.outbox.Ledgers.Ledger;
import dev.posthorn.outbox.OutboxException.Kind;
import dev.posthorn.testing.Await;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Others are at the same row at the same time, as SQLite never has it. */
final class PostgresRacesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir Path folder;
  private Ledger ledger;

  @BeforeEach
  void empty() throws Exception {
    ledger = Ledgers.POSTGRESQL.empty(folder);
  }

  @Test
  void aDeadlockIsNobodysFailure() throws Exception {
    try (Outbox outbox = ledger.open()) {
      outbox.accept(Submission.of("a@example.com", mail("a")).build());
      outbox.accept(Submission.of("b@example.com", mail("b")).build());
      Database shared = outbox.database();
      CyclicBarrier both = new CyclicBarrier(2);
      List<CompletableFuture<Integer>> all = new ArrayList<>();
      for (List<String> order : List.of(List.of("a", "b"), List.of("b", "a"))) {
        all.add(CompletableFuture.supplyAsync(() -> touch(shared, order, both)));
      }
      assertThat(all.get(0).get() + all.get(1).get()).isEqualTo(3); // One of them did it twice.
    }
  }

  private static int touch(Database database, List<String> order, CyclicBarrier both) {
    int[] times = {0};
    try {
      return database.write(
          connection -> {
            times[0]++;
            for (String account : order) {
              Sql.update(
                  connection,
                  "UPDATE posthorn_account SET wakes = wakes + 1 WHERE email = ?",
                  account + "@example.com");
              if (times[0] == 1 && account.equals(order.get(0))) {
                await(both);
              }
            }
            return times[0];
          });
    } catch (OutboxException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(CyclicBarrier both) {
    try {
      both.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** What another transaction does. */
  private interface Change {
    void in(Connection connection) throws SQLException;
  }

  /** Something that another transaction does to the one entry, and commits while we wait. */
  private OutboxException meanwhile(Change change, ThrowingCallable decision) throws Exception {
    try (Connection other = ledger.connect()) {
      other.setAutoCommit(false);
      change.in(other);
      CompletableFuture<OutboxException> outcome =
          CompletableFuture.supplyAsync(
              () -> catchThrowableOfType(OutboxException.class, decision));
      Await.until(
          PATIENCE,
          "the decision waits",
          () ->
              outcome.isDone()
                  || ledger
                      .ask("SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND relation IS NULL")
                      .equals("1"));
      other.commit();
      return outcome.get();
    }
  }

  @Test
  void whatAWorkerTakesInHandMeanwhileIsNotCancelled() throws Exception {
    try (Outbox outbox = ledger.open()) {
      String id = accept(outbox, "raced for");
      OutboxException late =
          meanwhile(
              other ->
                  Sql.update(
                      other,
                      "UPDATE posthorn_entry SET state = 'uploading', handle = 'h', holder = 'w'"),
              () -> outbox.cancel(id));

      assertThat(late).isNotNull();
      assertThat(late.kind()).isEqualTo(Kind.WRONG_STATE);
      assertThat(outbox.entry(id).state()).isEqualTo(EntryState.UPLOADING);
    }
  }

  @Test
  void whatIsRetriedMeanwhileIsNotPurgedNorAreItsBytes() throws Exception {
    try (Outbox outbox = ledger.open()) {
      String id = accept(outbox, "to be kept");
      outbox.cancel(id);
      OutboxException none =
          meanwhile(
              other -> Sql.update(other, "UPDATE posthorn_entry SET state = 'accepted'"),
              () -> outbox.purge(Duration.ZERO));

      assertThat(none).isNull();
      assertThat(outbox.entry(id).state()).isEqualTo(EntryState.ACCEPTED);
      assertThat(Letters.bytes(outbox.message(id))).isNotEmpty();
    }
  }

  @Test
  void whatIsFoundToHaveToWaitForOneThatJustEndsIsNotForgotten() throws Exception {
    try (Outbox outbox = ledger.open()) {
      Submission in = Submission.of(ANN, mail("first").inThread("t")).build();
      outbox.accept(in);
      String second = outbox.accept(Submission.of(ANN, mail("second").inThread("t")).build()).id();
      Claims claims = new Claims(outbox.database(), Limits::of);
      Turn turn = new Turn(ANN, "run", 1); // The version of an execution that nobody picked yet.
      claims.take(turn, Instant.now());
      assertThat(claims.next(turn, Instant.now())).isInstanceOf(Claims.Claimed.class);
      long first = Long.parseLong(ledger.ask("SELECT MIN(seq) FROM posthorn_entry"));
      List<Claims.Next> next = new ArrayList<>();

      meanwhile(
          other -> Closing.end(other, first, EntryState.SENT, Instant.now()),
          () -> next.add(claims.next(turn, Instant.now())));
      if (!(next.get(0) instanceof Claims.Claimed)) {
        next.add(0, claims.next(turn, Instant.now()));
      }
      assertThat(next.get(0))
          .isInstanceOfSatisfying(
              Claims.Claimed.class,
              claimed -> assertThat(claimed.claim().entry().id()).isEqualTo(second));
    }
  }
}
