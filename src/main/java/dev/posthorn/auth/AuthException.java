package dev.posthorn.auth;

import org.jspecify.annotations.Nullable;

/**
 * Consent, a credentials file or a token file that does not serve: what failed and why in {@link
 * #getMessage()}, the next step in {@link #remedy()}. Neither ever holds a secret.
 */
public final class AuthException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What kind of thing is wrong, by what a caller can do about it. */
  public enum Kind {
    /** Nobody consented yet for this account. */
    NO_CONSENT,
    /** The person, or an administrator, said no. */
    CONSENT_REFUSED,
    /** The consent ended: revoked, expired, or the password changed ({@code invalid_grant}). */
    CONSENT_ENDED,
    /** The consent does not cover what is asked. */
    SCOPE_MISSING,
    /** Another account consented than the one that was asked for. */
    WRONG_ACCOUNT,
    /** Several accounts are stored and none was named. */
    SEVERAL_ACCOUNTS,
    /** The credentials file, an address or the client itself is wrong. */
    CONFIGURATION,
    /** A token file cannot be read or written. */
    TOKEN_FILE,
    /** A file that is to be imported is missing, or is none. */
    INPUT,
    /** No answer, or one that says: later. Nothing is wrong with the consent. */
    UNREACHABLE,
    /** The authorisation server refuses for good. */
    REFUSED,
    /** The person did not answer in time. */
    TIMED_OUT,
    /** The thread was interrupted while it waited; its interrupt flag is set again. */
    INTERRUPTED
  }

  private final Kind kind;
  private final String remedy;

  /**
   * Describes a failure.
   *
   * @param kind what a caller can do about it
   * @param message what failed and why, without secrets
   * @param remedy the next step, usually a command; empty when there is none
   */
  public AuthException(Kind kind, String message, String remedy) {
    this(kind, message, remedy, null);
  }

  /**
   * Describes a failure that another one caused.
   *
   * @param kind what a caller can do about it
   * @param message what failed and why, without secrets
   * @param remedy the next step, usually a command; empty when there is none
   * @param cause the failure below
   */
  public AuthException(Kind kind, String message, String remedy, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.remedy = remedy;
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
}
