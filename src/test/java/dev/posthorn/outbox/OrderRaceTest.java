package dev.posthorn.outbox;

import static dev.posthorn.outbox.Letters.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.posthorn.outbox.Rehearsal.Hand;
import dev.posthorn.send.DeliveryHandle;
import dev.posthorn.send.SendException.OutcomeUnknown;
import dev.posthorn.send.SendReceipt;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The end of one message and the look at the next, at the same time. */
@ParameterizedClass
@EnumSource
final class OrderRaceTest {
  @TempDir Path folder;
  @Parameter Ledgers kind;
  private Rehearsal rehearsal;

  @BeforeEach
  void open() throws Exception {
    rehearsal = new Rehearsal(kind.empty(folder));
  }

  @AfterEach
  void close() {
    rehearsal.close();
  }

  @Test
  void whoIsPutAsideIsCalledWhenTheOneBeforeEndsAfterTheRun() throws Exception {
    for (String subject : List.of("first", "second")) {
      rehearsal.accept(ANN, Letters.mail(subject).inThread("18c0ffee"), plain -> plain);
    }
    Hand slow = rehearsal.takes(ANN);
    Claim claim = slow.claim();
    assertThat(slow.next()).isInstanceOf(Claims.Later.class);
    Journal journal = new Journal(rehearsal.outbox.database());
    journal.uploading(claim, Way.SESSION, DeliveryHandle.of("handle-x"), rehearsal.clock.instant());
    rehearsal.provider.always =
        (call, message) -> {
          throw new OutcomeUnknown("nobody answers", "", true, null);
        };
    Hand hand = rehearsal.takes(ANN);
    Claims.Later later = hand.drain();
    hand.claims.release(
        hand.turn, new AccountRun.Rest(null, later.wakes()), rehearsal.clock.instant());
    assertThat(executions()).isEqualTo("0");
    journal.sent(
        claim,
        Journal.Proof.of(new SendReceipt("r", "", List.of(), ANN, "api"), ""),
        6_000,
        rehearsal.clock.instant());
    assertThat(executions()).isEqualTo("1");
  }

  private String executions() throws Exception {
    return rehearsal.ledger.ask("SELECT COUNT(*) FROM posthorn_task");
  }

  @Test
  void theEndOfTheFirstAndTheLookAtTheNextDoNotMissEachOther() throws Exception {
    for (String subject : List.of("first", "second")) {
      rehearsal.accept(ANN, Letters.mail(subject).inThread("18c0ffee"), plain -> plain);
    }
    Hand hand = rehearsal.takes(ANN);
    Claim first = hand.claim();
    CountDownLatch ended = new CountDownLatch(1);
    CountDownLatch commit = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<Boolean> end =
          threads.submit(
              () ->
                  rehearsal
                      .outbox
                      .database()
                      .write(
                          connection -> {
                            Closing.end(
                                connection,
                                first.seq(),
                                EntryState.SENT,
                                rehearsal.clock.instant());
                            ended.countDown();
                            return awaits(commit);
                          }));
      assertThat(awaits(ended)).isTrue();
      Future<Claims.Next> look = threads.submit(hand::next);
      // It waits for the end; if it did not, it would put the second aside, and nobody would know.
      assertThatThrownBy(() -> look.get(500, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      commit.countDown();
      assertThat(end.get()).isTrue();
      assertThat(look.get()).isInstanceOf(Claims.Claimed.class);
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean awaits(CountDownLatch latch) {
    try {
      return latch.await(5, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
