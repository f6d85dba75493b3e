package dev.posthorn.gmail;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a call to Gmail that sends nothing failed: what and why in {@link #getMessage()}, the next
 * step in {@link #remedy()}. Neither holds a secret, nor a control character of the server's.
 */
public final class GmailException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What kind of thing is wrong, by what a caller can do about it. */
  public enum Kind {
    /** No answer, or one that says: later. The same call may succeed in a while. */
    UNREACHABLE,
    /**
     * Gmail refuses for good: the API is switched off, mail is not enabled, the address is wrong.
     */
    REFUSED,
    /** An administrator, or Google, forbids it to this account. */
    PERMISSION,
    /** There is no consent, or it has ended. */
    NOT_AUTHORIZED,
    /** The consent does not cover this call. */
    SCOPE_MISSING,
    /** credentials.json, or an address in it, is wrong. The cause is an {@code AuthException}. */
    CONFIGURATION,
    /** A token file cannot be read or written. The cause is an {@code AuthException}. */
    TOKEN_FILE,
    /** The thread was interrupted while it waited; its interrupt flag is set again. */
    INTERRUPTED
  }

  private final Kind kind;
  private final String remedy;
  private final @Nullable Duration retryAfter;

  /**
   * Describes a failure.
   *
   * @param kind what a caller can do about it
   * @param message what failed and why, without secrets
   * @param remedy the next step, usually a command; empty when there is none
   * @param retryAfter how long Gmail asks to wait; null when it did not say
   * @param cause the failure below, or null
   */
  public GmailException(
      Kind kind,
      String message,
      String remedy,
      @Nullable Duration retryAfter,
      @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.remedy = remedy;
    this.retryAfter = retryAfter;
  }

  /**
   * What a caller can do about it.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * The next step, usually the exact command.
   *
   * @return the remedy, empty when there is none
   */
  public String remedy() {
    return remedy;
  }

  /**
   * How long Gmail asks to wait before the next attempt.
   *
   * @return the wait, from zero to 24 hours; empty when Gmail did not say
   */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
