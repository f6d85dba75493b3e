package dev.posthorn.outbox;

import static dev.posthorn.outbox.Letters.ANN;
import static dev.posthorn.outbox.Letters.mail;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.outbox.Rehearsal.Hand;
import dev.posthorn.send.SendException.NotSent;
import dev.posthorn.testing.Await;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever calls for an account is heard, at whichever moment. */
@ParameterizedClass
@EnumSource
@Timeout(180)
@SuppressWarnings("try") // Workers work, and are only closed.
final class WakeTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;
  @Parameter Ledgers kind;

  private static String executions(Rehearsal rehearsal) throws Exception {
    return rehearsal.ledger.ask("SELECT COUNT(*) FROM posthorn_task WHERE NOT picked");
  }

  @Test
  void aMessageAcceptedWhileARunEndsIsSeenAtItsEnd() throws Exception {
    try (Rehearsal rehearsal = new Rehearsal(kind.empty(folder))) {
      Instant now = rehearsal.clock.instant();
      Hand hand = rehearsal.takes(ANN);
      Claims.Later later = hand.drain();
      rehearsal.accept("late");
      assertThat(executions(rehearsal)).isEqualTo("0");
      AccountRun.Rest rest = new AccountRun.Rest(later.until(), later.wakes());
      assertThat(hand.claims.release(hand.turn, rest, now)).contains(now);
      assertThat(executions(rehearsal)).isEqualTo("1");
      rehearsal.run();
      assertThat(rehearsal.provider.delivered()).containsExactly("late");
    }
  }

  @Test
  void aRunThatNobodyCalledForLeavesNothingOrItsTime() throws Exception {
    try (Rehearsal rehearsal = new Rehearsal(kind.empty(folder))) {
      Instant now = rehearsal.clock.instant();
      Hand hand = rehearsal.takes(ANN);
      AccountRun.Rest none = new AccountRun.Rest(null, hand.drain().wakes());
      assertThat(hand.claims.release(hand.turn, none, now)).isEmpty();
      assertThat(rehearsal.ledger.ask("SELECT COUNT(*) FROM posthorn_task")).isEqualTo("0");
      rehearsal.accept(ANN, mail("later"), mail -> mail.at(now.plusSeconds(99)));
      Hand next = rehearsal.takes(ANN);
      Claims.Later later = next.drain();
      AccountRun.Rest rest = new AccountRun.Rest(later.until(), later.wakes());
      assertThat(next.claims.release(next.turn, rest, now)).contains(now.plusSeconds(99));
      assertThat(executions(rehearsal)).isEqualTo("1");
    }
  }

  /** The last message in hand ends after the ledger was asked what is next. */
  @Test
  void whatEndsWhileTheRunLooksIsLookedAtAgain() throws Exception {
    Ledgers.Ledger ledger = kind.empty(folder);
    Engine engine = ledger.engine();
    WatchedLedger watched = new WatchedLedger(engine.driver());
    ThreadPoolExecutor lanes = (ThreadPoolExecutor) Executors.newCachedThreadPool();
    try (Rehearsal rehearsal = new Rehearsal(ledger);
        Database database = Database.pooled(watched, engine)) {
      Gate gate = Gate.at("deliver");
      rehearsal.provider.always = gate;
      rehearsal.provider.after.add((call, message) -> {});
      rehearsal.provider.after.add(
          (call, message) -> {
            throw new NotSent(
                NotSent.Reason.RECIPIENT, "greylisted", "", Duration.ofHours(1), null);
          });
      rehearsal.accept("one");
      Turn turn = rehearsal.pick(ANN);
      Claims claims = new Claims(database, email -> rehearsal.limits);
      Courier courier = new Courier(rehearsal.outbox.database(), rehearsal.desk());
      AtomicInteger mine = new AtomicInteger();
      watched.afterTransaction =
          () -> {
            // Taken, one claimed, and now: nothing else is due.
            if (mine.incrementAndGet() == 3) {
              gate.open();
              awaitEnd(lanes);
            }
          };
      Optional<AccountRun.Rest> rest =
          new AccountRun(turn, claims, courier, rehearsal.desk(), lanes, 4).run();
      assertThat(rest.orElseThrow().again())
          .isEqualTo(rehearsal.clock.instant().plus(Duration.ofHours(1)));
    } finally {
      lanes.shutdownNow();
    }
  }

  private static void awaitEnd(ThreadPoolExecutor lanes) {
    try {
      Await.until(PATIENCE, "the message ends", () -> lanes.getCompletedTaskCount() == 1);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void messagesThatComeOneByOneAreAllSentByTwoWorkers() throws Exception {
    Ledgers.Ledger ledger = kind.empty(folder);
    RememberingProvider provider = new RememberingProvider();
    try (Outbox outbox = ledger.open();
        Outbox other = ledger.open();
        OutboxWorker one = OutboxWorker.of(outbox, provider).limits(e -> MUCH).start();
        OutboxWorker two = OutboxWorker.of(other, provider).limits(e -> MUCH).start()) {
      java.util.Random random = new java.util.Random(5);
      for (int i = 0; i < 20; i++) {
        String id = Letters.accept(outbox, "mail " + i);
        int sent = i + 1;
        Await.until(PATIENCE, "message " + i, () -> provider.delivered().size() >= sent);
        // Into the end of the run, wherever it is by then.
        java.util.concurrent.locks.LockSupport.parkNanos(random.nextInt(6_000_000));
        assertThat(outbox.entry(id).state()).isIn(EntryState.SENT, EntryState.UPLOADING);
      }
    }
    assertThat(provider.delivered()).hasSize(20).doesNotHaveDuplicates();
  }

  private static final Limits MUCH = new Limits(10_000_000, 100_000, 100_000, 1_000_000_000);

  @Test
  void aMessageOfWhichNoExecutionKnowsIsFoundByTheNextWorker() throws Exception {
    Ledgers.Ledger ledger = kind.empty(folder);
    RememberingProvider provider = new RememberingProvider();
    try (Outbox outbox = ledger.open()) {
      Letters.accept(outbox, "forgotten");
      ledger.execute("DELETE FROM posthorn_task");
      try (OutboxWorker worker = OutboxWorker.of(outbox, provider).start()) {
        Await.until(PATIENCE, "it is sent", () -> provider.delivered().size() == 1);
      }
    }
  }

  @Test
  void anExecutionOfADeadWorkerWithAFastClockIsTakenOverByTheNextWorker() throws Exception {
    Ledgers.Ledger ledger = kind.empty(folder);
    RememberingProvider provider = new RememberingProvider();
    Clock fast = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
    Engine engine = ledger.engine();
    FaultyLedger faulty =
        new FaultyLedger(engine.driver(), sql -> sql.contains("'uploading', way = "));
    faulty.plan(1, FaultyLedger.Fault.DEAD_AFTER);
    try (Outbox outbox = ledger.open();
        Outbox doomed = Outbox.over(Database.pooled(faulty, engine), fast)) {
      Letters.accept(outbox, "once");
      OutboxWorker dead = OutboxWorker.of(doomed, provider).grace(Duration.ofSeconds(1)).start();
      try {
        Await.until(PATIENCE, "it died", faulty::hasStruck);
        try (OutboxWorker worker =
            OutboxWorker.of(outbox, provider).takeover(Duration.ofSeconds(3)).start()) {
          Await.until(PATIENCE, "it is sent", () -> provider.delivered().size() == 1);
        }
      } finally {
        faulty.bury();
        dead.close();
      }
    }
  }
}
