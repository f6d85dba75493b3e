package dev.posthorn.outbox;

import static dev.posthorn.outbox.Letters.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.outbox.Ledgers.Ledger;
import dev.posthorn.send.SendException.NotSent;
import dev.posthorn.testing.Await;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A worker that is told to stop. */
@ParameterizedClass
@EnumSource
@Timeout(120)
@SuppressWarnings("try") // Workers work, and are only closed.
final class StopTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir Path folder;
  @Parameter Ledgers kind;
  private final RememberingProvider provider = new RememberingProvider();
  private Ledger ledger;
  private Outbox outbox;

  @BeforeEach
  void open() throws Exception {
    ledger = kind.empty(folder);
    outbox = ledger.open();
  }

  @AfterEach
  void close() {
    outbox.close();
  }

  private OutboxWorker worker(Duration grace) {
    return OutboxWorker.of(outbox, provider).grace(grace).start();
  }

  /** Stops a worker on another thread; ends with it. */
  private static Thread closing(OutboxWorker worker) {
    Thread thread = new Thread(worker::close);
    thread.start();
    return thread;
  }

  private EntryState state(String id) throws Exception {
    return outbox.entry(id).state();
  }

  private String picked() throws Exception {
    return ledger.ask("SELECT COUNT(*) FROM posthorn_task WHERE picked");
  }

  @Test
  void anIdleWorkerStopsAtOnceAndTwice() throws Exception {
    OutboxWorker worker = worker(PATIENCE);
    String id = Letters.accept(outbox, "one");
    Await.until(PATIENCE, "the message is sent", () -> state(id) == EntryState.SENT);
    long start = System.nanoTime();
    worker.close();
    worker.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
  }

  @Test
  void whatIsInHandIsFinishedAndNothingMoreIsBegun() throws Exception {
    Gate gate = Gate.at("deliver");
    provider.always = gate;
    String inHand = Letters.accept(outbox, "in hand");
    OutboxWorker worker = OutboxWorker.of(outbox, provider).parallel(1, 1).start();
    gate.awaitArrival();
    String left = Letters.accept(outbox, "left");
    Thread closing = closing(worker);
    Await.until(PATIENCE, "the stop is under way", () -> closing.getState() != Thread.State.NEW);
    Await.until(PATIENCE, "it waits", () -> closing.getState() == Thread.State.TIMED_WAITING);
    gate.open();
    closing.join();
    assertThat(state(inHand)).isEqualTo(EntryState.SENT);
    assertThat(state(left)).isEqualTo(EntryState.ACCEPTED);
    assertThat(picked()).isEqualTo("0");
    assertThat(ledger.ask("SELECT COUNT(*) FROM posthorn_task")).isEqualTo("1");
    provider.always = (call, message) -> {};
    try (OutboxWorker next = worker(PATIENCE)) {
      Await.until(PATIENCE, "the next worker goes on", () -> state(left) == EntryState.SENT);
    }
  }

  @Test
  void whatTakesTooLongIsParkedWithItsHandleAndFinishedByTheNext() throws Exception {
    Gate gate = Gate.interruptibleAt("deliver");
    provider.always = gate;
    String id = Letters.accept(outbox, "once");
    OutboxWorker worker = worker(Duration.ofMillis(200));
    gate.awaitArrival();
    worker.close();
    assertThat(state(id)).isEqualTo(EntryState.WAITING);
    assertThat(ledger.ask("SELECT handle FROM posthorn_entry")).isEqualTo("handle-1");
    assertThat(picked()).isEqualTo("0");
    provider.always = (call, message) -> {};
    try (OutboxWorker next = worker(PATIENCE)) {
      Await.until(PATIENCE, "the next worker asks", () -> state(id) == EntryState.SENT);
    }
    assertThat(provider.delivered()).containsExactly("once");
    assertThat(provider.calls()).containsExactly("begin", "deliver", "resume");
  }

  @Test
  void whatHangsInTheNetworkIsLeftBehindAndResumedByTheNext() throws Exception {
    Gate gate = Gate.at("deliver");
    provider.always = gate;
    String id = Letters.accept(outbox, "once");
    OutboxWorker worker = worker(Duration.ofSeconds(2));
    gate.awaitArrival();
    long start = System.nanoTime();
    worker.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .as("it does not wait for ever")
        .isLessThan(Duration.ofMinutes(1));
    assertThat(state(id)).isEqualTo(EntryState.UPLOADING);
    provider.always = (call, message) -> {};
    try (OutboxWorker next = worker(PATIENCE)) {
      // At once, and not only when the one before counts as dead.
      Duration soon = Duration.ofSeconds(24);
      Await.until(soon, "the next worker resumes", () -> state(id) == EntryState.SENT);
      gate.open();
      Await.until(PATIENCE, "the late one ends", () -> lanes() == 0);
    }
    assertThat(provider.delivered()).containsExactly("once");
    assertThat(state(id)).isEqualTo(EntryState.SENT);
  }

  private static long lanes() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("posthorn-lane"))
        .filter(thread -> thread.getState() == Thread.State.WAITING)
        .filter(StopTest::isAtAGate)
        .count();
  }

  private static boolean isAtAGate(Thread thread) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getClassName().equals(Gate.class.getName())) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aHeldAccountDoesNotDelayTheStop() throws Exception {
    provider.always =
        (call, message) -> {
          throw new NotSent("down", "", Duration.ofHours(1), null);
        };
    String id = Letters.accept(outbox, "one");
    OutboxWorker worker = worker(PATIENCE);
    Await.until(PATIENCE, "the account is held", () -> state(id) == EntryState.WAITING);
    long start = System.nanoTime();
    worker.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
    assertThat(outbox.accounts().get(0).email()).isEqualTo(ANN);
  }
}
