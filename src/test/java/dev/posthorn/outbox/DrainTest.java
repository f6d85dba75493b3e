package dev.posthorn.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.outbox.Ledgers.Ledger;
import dev.posthorn.outbox.OutboxWorker.Event;
import dev.posthorn.send.SendException.NotSent;
import dev.posthorn.send.SendException.OutcomeUnknown;
import dev.posthorn.testing.Await;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Many messages, more than one worker, each message once. */
@ParameterizedClass
@EnumSource
@Timeout(300)
@SuppressWarnings("try") // Workers work, and are only closed.
final class DrainTest {
  private static final Limits MUCH = new Limits(10_000_000, 100_000, 100_000, 1_000_000_000);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String TASKS = "SELECT COUNT(*) FROM posthorn_task";

  @TempDir Path folder;
  @Parameter Ledgers kind;
  private final RememberingProvider provider = new RememberingProvider();
  private final Queue<Event> events = new ConcurrentLinkedQueue<>();

  private OutboxWorker worker(Outbox outbox) {
    return OutboxWorker.of(outbox, provider).limits(account -> MUCH).listener(events::add).start();
  }

  private static List<String> accept(Outbox outbox, int messages, int accounts) throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      String account = "a" + i % accounts + "@example.com";
      ids.add(outbox.accept(Submission.of(account, Letters.mail("m" + i)).build()).id());
    }
    return ids;
  }

  private void awaitAllSent(Outbox outbox, int messages) throws Exception {
    Await.until(PATIENCE, "all are sent", () -> provider.delivered().size() >= messages);
    Await.until(PATIENCE, "nothing is due", () -> outbox.workload(Duration.ofDays(1)).due() == 0);
  }

  @Test
  void fiveHundredMessagesOfTwentyAccountsByTwoWorkers(TestReporter reporter) throws Exception {
    Ledger ledger = kind.empty(folder);
    try (Outbox one = ledger.open();
        Outbox two = ledger.open()) {
      List<String> ids = accept(one, 500, 20);
      long start = System.nanoTime();
      try (OutboxWorker first = worker(one);
          OutboxWorker second = worker(two)) {
        awaitAllSent(one, 500);
        // Whoever is stopped in the middle leaves the rest to the next.
        Await.until(PATIENCE, "all runs end", () -> ledger.ask(TASKS).equals("0"));
      }
      reporter.publishEntry(
          kind + ": 500 messages in " + (System.nanoTime() - start) / 1_000_000 + " ms");
      for (String id : ids) {
        assertThat(one.entry(id).state()).isEqualTo(EntryState.SENT);
        assertThat(one.entry(id).attempts()).isEqualTo(1);
      }
    }
    assertThat(provider.delivered()).hasSize(500).doesNotHaveDuplicates();
    assertThat(events).noneMatch(Event.LedgerFailed.class::isInstance);
  }

  @Test
  void aFlakyProviderLosesNothingAndDeliversNothingTwice() throws Exception {
    Ledger ledger = kind.empty(folder);
    Random random = new Random(3);
    provider.always =
        (call, message) -> {
          int fate;
          synchronized (random) {
            fate = random.nextInt(25);
          }
          if (fate == 0 && !call.equals("open")) {
            throw new NotSent(NotSent.Reason.RECIPIENT, "later", "", null, null);
          } else if (fate == 1 && (call.equals("deliver") || call.equals("resume"))) {
            throw new OutcomeUnknown("lost", "", true, null);
          } else if (fate == 2) {
            throw new IllegalStateException("planted");
          }
        };
    try (Outbox one = ledger.open();
        Outbox two = ledger.open()) {
      accept(one, 60, 6);
      try (OutboxWorker first = worker(one);
          OutboxWorker second = worker(two)) {
        awaitAllSent(one, 60);
      }
      assertThat(one.workload(Duration.ZERO).unknown()).isZero();
    }
    assertThat(provider.delivered()).hasSize(60).doesNotHaveDuplicates();
  }

  /** A system clock that somebody sets. */
  private static final class SetClock extends Clock {
    final AtomicReference<Duration> off;
    private final ZoneId zone;

    SetClock() {
      this(new AtomicReference<>(Duration.ZERO), ZoneOffset.UTC);
    }

    private SetClock(AtomicReference<Duration> off, ZoneId zone) {
      this.off = off;
      this.zone = zone;
    }

    @Override
    public Instant instant() {
      return Instant.now().plus(off.get());
    }

    @Override
    public ZoneId getZone() {
      return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
      return new SetClock(off, other);
    }
  }

  @Test
  void clocksThatJumpLoseNothingAndDeliverNothingTwice() throws Exception {
    Ledger ledger = kind.empty(folder);
    SetClock clock = new SetClock();
    SetClock other = new SetClock();
    try (Outbox one = ledger.open(clock);
        Outbox two = ledger.open(other)) {
      try (OutboxWorker first = worker(one);
          OutboxWorker second = worker(two)) {
        for (long hours : new long[] {1, -1, 0, 2, 0, -2, 0}) {
          clock.off.set(Duration.ofHours(hours));
          accept(two, 15, 5);
          other.off.set(Duration.ofHours(-hours));
          accept(two, 15, 5);
        }
        clock.off.set(Duration.ofHours(3));
        other.off.set(Duration.ofHours(3));
        awaitAllSent(one, 210);
      }
      assertThat(one.workload(Duration.ZERO).unknown()).isZero();
    }
    assertThat(provider.delivered()).hasSize(210);
  }

  @Test
  void aClockThatIsSetBackDoesNotStopAWorkerThatWaits() throws Exception {
    Ledger ledger = kind.empty(folder);
    SetClock clock = new SetClock();
    try (Outbox outbox = ledger.open(clock);
        OutboxWorker worker = worker(outbox)) {
      accept(outbox, 1, 1);
      awaitAllSent(outbox, 1);
      clock.off.set(Duration.ofHours(-1));
      outbox.accept(Submission.of("b@example.com", Letters.mail("after")).build());
      Await.until(
          Duration.ofMinutes(5), "it is sent", () -> provider.delivered().contains("after"));
    }
  }

  @Test
  void anAccountWithALongBacklogLeavesTheOthersTheirTurn() throws Exception {
    Ledger ledger = kind.empty(folder);
    try (Outbox outbox = ledger.open()) {
      accept(outbox, 350, 1);
      Submission.Builder small = Submission.of("small@example.com", Letters.mail("small"));
      outbox.accept(small.build());
      try (OutboxWorker worker =
          OutboxWorker.of(outbox, provider).limits(e -> MUCH).parallel(1, 2).start()) {
        awaitAllSent(outbox, 351);
      }
    }
    assertThat(provider.delivered().indexOf("small")).isBetween(0, 110);
  }

  @Test
  void aLongUploadDoesNotKeepTheAccountsOthersWaiting() throws Exception {
    Ledger ledger = kind.empty(folder);
    Gate gate = Gate.at("deliver");
    provider.always =
        (call, message) -> {
          if (message.header("Subject").orElse("").equals("m0")) {
            gate.strike(call, message);
          }
        };
    try (Outbox outbox = ledger.open()) {
      accept(outbox, 250, 1);
      try (OutboxWorker worker =
          OutboxWorker.of(outbox, provider).limits(e -> MUCH).parallel(1, 2).start()) {
        Await.until(PATIENCE, "all others", () -> provider.delivered().size() == 249);
        gate.open();
        awaitAllSent(outbox, 250);
      }
    }
  }
}
