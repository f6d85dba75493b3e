package dev.posthorn.gmail;

import dev.posthorn.auth.AuthException;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.Refused.Reason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a failed call means for its caller.
 *
 * @param kind what the caller can do
 * @param message what failed and why
 * @param remedy the next step, empty when there is none
 * @param retryAfter how long to wait first; null when nobody said
 * @param obstacle of what is unknown: why it could not be asked just now; null when that is all
 */
record Verdict(
    Kind kind,
    String message,
    String remedy,
    @Nullable Duration retryAfter,
    @Nullable Verdict obstacle) {
  Verdict(Kind kind, String message, String remedy, @Nullable Duration retryAfter) {
    this(kind, message, remedy, retryAfter, null);
  }

  /** What the caller can do. */
  enum Kind {
    /** Not sent: the message must change. */
    MESSAGE,
    /** Not sent: a file that belongs to the message could not be read. */
    INPUT,
    /** Not done: the service refuses for this account or project. */
    UNAVAILABLE,
    /** Not done: an administrator, or Google, forbids it to this account. */
    PERMISSION,
    /** Not done: a new consent is needed. */
    NOT_AUTHORIZED,
    /** Not done: a wider consent is needed. */
    SCOPE_MISSING,
    /** Not done, and safe to try again. */
    TRY_AGAIN,
    /** Not done for a limit of rate or of a day, and safe to try again, later. */
    LIMITED,
    /** Perhaps sent; whoever has a handle may still ask. */
    OUTCOME_UNKNOWN,
    /** Perhaps sent, and what could tell is gone. */
    NEVER_KNOWN;

    /** Surely not done, and repeating it is all that it needs. */
    boolean isSafeToRepeat() {
      return this == TRY_AGAIN || this == LIMITED;
    }

    boolean isUnknown() {
      return this == OUTCOME_UNKNOWN || this == NEVER_KNOWN;
    }

    /** No answer, or none that decides: asking again, where that is safe, may bring one. */
    boolean mayPass() {
      return isSafeToRepeat() || isUnknown();
    }

    /** Nobody is asked without a new consent. */
    boolean isUnauthorized() {
      return this == NOT_AUTHORIZED || this == SCOPE_MISSING;
    }
  }

  /** There is no token to call with, so nothing was done. */
  static Verdict withoutToken(AuthException e) {
    Kind kind =
        switch (e.kind()) {
          case NO_CONSENT,
              CONSENT_REFUSED,
              CONSENT_ENDED,
              SCOPE_MISSING,
              WRONG_ACCOUNT,
              SEVERAL_ACCOUNTS ->
              Kind.NOT_AUTHORIZED;
          case UNREACHABLE, TIMED_OUT, INTERRUPTED -> Kind.TRY_AGAIN;
          case CONFIGURATION, TOKEN_FILE, INPUT, REFUSED -> Kind.UNAVAILABLE;
        };
    return new Verdict(kind, String.valueOf(e.getMessage()), e.remedy(), null);
  }

  /** The same, known to be so since nobody waited for better. */
  Verdict interrupted() {
    return new Verdict(kind, message + " Interrupted before the next attempt.", remedy, retryAfter);
  }

  /** The same, where nobody is left to ask. */
  Verdict forGood() {
    return kind == Kind.OUTCOME_UNKNOWN
        ? new Verdict(Kind.NEVER_KNOWN, message, remedy, retryAfter)
        : this;
  }

  /** The same for who wanted to send, and has nothing to ask by. */
  SendException toSendException(@Nullable Throwable cause) {
    return forGood().toSendExceptionOfHandle(cause);
  }

  /** The same for who wanted to send, and keeps a handle. */
  SendException toSendExceptionOfHandle(@Nullable Throwable cause) {
    return switch (kind) {
      case MESSAGE -> new SendException.Refused(Reason.MESSAGE, message, remedy, cause);
      case INPUT -> new SendException.Refused(Reason.INPUT, message, remedy, cause);
      case UNAVAILABLE -> new SendException.Refused(Reason.UNAVAILABLE, message, remedy, cause);
      case PERMISSION -> new SendException.Refused(Reason.PERMISSION, message, remedy, cause);
      case NOT_AUTHORIZED, SCOPE_MISSING -> new SendException.NotAuthorized(message, remedy, cause);
      case TRY_AGAIN -> new SendException.NotSent(message, remedy, retryAfter, cause);
      case LIMITED ->
          new SendException.NotSent(
              SendException.NotSent.Reason.LIMIT, message, remedy, retryAfter, cause);
      case OUTCOME_UNKNOWN ->
          new SendException.OutcomeUnknown(
              message, remedy, obstacle == null ? null : obstacle.toSendException(cause), cause);
      case NEVER_KNOWN -> new SendException.OutcomeUnknown(message, remedy, false, cause);
    };
  }

  /** The same for who only asked whether a message was sent. */
  SendException toSettlingException(@Nullable Throwable cause) {
    return switch (kind) {
      case TRY_AGAIN, OUTCOME_UNKNOWN ->
          new SendException.NotSent(message, remedy, retryAfter, cause);
      case LIMITED, NOT_AUTHORIZED, SCOPE_MISSING, NEVER_KNOWN -> toSendExceptionOfHandle(cause);
      case MESSAGE, INPUT, UNAVAILABLE, PERMISSION ->
          new SendException.OutcomeUnknown(message, remedy, true, cause);
    };
  }

  /** The same for who wanted something else of Gmail. */
  GmailException toGmailException(@Nullable Throwable cause) {
    GmailException.Kind theirs =
        switch (kind) {
          case MESSAGE, INPUT, UNAVAILABLE -> GmailException.Kind.REFUSED;
          case PERMISSION -> GmailException.Kind.PERMISSION;
          case NOT_AUTHORIZED -> GmailException.Kind.NOT_AUTHORIZED;
          case SCOPE_MISSING -> GmailException.Kind.SCOPE_MISSING;
          case TRY_AGAIN, LIMITED, OUTCOME_UNKNOWN, NEVER_KNOWN -> GmailException.Kind.UNREACHABLE;
        };
    return new GmailException(theirs, message, remedy, retryAfter, cause);
  }
}
