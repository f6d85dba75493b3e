package dev.posthorn.gmail;

import dev.posthorn.auth.Patience;
import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long one holds on to what the server keeps for us, an upload session or a draft, when nothing
 * gets on: seven waits in a row of about 1, 2, 4, 8, 16, 16 and 16 seconds, each shortened at
 * random by up to a half, or what the server asks for in Retry-After when that is longer, a minute
 * at most: who asks for an hour is asked again after a minute, since only asking settles what
 * became of a message.
 *
 * <p>That is longer than {@link Patience}, since giving up here may leave the outcome unknown.
 * Immutable; thread-safe when its two parts are.
 *
 * @param sleep lets time pass
 * @param chance a number from 0 up to 1, for the shortening
 */
record Tenacity(Patience.Sleep sleep, DoubleSupplier chance) {
  private static final int WAITS = 7;
  private static final long LONGEST_STEP_MILLIS = 16_000;

  /** The longest wait before a question. */
  static final Duration LONGEST = Duration.ofMinutes(1);

  /** Real time and real chance. */
  static Tenacity real() {
    Patience patience = Patience.real();
    return new Tenacity(patience.sleep(), patience.chance());
  }

  /**
   * Decides, without waiting.
   *
   * @param setbacks how many there were since something last got on, from 1
   * @param retryAfter what the server asked for; null when it did not
   * @return how long to wait before asking; empty when it is time to give up
   */
  Optional<Duration> next(int setbacks, @Nullable Duration retryAfter) {
    if (setbacks > WAITS) {
      return Optional.empty();
    }
    long millis = Math.min(LONGEST_STEP_MILLIS, 1000L << (setbacks - 1));
    Duration wait = Duration.ofMillis(millis - (long) (millis * chance.getAsDouble() / 2));
    if (retryAfter != null && retryAfter.compareTo(wait) > 0) {
      wait = retryAfter;
    }
    return Optional.of(wait.compareTo(LONGEST) <= 0 ? wait : LONGEST);
  }
}
