package dev.posthorn.outbox;

import dev.posthorn.outbox.AccountState.By;
import dev.posthorn.outbox.AccountState.Pause;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.NotAuthorized;
import dev.posthorn.send.SendException.NotSent;
import dev.posthorn.send.SendException.OutcomeUnknown;
import dev.posthorn.send.SendException.Refused;
import java.time.Duration;
import java.util.Optional;

/**
 * What a failed delivery means for its message and its account: a pure function, asked each time
 * and changed by nothing.
 */
sealed interface Ending {
  /** It was not sent, and will not be. */
  record Refuse() implements Ending {}

  /** Perhaps sent, and nobody can tell. */
  record Unknown() implements Ending {}

  /**
   * The account stops, and the message waits for it.
   *
   * @param askFirst whether its handle is kept
   */
  record Stop(Pause pause, boolean askFirst) implements Ending {}

  /**
   * The message waits.
   *
   * @param askFirst whether its handle is kept
   * @param asked how long the provider wants us to wait
   * @param whose what waits beside the message
   */
  record Wait(boolean askFirst, Optional<Duration> asked, Whose whose) implements Ending {}

  /** Whom a failure concerns. */
  enum Whose {
    /** The message alone. */
    ENTRY,
    /** Any message of the account would have met it. */
    ACCOUNT,
    /** The account went too fast. */
    PACE
  }

  /**
   * Decides.
   *
   * @param resumed whether it had a handle before this attempt, so that the failure may be older
   *     than anything that was asked now
   * @param inThread whether the message names a thread of the mailbox, which may not be there
   */
  static Ending of(SendException failure, boolean resumed, boolean inThread) {
    if (failure instanceof OutcomeUnknown unknown) {
      return unknown.mayBeSettled()
          ? unknown.obstacle().map(Ending::unasked).orElse(AGAIN)
          : new Unknown();
    }
    if (failure instanceof NotSent notSent) {
      Whose whose =
          switch (notSent.reason()) {
            case TROUBLE -> Whose.ACCOUNT;
            case LIMIT -> Whose.PACE;
            case RECIPIENT -> Whose.ENTRY;
          };
      return new Wait(false, notSent.retryAfter(), whose);
    }
    if (failure instanceof NotAuthorized) {
      return new Stop(pause(By.CONSENT, failure), resumed);
    }
    Refused refused = (Refused) failure;
    return switch (refused.reason()) {
      case MESSAGE -> new Refuse();
      // The bytes are in the ledger: that it cannot be read at the moment is no fault of theirs.
      case INPUT -> new Wait(resumed, Optional.empty(), Whose.ACCOUNT);
      case UNAVAILABLE ->
          inThread && !resumed && refused.getCause() == null
              ? new Refuse()
              : new Stop(pause(By.SERVICE, failure), resumed);
      case PERMISSION -> new Stop(pause(By.SERVICE, failure), resumed);
    };
  }

  /** Nobody said anything: it is asked for again. */
  Wait AGAIN = new Wait(true, Optional.empty(), Whose.ACCOUNT);

  /**
   * Decides for a message with a handle that nobody got to ask for, since the way could not be
   * opened or used: whatever the reason, it may have been sent before.
   */
  static Ending unasked(SendException failure) {
    if (failure instanceof NotAuthorized) {
      return new Stop(pause(By.CONSENT, failure), true);
    }
    if (failure instanceof Refused refused
        && (refused.reason() == Refused.Reason.UNAVAILABLE
            || refused.reason() == Refused.Reason.PERMISSION)) {
      return new Stop(pause(By.SERVICE, failure), true);
    }
    if (failure instanceof NotSent notSent) {
      boolean limited = notSent.reason() == NotSent.Reason.LIMIT;
      return new Wait(true, notSent.retryAfter(), limited ? Whose.PACE : Whose.ACCOUNT);
    }
    return AGAIN;
  }

  private static Pause pause(By by, SendException failure) {
    return new Pause(by, String.valueOf(failure.getMessage()), failure.remedy());
  }
}
