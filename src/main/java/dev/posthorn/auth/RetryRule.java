package dev.posthorn.auth;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When to ask again after an answer that says "later" (or none): up to four attempts, the last of
 * them begun within 30 seconds; between them about 1, 2 and 4 seconds, each shortened at random by
 * up to a half so that many clients do not come back at once; and what the server asks for in
 * Retry-After (RFC 9110 §10.2.3) when that is longer. One that asks for more than the time left
 * gets no further attempt.
 */
final class RetryRule {
  static final int ATTEMPTS = 4;
  static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration FIRST = Duration.ofSeconds(1);

  private RetryRule() {}

  /**
   * Decides, without waiting.
   *
   * @param attempts how many attempts were made, from 1
   * @param spent the time since the first began
   * @param retryAfter what the server asked for, or null
   * @param chance a number from 0 up to 1
   * @return how long to wait before the next attempt, or empty when there is none
   */
  static Optional<Duration> next(
      int attempts, Duration spent, @Nullable Duration retryAfter, double chance) {
    if (attempts >= ATTEMPTS) {
      return Optional.empty();
    }
    long millis = FIRST.toMillis() << (attempts - 1);
    Duration wait = Duration.ofMillis(millis - (long) (millis * chance / 2));
    if (retryAfter != null && retryAfter.compareTo(wait) > 0) {
      wait = retryAfter;
    }
    // Compared one by one: a hostile Retry-After must not overflow the sum.
    return wait.compareTo(LIMIT) <= 0 && spent.plus(wait).compareTo(LIMIT) <= 0
        ? Optional.of(wait)
        : Optional.empty();
  }
}
