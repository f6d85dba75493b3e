package dev.posthorn.outbox;

import static dev.posthorn.outbox.Letters.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.outbox.Rehearsal.Hand;
import dev.posthorn.send.SendException.NotSent;
import dev.posthorn.send.SendException.OutcomeUnknown;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is in hand when a worker stops. */
@ParameterizedClass
@EnumSource
final class ParkingTest {
  @TempDir Path folder;
  @Parameter Ledgers kind;
  private Rehearsal rehearsal;
  private String id;

  @BeforeEach
  void open() throws Exception {
    rehearsal = new Rehearsal(kind.empty(folder));
    id = rehearsal.accept("once");
  }

  @AfterEach
  void close() {
    rehearsal.close();
  }

  private Instant now() {
    return rehearsal.clock.instant();
  }

  private String row() throws Exception {
    return rehearsal.ledger.ask(
        "SELECT state || ' ' || COALESCE(handle, '-') || ' ' || COALESCE(way, '-')"
            + " FROM posthorn_entry");
  }

  @Test
  void aWorkerThatIsToStopBeginsNothingMore() throws Exception {
    Hand hand = rehearsal.takes(ANN);
    Claim claim = hand.claim();
    rehearsal.stop();
    hand.deliver(claim);
    assertThat(row()).isEqualTo("waiting - -");
    assertThat(rehearsal.entry(id).dueAt()).isEqualTo(now());
    assertThat(rehearsal.provider.calls()).containsExactly("begin");
  }

  @Test
  void whatBreaksOffWhenAWorkerStopsIsAtOnceTheNextOnes() throws Exception {
    rehearsal.provider.always =
        (call, message) -> {
          if (call.equals("deliver")) {
            rehearsal.stop();
            throw new OutcomeUnknown("interrupted", "", true, null);
          }
        };
    Hand hand = rehearsal.takes(ANN);
    hand.deliver(hand.claim());
    assertThat(row()).isEqualTo("waiting handle-1 SESSION");
    assertThat(rehearsal.entry(id).dueAt()).isEqualTo(now());
    assertThat(rehearsal.account(ANN).heldUntil()).isEmpty();
  }

  @Test
  void aLimitThatIsMetWhileAWorkerStopsIsStillALimit() throws Exception {
    rehearsal.provider.always =
        (call, message) -> {
          if (call.equals("begin")) {
            rehearsal.stop();
            throw new NotSent(NotSent.Reason.LIMIT, "too fast", "", null, null);
          }
        };
    rehearsal.run();
    assertThat(rehearsal.account(ANN).heldUntil()).contains(now().plusSeconds(1));
  }

  @Test
  void anInterruptedThreadStillWritesDownWhatHappened() throws Exception {
    rehearsal.outbox.database().source(); // A pool, which gives interrupted threads nothing.
    rehearsal.provider.always =
        (call, message) -> {
          if (call.equals("deliver")) {
            Thread.currentThread().interrupt();
            throw new OutcomeUnknown("interrupted", "", true, null);
          }
        };
    Hand hand = rehearsal.takes(ANN);
    hand.deliver(hand.claim());
    assertThat(Thread.interrupted()).isTrue();
    assertThat(row()).isEqualTo("waiting handle-1 SESSION");
  }
}
