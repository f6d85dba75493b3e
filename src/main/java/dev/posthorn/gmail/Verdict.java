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
 */
record Verdict(Kind kind, String message, String remedy, @Nullable Duration retryAfter) {

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
    /** Perhaps sent. */
    OUTCOME_UNKNOWN;

    /** No answer, or none that decides: asking again, where that is safe, may bring one. */
    boolean mayPass() {
      return this == TRY_AGAIN || this == OUTCOME_UNKNOWN;
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

  /** The same for who wanted to send. */
  SendException toSendException(@Nullable Throwable cause) {
    return switch (kind) {
      case MESSAGE -> new SendException.Refused(Reason.MESSAGE, message, remedy, cause);
      case INPUT -> new SendException.Refused(Reason.INPUT, message, remedy, cause);
      case UNAVAILABLE -> new SendException.Refused(Reason.UNAVAILABLE, message, remedy, cause);
      case PERMISSION -> new SendException.Refused(Reason.PERMISSION, message, remedy, cause);
      case NOT_AUTHORIZED, SCOPE_MISSING -> new SendException.NotAuthorized(message, remedy, cause);
      case TRY_AGAIN -> new SendException.NotSent(message, remedy, retryAfter, cause);
      case OUTCOME_UNKNOWN -> new SendException.OutcomeUnknown(message, remedy, cause);
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
          case TRY_AGAIN, OUTCOME_UNKNOWN -> GmailException.Kind.UNREACHABLE;
        };
    return new GmailException(theirs, message, remedy, retryAfter, cause);
  }
}
