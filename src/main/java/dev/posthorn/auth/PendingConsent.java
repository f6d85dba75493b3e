package dev.posthorn.auth;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One question to a person, answered at most once, by whichever way the answer comes first: the
 * browser's callback or a pasted address.
 *
 * <p>Thread-safe. Its state is random, compared in constant time, and good for one answer.
 */
final class PendingConsent {
  private final Secret state;
  private final CompletableFuture<Callback> answer = new CompletableFuture<>();

  private PendingConsent(Secret state) {
    this.state = state;
  }

  static PendingConsent create(SecureRandom random) {
    return new PendingConsent(Pkce.randomText(random));
  }

  Secret state() {
    return state;
  }

  /**
   * Offers a redirect's query as the answer.
   *
   * @return what it is: {@link Callback.Invalid} when it was not taken, and the wait goes on
   */
  Callback offer(@Nullable String rawQuery) {
    Callback callback = Callback.parse(rawQuery, state);
    if (callback instanceof Callback.Invalid || answer.complete(callback)) {
      return callback;
    }
    return new Callback.Invalid("This login was answered already, or has ended.");
  }

  /**
   * Waits for the answer.
   *
   * @return the code
   * @throws AuthException CONSENT_REFUSED and others of {@link AuthorizationErrors} when the answer
   *     is no; TIMED_OUT; INTERRUPTED, the thread's interrupt flag set again, or when withdrawn
   */
  Secret await(Duration timeout) throws AuthException {
    try {
      Callback callback = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (callback instanceof Callback.Code code) {
        return code.value();
      }
      throw AuthorizationErrors.of(((Callback.Denied) callback).error());
    } catch (TimeoutException e) {
      throw timedOut(timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted();
    } catch (CancellationException e) {
      throw interrupted();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Nothing completes this answer with an exception.", e);
    }
  }

  /** Ends the wait without an answer; too late when there is one. */
  void withdraw() {
    answer.cancel(false);
  }

  private static AuthException timedOut(Duration timeout) {
    String length =
        timeout.toSeconds() >= 120
            ? timeout.toMinutes() + " minutes"
            : Math.max(1, timeout.toSeconds()) + " s";
    return new AuthException(
        AuthException.Kind.TIMED_OUT,
        "Google's page was not answered within " + length + ".",
        "If the browser showed an error page of Google's, its words name what to correct."
            + " Run: posthorn login --timeout 15m (it waits longer)");
  }

  private static AuthException interrupted() {
    return new AuthException(
        AuthException.Kind.INTERRUPTED,
        "The login was stopped before Google's page was answered.",
        "Run: posthorn login");
  }
}
