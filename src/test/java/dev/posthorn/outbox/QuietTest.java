package dev.posthorn.outbox;

import static dev.posthorn.outbox.Letters.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.message.WireMessage;
import dev.posthorn.outbox.AccountState.By;
import dev.posthorn.outbox.AccountState.Pause;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.NotSent;
import dev.posthorn.testing.Await;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Waiting costs nothing: while an account cannot go on, the ledger is not written to, and the
 * provider not called. db-scheduler's look at its own table is a read, and no transaction.
 */
@Timeout(60)
@SuppressWarnings("try") // Workers work, and are only closed.
final class QuietTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration A_WHILE = Duration.ofSeconds(3);

  private static final String PICKED = "SELECT COUNT(*) FROM posthorn_task WHERE picked";

  @TempDir Path folder;
  private final RememberingProvider provider = new RememberingProvider();
  private Ledgers.Ledger ledger;
  private WatchedLedger watched;
  private Outbox outbox;

  @BeforeEach
  void open() throws Exception {
    ledger = Ledgers.SQLITE.empty(folder);
    Engine engine = ledger.engine();
    watched = new WatchedLedger(engine.driver());
    outbox = Outbox.over(Database.pooled(watched, engine), Clock.systemUTC());
  }

  @AfterEach
  void close() {
    outbox.close();
  }

  private void accept(int messages) throws Exception {
    for (int i = 0; i < messages; i++) {
      Letters.accept(outbox, "mail " + i);
    }
  }

  private OutboxWorker worker() {
    return OutboxWorker.of(outbox, provider).limits(e -> new Limits(500, 500, 500, 1_000)).start();
  }

  /** How many transactions and calls of the provider there are while nothing can happen. */
  private void assertQuiet() throws Exception {
    Await.until(PATIENCE, "the run ends", () -> ledger.ask(PICKED).equals("0"));
    int calls = provider.calls().size();
    int transactions = watched.transactions();
    Instant end = Instant.now().plus(A_WHILE);
    Await.until(PATIENCE, "the time", () -> Instant.now().isAfter(end));
    assertThat(watched.transactions() - transactions).isLessThan(4);
    assertThat(provider.calls()).hasSize(calls);
  }

  @Test
  void whileTheAccountIsPaused() throws Exception {
    outbox.pause(ANN, new Pause(By.PERSON, "", ""));
    accept(20);
    try (OutboxWorker worker = worker()) {
      Await.until(PATIENCE, "it was looked at", () -> watched.transactions() > 24);
      assertQuiet();
    }
    assertThat(provider.calls()).isEmpty();
  }

  @Test
  void whileTheAccountIsHeld() throws Exception {
    provider.always = failing(Duration.ofHours(1));
    accept(20);
    try (OutboxWorker worker = worker()) {
      Await.until(PATIENCE, "it is held", () -> outbox.accounts().get(0).heldUntil().isPresent());
      assertQuiet();
    }
    assertThat(provider.calls().size()).isLessThanOrEqualTo(4);
  }

  private static RememberingProvider.Trouble failing(Duration retryAfter) {
    return new RememberingProvider.Trouble() {
      @Override
      public void strike(String call, WireMessage message) throws SendException {
        throw new NotSent("The network is down.", "", retryAfter, null);
      }
    };
  }

  @Test
  void whileThePaceWaits() throws Exception {
    accept(20);
    try (OutboxWorker worker = worker()) {
      Await.until(PATIENCE, "the pace is used up", () -> provider.delivered().size() == 5);
      assertQuiet();
    }
  }

  @Test
  void whileAConversationWaitsForItsFirst() throws Exception {
    provider.always = new FirstFails();
    for (int i = 0; i < 20; i++) {
      WireMessage message = Letters.mail("patch " + i).inThread("18c0ffee");
      outbox.accept(Submission.of(ANN, message).build());
    }
    try (OutboxWorker worker = worker()) {
      Await.until(PATIENCE, "the first waits", () -> !provider.calls().isEmpty());
      assertQuiet();
    }
    assertThat(provider.calls()).hasSize(1);
  }

  private static final class FirstFails implements RememberingProvider.Trouble {
    @Override
    public void strike(String call, WireMessage message) throws SendException {
      if (call.equals("begin")) {
        throw new NotSent(NotSent.Reason.RECIPIENT, "greylisted", "", Duration.ofHours(1), null);
      }
    }
  }

  @Test
  void whileNetworkTroubleLasts() throws Exception {
    provider.always =
        (call, message) -> {
          throw new NotSent("The network is down.", "", null, null);
        };
    accept(20);
    try (OutboxWorker worker = worker()) {
      Instant end = Instant.now().plus(Duration.ofSeconds(6));
      Await.until(PATIENCE, "the time", () -> Instant.now().isAfter(end));
    }
    // Holds of about 1, 2 and 4 seconds, and up to four messages at once between them.
    assertThat(watched.transactions()).isLessThan(20 + 80);
  }
}
