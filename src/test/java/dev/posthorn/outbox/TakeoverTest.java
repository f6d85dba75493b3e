package dev.posthorn.outbox;

import static dev.posthorn.outbox.Letters.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.outbox.Ledgers.Ledger;
import dev.posthorn.send.SendException.NotSent;
import dev.posthorn.testing.Await;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A worker that stands still for so long that it is taken for dead, as a process that was stopped
 * or a machine that slept; and then comes back.
 */
@ParameterizedClass
@EnumSource
@Timeout(120)
@SuppressWarnings("try") // Workers work, and are only closed.
final class TakeoverTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration TAKEOVER = Duration.ofSeconds(3);

  @TempDir Path folder;
  @Parameter Ledgers kind;

  /** One provider, as two workers see it. */
  private final RememberingProvider provider = new RememberingProvider();

  private Ledger ledger;
  private Outbox outbox;
  private WatchedLedger watched;
  private Outbox standing;

  @BeforeEach
  void open() throws Exception {
    ledger = kind.empty(folder);
    outbox = ledger.open();
    Engine engine = ledger.engine();
    watched = new WatchedLedger(engine.driver());
    standing = Outbox.over(Database.pooled(watched, engine), Clock.systemUTC());
  }

  @AfterEach
  void close() {
    watched.thaw();
    standing.close();
    outbox.close();
  }

  private OutboxWorker worker(Outbox of) {
    return OutboxWorker.of(of, provider)
        .takeover(TAKEOVER)
        .parallel(2, 1)
        .grace(Duration.ofSeconds(2))
        .start();
  }

  private EntryState state(String id) throws Exception {
    return outbox.entry(id).state();
  }

  /** A worker stands still at a call, with a message in hand. */
  private OutboxWorker freezeAt(Gate gate) throws Exception {
    provider.always = gate;
    OutboxWorker worker = worker(standing);
    gate.awaitArrival();
    watched.freeze();
    provider.always = (call, message) -> {};
    return worker;
  }

  @ParameterizedTest
  @ValueSource(strings = {"begin", "deliver"})
  void itsWorkIsTakenOverInTimeAndItSendsNothingTwice(String where) throws Exception {
    String id = Letters.accept(outbox, "once");
    Gate gate = Gate.at(where);
    try (OutboxWorker slow = freezeAt(gate);
        OutboxWorker other = worker(outbox)) {
      long start = System.nanoTime();
      Await.until(PATIENCE, "it is taken over", () -> state(id) == EntryState.SENT);
      Duration taken = Duration.ofNanos(System.nanoTime() - start);
      // Before the takeover that is usual, on a machine that has other things to do, too.
      assertThat(taken).isLessThan(Duration.ofSeconds(24));
      watched.thaw();
      gate.open();
      String next = Letters.accept(outbox, "next");
      Await.until(PATIENCE, "both go on", () -> state(next) == EntryState.SENT);
    }
    assertThat(provider.delivered()).containsExactly("once", "next");
    assertThat(state(id)).isEqualTo(EntryState.SENT);
  }

  @Test
  void withSmtpItIsUnknownUntilTheLateReceiptAndNeverSentTwice() throws Exception {
    provider.way = Way.SMTP;
    String id = Letters.accept(outbox, "once");
    Gate gate = Gate.at("deliver");
    try (OutboxWorker slow = freezeAt(gate);
        OutboxWorker other = worker(outbox)) {
      Await.until(PATIENCE, "nobody can tell", () -> state(id) == EntryState.UNKNOWN);
      assertThat(provider.delivered()).isEmpty();
      watched.thaw();
      gate.open();
      Await.until(PATIENCE, "the receipt is written", () -> state(id) == EntryState.SENT);
    }
    assertThat(provider.delivered()).containsExactly("once");
    assertThat(provider.calls()).containsExactly("begin", "deliver", "resume");
  }

  @Test
  void withSmtpNothingOfOneThatHadNotBegunIsUnknown() throws Exception {
    provider.way = Way.SMTP;
    String id = Letters.accept(outbox, "once");
    Gate gate = Gate.at("begin");
    try (OutboxWorker slow = freezeAt(gate);
        OutboxWorker other = worker(outbox)) {
      Await.until(PATIENCE, "the other one sends it", () -> state(id) == EntryState.SENT);
      watched.thaw();
      gate.open();
    }
    assertThat(provider.delivered()).containsExactly("once");
  }

  @Test
  void aLateFailureOfOneWhoLostTheAccountHoldsNobody() throws Exception {
    String id = Letters.accept(outbox, "once");
    Gate gate = Gate.at("deliver");
    provider.after.add((call, message) -> {});
    try (OutboxWorker slow = freezeAt(gate);
        OutboxWorker other = worker(outbox)) {
      Await.until(PATIENCE, "it is taken over", () -> state(id) == EntryState.SENT);
      provider.after.add(
          (call, message) -> {
            throw new NotSent(NotSent.Reason.LIMIT, "late", "", Duration.ofHours(1), null);
          });
      watched.thaw();
      gate.open();
      Await.until(PATIENCE, "the late failure", provider.after::isEmpty);
    }
    assertThat(state(id)).isEqualTo(EntryState.SENT);
    assertThat(outbox.accounts()).allMatch(account -> account.heldUntil().isEmpty());
    assertThat(outbox.accounts().get(0).email()).isEqualTo(ANN);
  }

  @Test
  void aDeadWorkerIsTakenOver() throws Exception {
    String id = Letters.accept(outbox, "once");
    Engine engine = ledger.engine();
    FaultyLedger faulty =
        new FaultyLedger(engine.driver(), sql -> sql.contains("'uploading', way = "));
    faulty.plan(1, FaultyLedger.Fault.DEAD_AFTER);
    Outbox doomed = Outbox.over(Database.pooled(faulty, engine), Clock.systemUTC());
    OutboxWorker dead = worker(doomed);
    try (OutboxWorker other = worker(outbox)) {
      Await.until(PATIENCE, "one died", () -> faulty.hasStruck() || state(id) == EntryState.SENT);
      Await.until(PATIENCE, "it is sent", () -> state(id) == EntryState.SENT);
    } finally {
      faulty.bury();
      dead.close();
      doomed.close();
    }
    assertThat(provider.delivered()).containsExactly("once");
  }
}
