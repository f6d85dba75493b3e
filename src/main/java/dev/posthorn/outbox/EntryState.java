package dev.posthorn.outbox;

import java.util.Locale;

/**
 * How far a message of the outbox has come.
 *
 * <pre>
 *                ┌───────────── not sent, the handle is of no use ────────────┐
 *                ▼                                                            │
 *  accepted ─▶ opening ─▶ uploading(handle) ─▶ sent(id)                       │
 *   ▲  │         │           │  │  └──▶ refused(reason)  ◀─ opening, expired   │
 *   │  │         └───────────┼──┴────────────────────────▶ waiting(until, why)┘
 *   │  ▼                     │                                │ has a handle:
 *   │ cancelled              └─ nobody can tell ─▶ unknown    └▶ uploading, which asks first
 *   └──────── retry, or settle as not sent ──────────┘
 * </pre>
 *
 * <p>Each step is journalled before what it names is done: {@code opening} before the provider is
 * asked for a handle, {@code uploading} before the first byte of the message goes. So a message
 * that is found in {@code opening} was surely not sent, and one in {@code uploading} is asked for
 * by its handle.
 */
public enum EntryState {
  /** Durable, and not tried yet. */
  ACCEPTED,
  /** A worker asks the provider for a handle; nothing of the message goes. */
  OPENING,
  /** The handle is journalled; the message may be on its way, or through. */
  UPLOADING,
  /** To be tried again, or asked for, at its due time. */
  WAITING,
  /** The provider has it. */
  SENT,
  /** It was not sent and will not be: refused, or expired. */
  REFUSED,
  /** Perhaps sent, and nobody can tell; a person settles it. */
  UNKNOWN,
  /** Taken back before it was sent. */
  CANCELLED;

  /** {@return whether nothing more happens by itself} */
  public boolean isEnded() {
    return switch (this) {
      case SENT, REFUSED, UNKNOWN, CANCELLED -> true;
      case ACCEPTED, OPENING, UPLOADING, WAITING -> false;
    };
  }

  /** {@return the word in the ledger and in JSON, in lower case} */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a word back.
   *
   * @param word what {@link #word()} gave, in any case
   * @return the state
   * @throws IllegalArgumentException when it is none
   */
  public static EntryState of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
