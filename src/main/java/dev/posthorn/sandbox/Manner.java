package dev.posthorn.sandbox;

import java.time.Duration;

/**
 * How an answer goes out.
 *
 * @param kind whole, or broken in one way
 * @param time over which it trickles
 */
record Manner(Kind kind, Duration time) {
  enum Kind {
    WHOLE,
    RESET,
    RESET_IN_BODY,
    SILENT,
    HALF,
    TRICKLE
  }

  static final Manner WHOLE = new Manner(Kind.WHOLE, Duration.ZERO);

  static Manner of(Kind kind) {
    return new Manner(kind, Duration.ZERO);
  }

  static Manner trickle(int millis) {
    return new Manner(Kind.TRICKLE, Duration.ofMillis(millis));
  }

  /** Whether the request is read to its end first. */
  boolean readsBody() {
    return kind != Kind.RESET_IN_BODY;
  }
}
