package dev.posthorn.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.posthorn.outbox.AccountState.By;
import dev.posthorn.outbox.AccountState.Pause;
import dev.posthorn.outbox.Ending.Refuse;
import dev.posthorn.outbox.Ending.Stop;
import dev.posthorn.outbox.Ending.Unknown;
import dev.posthorn.outbox.Ending.Wait;
import dev.posthorn.outbox.Ending.Whose;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.NotAuthorized;
import dev.posthorn.send.SendException.NotSent;
import dev.posthorn.send.SendException.OutcomeUnknown;
import dev.posthorn.send.SendException.Refused;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every failure, of a message with and without a handle, in and out of a thread. */
final class EndingTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Optional<Duration> UNSAID = Optional.empty();
  private static final Stop NO_CONSENT = new Stop(new Pause(By.CONSENT, "why", "do"), false);
  private static final Stop SERVICE = new Stop(new Pause(By.SERVICE, "why", "do"), false);

  /** The failure; what it means when it is new; what it means for one that had a handle. */
  static Stream<Arguments> outOfThreads() {
    return Stream.of(
        arguments(unknown(true), waits(true, Whose.ACCOUNT), waits(true, Whose.ACCOUNT)),
        arguments(unknown(false), new Unknown(), new Unknown()),
        arguments(
            notSent(NotSent.Reason.TROUBLE),
            waits(false, Whose.ACCOUNT),
            waits(false, Whose.ACCOUNT)),
        arguments(
            notSent(NotSent.Reason.LIMIT), waits(false, Whose.PACE), waits(false, Whose.PACE)),
        arguments(
            notSent(NotSent.Reason.RECIPIENT),
            waits(false, Whose.ENTRY),
            waits(false, Whose.ENTRY)),
        arguments(new NotAuthorized("why", "do", null), NO_CONSENT, keeping(NO_CONSENT)),
        arguments(refused(Refused.Reason.MESSAGE), new Refuse(), new Refuse()),
        arguments(
            refused(Refused.Reason.INPUT), waits(false, Whose.ACCOUNT), waits(true, Whose.ACCOUNT)),
        arguments(refused(Refused.Reason.UNAVAILABLE), SERVICE, keeping(SERVICE)),
        arguments(refused(Refused.Reason.PERMISSION), SERVICE, keeping(SERVICE)));
  }

  @ParameterizedTest
  @MethodSource("outOfThreads")
  void whatAFailureMeans(SendException failure, Ending fresh, Ending resumed) {
    assertThat(Ending.of(failure, false, false)).isEqualTo(fresh);
    assertThat(Ending.of(failure, true, false)).isEqualTo(resumed);
  }

  @ParameterizedTest
  @MethodSource("outOfThreads")
  void inAThreadOnlyWhatTheServiceHasNotMayBeTheMessagesFault(
      SendException failure, Ending fresh, Ending resumed) {
    boolean unavailable =
        failure instanceof Refused refused && refused.reason() == Refused.Reason.UNAVAILABLE;
    assertThat(Ending.of(failure, false, true)).isEqualTo(unavailable ? new Refuse() : fresh);
    assertThat(Ending.of(failure, true, true)).isEqualTo(resumed);
  }

  @ParameterizedTest
  @MethodSource("outOfThreads")
  void whatNobodyGotToAskForKeepsItsHandle(SendException failure, Ending fresh, Ending resumed) {
    Ending ending = Ending.unasked(failure);
    assertThat(ending instanceof Stop stop ? stop.askFirst() : ((Wait) ending).askFirst()).isTrue();
    assertThat(ending instanceof Stop)
        .isEqualTo(
            failure instanceof NotAuthorized
                || (failure instanceof Refused refused
                    && (refused.reason() == Refused.Reason.UNAVAILABLE
                        || refused.reason() == Refused.Reason.PERMISSION)));
  }

  @Test
  void whatKeptFromAskingIsMetByOthersToo() {
    SendException limit = new NotSent(NotSent.Reason.LIMIT, "why", "do", HOUR, null);
    SendException consent = new NotAuthorized("why", "do", null);

    assertThat(Ending.of(new OutcomeUnknown("lost", "", limit, null), true, false))
        .isEqualTo(new Wait(true, Optional.of(HOUR), Whose.PACE));
    assertThat(Ending.of(new OutcomeUnknown("lost", "", consent, null), true, false))
        .isEqualTo(keeping(NO_CONSENT));
  }

  @ParameterizedTest
  @MethodSource("outOfThreads")
  void aFileOfOursThatIsMissingIsNoFaultOfAMessageInAThread(SendException failure) {
    if (failure instanceof Refused refused && refused.reason() == Refused.Reason.UNAVAILABLE) {
      SendException own = new Refused(refused.reason(), "why", "do", new IllegalStateException());
      assertThat(Ending.of(own, false, true)).isEqualTo(SERVICE);
    }
  }

  @ParameterizedTest
  @MethodSource("waiting")
  void theProvidersTimeIsHanded(NotSent failure) {
    assertThat(((Wait) Ending.of(failure, false, false)).asked()).contains(HOUR);
    assertThat(((Wait) Ending.unasked(failure)).asked()).contains(HOUR);
  }

  static List<NotSent> waiting() {
    return Stream.of(NotSent.Reason.values())
        .map(reason -> new NotSent(reason, "why", "do", HOUR, null))
        .toList();
  }

  private static OutcomeUnknown unknown(boolean mayBeSettled) {
    return new OutcomeUnknown("why", "do", mayBeSettled, null);
  }

  private static NotSent notSent(NotSent.Reason reason) {
    return new NotSent(reason, "why", "do", null, null);
  }

  private static Refused refused(Refused.Reason reason) {
    return new Refused(reason, "why", "do", null);
  }

  private static Wait waits(boolean askFirst, Whose whose) {
    return new Wait(askFirst, UNSAID, whose);
  }

  private static Stop keeping(Stop stop) {
    return new Stop(stop.pause(), true);
  }
}
