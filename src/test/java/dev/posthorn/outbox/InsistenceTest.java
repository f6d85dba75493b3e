package dev.posthorn.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.posthorn.outbox.OutboxException.Kind;
import dev.posthorn.outbox.OutboxWorker.Event;
import dev.posthorn.testing.ManualClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class InsistenceTest {
  private final List<Event> events = new ArrayList<>();
  private final StopSignal stop = new StopSignal();
  private final Insistence insistence =
      new Insistence(
          new Desk(
              new RememberingProvider(),
              Limits::of,
              ManualClock.at("2026-03-05T07:08:09Z"),
              new Backoff(() -> 1.999), // Nearly no wait.
              stop,
              events::add));
  private int writes;

  private String failing(int times, Kind kind) throws OutboxException {
    if (++writes <= times) {
      throw new OutboxException(kind, "planted", "", null);
    }
    return "written";
  }

  @Test
  void whatPassesIsWaitedForHoweverLongItTakes() throws Exception {
    assertThat(insistence.<String>write(() -> failing(50, Kind.BUSY))).isEqualTo("written");
    assertThat(events).hasSize(50).allMatch(Event.LedgerFailed.class::isInstance);
  }

  @Test
  void whatDoesNotPassIsGivenUp() {
    assertThatThrownBy(() -> insistence.write(() -> failing(99, Kind.BROKEN)))
        .isInstanceOf(OutboxException.class);
    assertThat(writes).isEqualTo(9);
  }

  @Test
  void whoIsToStopTriesAFewTimesMore() throws Exception {
    stop.set();
    assertThat(insistence.<String>write(() -> failing(3, Kind.BUSY))).isEqualTo("written");
    writes = 0;
    assertThatThrownBy(() -> insistence.write(() -> failing(99, Kind.BUSY)))
        .isInstanceOf(OutboxException.class);
    assertThat(writes).isEqualTo(4);
  }

  @Test
  void aStopEndsAWait() {
    assertThatThrownBy(
            () ->
                insistence.write(
                    () -> {
                      stop.set();
                      return failing(99, Kind.FULL);
                    }))
        .isInstanceOf(OutboxException.class);
  }

  @Test
  void anInterruptionIsKeptForLater() throws Exception {
    Thread.currentThread().interrupt();
    boolean seen = insistence.<Boolean>write(Thread::interrupted);
    assertThat(seen).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }
}
