package dev.posthorn.message;

import java.util.List;

/**
 * How urgent the writer finds a message. Readers' programs show it, if they care to.
 *
 * <p>It goes out as {@code Importance} (RFC 2156 §5.3.4), which Outlook and Exchange read, and as
 * {@code X-Priority}, which most others do.
 */
public enum Priority {
  /** Urgent: {@code Importance: high}, {@code X-Priority: 1}. */
  HIGH,
  /** As any other: nothing is written. */
  NORMAL,
  /** Can wait: {@code Importance: low}, {@code X-Priority: 5}. */
  LOW;

  /** The fields that say so. */
  List<Header> headers() {
    return switch (this) {
      case HIGH -> List.of(new Header("Importance", "high"), new Header("X-Priority", "1"));
      case NORMAL -> List.of();
      case LOW -> List.of(new Header("Importance", "low"), new Header("X-Priority", "5"));
    };
  }
}
