package dev.posthorn.auth;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How a call that may be repeated waits for better times: up to four attempts, the last of them
 * begun within 30 seconds. Between them lie about 1, 2 and 4 seconds, each shortened at random by
 * up to a half, so that many clients do not come back at once; or what the server asks for in
 * Retry-After (RFC 9110 §10.2.3), when that is longer. One that asks for more than is left gets no
 * further attempt.
 *
 * <p>It decides when to ask again and never whether: a call that must not be repeated has none.
 * Immutable; thread-safe when its two parts are.
 *
 * @param sleep lets time pass
 * @param chance a number from 0 up to 1, for the shortening
 */
public record Patience(Sleep sleep, DoubleSupplier chance) {
  private static final int ATTEMPTS = 4;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Letting time pass; a test notes it, or moves a clock, instead. */
  @FunctionalInterface
  public interface Sleep {
    /**
     * Waits.
     *
     * @param duration how long; zero or less is not at all
     * @throws InterruptedException when the thread is interrupted, before or meanwhile
     */
    void sleep(Duration duration) throws InterruptedException;
  }

  /**
   * Real time and real chance.
   *
   * @return the patience of everything but tests
   */
  public static Patience real() {
    return new Patience(
        duration -> Thread.sleep(Math.max(0, duration.toMillis())),
        () -> ThreadLocalRandom.current().nextDouble());
  }

  /**
   * Decides, without waiting.
   *
   * @param attempts how many attempts were made, from 1
   * @param spent the time that counts against the 30 seconds: all since the first attempt began, or
   *     the waiting alone
   * @param retryAfter what the server asked for, however long; null when it did not
   * @return how long to wait before the next attempt; empty when there is to be none
   */
  public Optional<Duration> next(int attempts, Duration spent, @Nullable Duration retryAfter) {
    if (attempts >= ATTEMPTS) {
      return Optional.empty();
    }
    long millis = 1000L << (attempts - 1);
    Duration wait = Duration.ofMillis(millis - (long) (millis * chance.getAsDouble() / 2));
    if (retryAfter != null && retryAfter.compareTo(wait) > 0) {
      wait = retryAfter;
    }
    // Compared one by one: a hostile Retry-After must not overflow the sum.
    return wait.compareTo(LIMIT) <= 0 && spent.plus(wait).compareTo(LIMIT) <= 0
        ? Optional.of(wait)
        : Optional.empty();
  }
}
