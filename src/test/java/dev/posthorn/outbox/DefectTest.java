package dev.posthorn.outbox;

import static dev.posthorn.outbox.Letters.ANN;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.message.WireMessage;
import dev.posthorn.outbox.Rehearsal.Hand;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.NotSent;
import dev.posthorn.send.SendException.OutcomeUnknown;
import dev.posthorn.send.SendException.Refused;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Ways and listeners that do not do what they should: it concerns one message at most. */
@ParameterizedClass
@EnumSource
final class DefectTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Logger LOG = Logger.getLogger(OutboxWorker.class.getName());

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

  private Instant now() {
    return rehearsal.clock.instant();
  }

  @Test
  void aDefectOfAWayLetsItsMessageWaitAndOthersGo() throws Exception {
    for (String call : List.of("choose", "open", "begin", "deliver")) {
      rehearsal.provider.always =
          (now, message) -> {
            if (now.equals(call) && !message.header("Subject").equals(Optional.of("good"))) {
              throw call.equals("begin")
                  ? new IllegalStateException("planted")
                  : (RuntimeException) sneaky(new StackOverflowError("planted"));
            }
          };
      String bad = rehearsal.accept("bad at " + call);
      rehearsal.run();
      assertThat(rehearsal.entry(bad).state()).as(call).isEqualTo(EntryState.WAITING);
      assertThat(rehearsal.entry(bad).why()).contains("defect").contains("planted");
      assertThat(rehearsal.entry(bad).dueAt()).isAfter(now());
    }
    rehearsal.provider.always = (now, message) -> {};
    rehearsal.pass(HOUR);
    rehearsal.run();
    assertThat(rehearsal.provider.delivered())
        .containsExactlyInAnyOrder(
            "bad at choose", "bad at open", "bad at begin", "bad at deliver");
  }

  private static Throwable sneaky(Error error) {
    throw error;
  }

  @Test
  void aMessageThatTheWayFindsInvalidIsRefused() throws Exception {
    rehearsal.provider.always =
        (call, message) -> {
          if (call.equals("begin")) {
            WireMessage.of("X: names nobody\r\n\r\n".getBytes(US_ASCII));
          }
        };
    String id = rehearsal.accept("bad");
    rehearsal.run();
    assertThat(rehearsal.entry(id).state()).isEqualTo(EntryState.REFUSED);
    assertThat(rehearsal.entry(id).why()).contains("recipient");
  }

  @Test
  void whatMayHaveBeenSentIsNotForgottenWhenTheWayCannotBeOpened() throws Exception {
    rehearsal.provider.after.add((call, message) -> {});
    rehearsal.provider.after.add(
        (call, message) -> {
          throw new OutcomeUnknown("lost", "", true, null);
        });
    String id = rehearsal.accept("once");
    rehearsal.run();
    Map<String, SendException> failures =
        Map.of(
            "unreachable", new NotSent("The network is down.", "", null, null),
            "refused", new Refused(Refused.Reason.MESSAGE, "no", "", null),
            "lost", new OutcomeUnknown("no", "", false, null));
    for (Map.Entry<String, SendException> failure : failures.entrySet()) {
      rehearsal.provider.always =
          (call, message) -> {
            if (call.equals("open")) {
              throw failure.getValue();
            }
          };
      rehearsal.pass(HOUR);
      rehearsal.run();
      assertThat(rehearsal.entry(id).state()).as(failure.getKey()).isEqualTo(EntryState.WAITING);
      rehearsal.outbox.resume(ANN, Optional.empty());
    }
    rehearsal.provider.always = (call, message) -> {};
    rehearsal.pass(HOUR);
    rehearsal.run();
    assertThat(rehearsal.entry(id).state()).isEqualTo(EntryState.SENT);
    assertThat(rehearsal.provider.delivered()).containsExactly("once");
  }

  @Test
  void aListenerThatFailsDoesNotHoldTheWork() throws Exception {
    rehearsal.accept("one");
    Desk desk = rehearsal.desk();
    Desk deaf =
        new Desk(
            desk.ways(),
            desk.limits(),
            desk.clock(),
            desk.backoff(),
            desk.stop(),
            event -> {
              throw new IllegalStateException("planted");
            });
    rehearsal.provider.before.add(
        (call, message) -> {
          throw new NotSent(NotSent.Reason.RECIPIENT, "later", "", HOUR, null);
        });
    String later = rehearsal.accept("two");
    Hand hand = rehearsal.takes(ANN);
    Courier courier = new Courier(rehearsal.outbox.database(), deaf);
    Level before = LOG.getLevel();
    LOG.setLevel(Level.OFF);
    try {
      courier.deliver(hand.claim());
      courier.deliver(hand.claim());
    } finally {
      LOG.setLevel(before);
    }
    assertThat(rehearsal.provider.delivered()).containsExactly("two");
    assertThat(rehearsal.entry(later).state()).isEqualTo(EntryState.SENT);
    assertThat(hand.drain().until()).isEqualTo(now().plus(HOUR));
  }
}
