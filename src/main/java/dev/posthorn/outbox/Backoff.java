package dev.posthorn.outbox;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * How long to wait after failures in a row: 1, 2, 4 … seconds up to a longest wait, each shortened
 * at random by up to a half, so that many do not come back at once.
 *
 * @param chance a number from 0 up to 1
 */
record Backoff(DoubleSupplier chance) {
  /** Of one message. */
  static final Duration LONGEST_OF_ENTRY = Duration.ofMinutes(15);

  /** Of an account, whose every message would meet the same. */
  static final Duration LONGEST_OF_ACCOUNT = Duration.ofMinutes(5);

  /** What a server asks for beyond that is taken for a mistake of its own. */
  private static final Duration LONGEST_ASKED = Duration.ofDays(7);

  private static final int MOST_DOUBLINGS = 20;

  /**
   * Decides.
   *
   * @param failures in a row, from 1
   */
  Duration after(int failures, Duration longest) {
    long step = 1000L << Math.min(Math.max(failures - 1, 0), MOST_DOUBLINGS);
    long millis = Math.min(step, longest.toMillis());
    return Duration.ofMillis(millis - (long) (millis * chance.getAsDouble() / 2));
  }

  /** At least as long as the provider asks. */
  static Duration atLeast(Optional<Duration> asked, Duration own) {
    Duration wanted = asked.orElse(Duration.ZERO);
    Duration honoured = wanted.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : wanted;
    return honoured.compareTo(own) > 0 ? honoured : own;
  }
}
