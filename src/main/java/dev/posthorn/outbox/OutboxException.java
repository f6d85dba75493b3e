package dev.posthorn.outbox;

import org.jspecify.annotations.Nullable;

/**
 * The outbox could not do what it was asked, and did none of it, but for {@link Kind#UNCERTAIN}.
 * {@link #getMessage()} says what failed and why, {@link #remedy()} what to do next; neither holds
 * a secret.
 */
public final class OutboxException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What the caller can do. */
  public enum Kind {
    /** Try again: the database is locked, or cannot be reached. */
    BUSY,
    /** Look before trying again: the database went away before it said whether it did it. */
    UNCERTAIN,
    /** Make room: the disk, or the database, is full. */
    FULL,
    /** Look after the file: it is damaged (and was moved aside), or must not be read or written. */
    BROKEN,
    /** Use a newer Posthorn: the ledger's schema is newer than this one. */
    NEWER,
    /** Correct a setting: the address of the database, the password. */
    CONFIGURATION,
    /** Choose another key: this one belongs to other content. */
    KEY_TAKEN,
    /** Name another entry: there is none of that id. */
    NO_SUCH_ENTRY,
    /** Nothing: the entry's state does not allow it. */
    WRONG_STATE
  }

  private final Kind kind;
  private final String remedy;

  /**
   * Describes a failure.
   *
   * @param kind what the caller can do
   * @param message what failed and why
   * @param remedy the next step; empty when there is none
   * @param cause the failure below, or null
   */
  public OutboxException(Kind kind, String message, String remedy, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.remedy = remedy;
  }

  /** {@return what the caller can do} */
  public Kind kind() {
    return kind;
  }

  /** {@return the next step, usually a command to type; empty when there is none} */
  public String remedy() {
    return remedy;
  }
}
