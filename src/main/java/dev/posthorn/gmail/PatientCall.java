package dev.posthorn.gmail;

import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.Patience;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A call that changes nothing, so that what may pass (no answer, 5xx, 429, a 403 that is about
 * rates) is asked again after a while, honouring Retry-After: four attempts and 30 seconds of
 * waiting at most.
 *
 * <p>Thread-safe.
 */
record PatientCall(GmailCall call, Patience patience) {

  /** Makes sense of a success, or throws {@link GmailCall#garbled}. */
  @FunctionalInterface
  interface Reading<T> {
    T read(Answer answer) throws CallException;
  }

  /**
   * Asks until there is an answer that makes sense.
   *
   * @throws GmailException when there is none; of kind INTERRUPTED, with the interrupt flag set
   *     again, when the thread was interrupted between two attempts
   */
  <T> T ask(Supplier<GmailRequest> requests, Reading<T> reading) throws GmailException {
    Duration waited = Duration.ZERO;
    for (int attempts = 1; ; attempts++) {
      try {
        return reading.read(call.call(requests));
      } catch (AuthException e) {
        throw withoutToken(e); // The account has been patient already.
      } catch (CallException e) {
        Optional<Duration> wait = next(attempts, waited, e);
        if (wait.isEmpty()) {
          throw e.verdict().toGmailException(e.getCause());
        }
        pause(wait.get(), e);
        waited = waited.plus(wait.get());
      }
    }
  }

  private Optional<Duration> next(int attempts, Duration waited, CallException e) {
    boolean mayPass =
        e.verdict().kind().isSafeToRepeat()
            // A certificate that is not trusted now will not be in a second.
            && !GmailErrors.isDistrust(e.getCause());
    return mayPass ? patience.next(attempts, waited, e.verdict().retryAfter()) : Optional.empty();
  }

  private void pause(Duration wait, CallException why) throws GmailException {
    try {
      patience.sleep().sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      why.addSuppressed(e);
      throw new GmailException(
          GmailException.Kind.INTERRUPTED,
          why.verdict().message() + " Interrupted before the next attempt.",
          "",
          null,
          why.getCause());
    }
  }

  private static GmailException withoutToken(AuthException e) {
    GmailException.Kind kind =
        switch (e.kind()) {
          case UNREACHABLE, TIMED_OUT -> GmailException.Kind.UNREACHABLE;
          case CONFIGURATION -> GmailException.Kind.CONFIGURATION;
          case TOKEN_FILE -> GmailException.Kind.TOKEN_FILE;
          case SCOPE_MISSING -> GmailException.Kind.SCOPE_MISSING;
          case INTERRUPTED -> GmailException.Kind.INTERRUPTED;
          case NO_CONSENT, CONSENT_REFUSED, CONSENT_ENDED, WRONG_ACCOUNT, SEVERAL_ACCOUNTS ->
              GmailException.Kind.NOT_AUTHORIZED;
          default -> GmailException.Kind.REFUSED;
        };
    return new GmailException(kind, String.valueOf(e.getMessage()), e.remedy(), null, e);
  }
}
