package dev.posthorn.gmail;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How a call that may be repeated waits for better times: up to four attempts, and 30 seconds of
 * waiting in all. The waits are about 1, 2 and 4 seconds, each shortened at random by up to a half,
 * so that many clients do not come back at once; or what the server asks for in Retry-After, when
 * that is longer. One that asks for more than is left gets no further attempt.
 *
 * @param sleep lets time pass
 * @param chance a number from 0 up to 1
 */
record Patience(Sleep sleep, DoubleSupplier chance) {
  static final int ATTEMPTS = 4;
  static final Duration LIMIT = Duration.ofSeconds(30);

  /** Letting time pass; a test notes it instead. */
  @FunctionalInterface
  interface Sleep {
    /** Waits, unless the thread is interrupted before or meanwhile. */
    void sleep(Duration duration) throws InterruptedException;
  }

  /** Real time and real chance. */
  static Patience real() {
    return new Patience(
        duration -> Thread.sleep(duration.toMillis()),
        () -> ThreadLocalRandom.current().nextDouble());
  }

  /**
   * Decides, without waiting.
   *
   * @param attempts how many attempts were made, from 1
   * @param waited how long was waited between them
   * @param retryAfter what the server asked for, at most 24 hours; null when it did not
   * @return how long to wait before the next attempt; empty when there is to be none
   */
  Optional<Duration> next(int attempts, Duration waited, @Nullable Duration retryAfter) {
    if (attempts >= ATTEMPTS) {
      return Optional.empty();
    }
    long millis = 1000L << (attempts - 1);
    Duration wait = Duration.ofMillis(millis - (long) (millis * chance.getAsDouble() / 2));
    if (retryAfter != null && retryAfter.compareTo(wait) > 0) {
      wait = retryAfter;
    }
    return waited.plus(wait).compareTo(LIMIT) <= 0 ? Optional.of(wait) : Optional.empty();
  }
}
