package dev.posthorn.gmail;

import static dev.posthorn.gmail.Verdict.Kind.INPUT;
import static dev.posthorn.gmail.Verdict.Kind.LIMITED;
import static dev.posthorn.gmail.Verdict.Kind.MESSAGE;
import static dev.posthorn.gmail.Verdict.Kind.NOT_AUTHORIZED;
import static dev.posthorn.gmail.Verdict.Kind.OUTCOME_UNKNOWN;
import static dev.posthorn.gmail.Verdict.Kind.PERMISSION;
import static dev.posthorn.gmail.Verdict.Kind.SCOPE_MISSING;
import static dev.posthorn.gmail.Verdict.Kind.TRY_AGAIN;
import static dev.posthorn.gmail.Verdict.Kind.UNAVAILABLE;

import dev.posthorn.auth.AuthException;
import dev.posthorn.send.ServerText;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a failed call means: a pure function of how far the request got and of what came
 * back, asked by every call and changed by none.
 *
 * <p>One rule stands above all: what may have been sent is never called "not sent". So an answer
 * counts as a refusal only when its status says that the request was not carried out (4xx, RFC 9110
 * §15.5); everything else that follows a whole request is {@code OUTCOME_UNKNOWN}. Reasons and
 * texts, some of which are hearsay, only choose among kinds of refusal.
 *
 * @param operation what was asked
 * @param account whose mailbox it was about
 * @param granted the scopes of its consent
 * @param host where Gmail was looked for
 * @see <a href="https://developers.google.com/workspace/gmail/api/guides/handle-errors">Gmail:
 *     resolve errors</a>
 */
record GmailErrors(Operation operation, String account, Set<String> granted, String host) {
  /**
   * A server may refuse a large message while it is still coming in and hang up; the JDK then shows
   * the broken connection and not the answer.
   */
  private static final String AGAIN = "Check the network and try again.";

  private static final String TOO_LARGE =
      " A large message that breaks off each time is too large.";

  /** Judges an answer that is no success. */
  Verdict judge(Progress progress, ErrorAnswer answer, Instant now) {
    int status = answer.status();
    String said = said(answer);
    if (status >= 300 && status < 400) {
      return redirected(progress, status);
    }
    if (status >= 400 && status < 500 && saysNotDone(status)) {
      return refused(answer, said, now);
    }
    Duration wait = RetryAfter.of(answer.retryAfter(), answer.message(), now);
    return withoutAnswer(progress, said, wait);
  }

  /** Judges a success whose body is none: not JSON, without an id, broken off, too long. */
  Verdict garbled(Progress progress, int status) {
    return withoutAnswer(
        progress, host + " answered " + status + ", but nothing that Gmail would say", null);
  }

  /** Judges a call that ended in an exception instead of an answer. */
  Verdict lost(Progress progress, Exception failure) {
    String why = ServerText.clean(String.valueOf(failure.getMessage()));
    if (failure instanceof UnknownHostException) {
      return withoutAnswer(progress, "the host " + host + " is not known", null);
    }
    if (failure instanceof SocketTimeoutException) {
      return withoutAnswer(progress, host + " did not answer in time", null);
    }
    if (failure instanceof ConnectException || failure instanceof NoRouteToHostException) {
      return withoutAnswer(progress, host + " cannot be reached (" + why + ")", null);
    }
    if (failure instanceof SSLException && progress == Progress.NOTHING_SENT) {
      return new Verdict(
          TRY_AGAIN,
          operation.failed(account) + "no secure connection to " + host + " (" + why + ").",
          "Check the clock and the network; when a proxy of your organisation reads the traffic,"
              + " give its certificate with --ca-file.",
          null);
    }
    Verdict broken =
        withoutAnswer(progress, "the connection to " + host + " broke (" + why + ")", null);
    // A server that refuses a large body early hangs up, and its answer is lost to us.
    return operation.sends() && broken.kind() == TRY_AGAIN
        ? new Verdict(TRY_AGAIN, broken.message(), AGAIN + TOO_LARGE, null)
        : broken;
  }

  /** Judges an upload session that is not there, or no longer; it may have been completed first. */
  Verdict gone(Progress progress, int status) {
    String what = host + " answered " + status + ": the upload session is gone";
    return withoutAnswer(progress, what, null).forGood();
  }

  /** A session that lies elsewhere would get the token and the mail. */
  Verdict foreignSession() {
    return verdict(
        UNAVAILABLE,
        host + " began an upload session that is not at its own address; nothing was sent there.",
        "Check --gmail-url.");
  }

  /** Judges an upload that does not get on. */
  Verdict stuck(Progress progress, long received, long total) {
    return withoutAnswer(
        progress, host + " keeps saying that it has " + received + " of " + total + " bytes", null);
  }

  /** The same failure, where an earlier request may have sent the message. */
  Verdict unsettled(Verdict verdict) {
    if (verdict.kind().isUnknown()) {
      return verdict;
    }
    String begin = operation.failed(account);
    String message = verdict.message();
    String why = message.startsWith(begin) ? message.substring(begin.length()) : message;
    Verdict unknown = withoutAnswer(Progress.PERHAPS_SENT, why, null);
    String remedy = (unknown.remedy() + " " + verdict.remedy()).strip();
    return new Verdict(OUTCOME_UNKNOWN, unknown.message(), remedy, null, verdict);
  }

  /** The draft was still there and is gone now; was its sending under way even then? */
  Verdict draftRemoved() {
    String what = "the answer got lost and the draft was still there; the draft was removed";
    return withoutAnswer(Progress.PERHAPS_SENT, what, null).forGood();
  }

  /** The sending was refused, and yet the draft is gone: an earlier try may have sent it. */
  Verdict draftGone(Verdict refusal) {
    String message = refusal.message() + " Yet the draft of it is gone.";
    return unsettled(new Verdict(refusal.kind(), message, "", null)).forGood();
  }

  /** The same failure, with a draft left behind. */
  Verdict draftStays(Verdict verdict) {
    String remedy = verdict.remedy() + " A draft of it may be left in Drafts: delete it there.";
    return new Verdict(verdict.kind(), verdict.message(), remedy.strip(), verdict.retryAfter());
  }

  /** Whether time alone may mend it: a lost connection, or a token that nobody could renew. */
  static boolean mayPass(Exception failure) {
    return failure instanceof AuthException auth
        ? auth.kind() == AuthException.Kind.UNREACHABLE
            || auth.kind() == AuthException.Kind.TIMED_OUT
        : !isDistrust(failure);
  }

  /** Whether a certificate was not believed: time alone does not change that. */
  static boolean isDistrust(@Nullable Throwable failure) {
    boolean tls = failure instanceof SSLException;
    for (Throwable cause = failure; tls && cause != null; cause = cause.getCause()) {
      if (cause instanceof GeneralSecurityException) {
        return true;
      }
    }
    return false;
  }

  /** Judges a failure on our own side, while the message was read. */
  Verdict unreadable(Exception failure) {
    String why = ServerText.clean(String.valueOf(failure.getMessage()));
    String sentence = why.endsWith(".") ? why : why + ".";
    return verdict(INPUT, sentence, "Check the file, then send again.");
  }

  /** The consent is known not to cover the call, so it need not be made. */
  Verdict scopeMissing() {
    return verdict(
        SCOPE_MISSING,
        "the consent of this account does not cover it.",
        operation.login(account, granted));
  }

  /**
   * Some 4xx do not settle whether the request was carried out: 408, when a gateway gave up waiting
   * although the whole request went out, and 499, Google's CANCELLED.
   */
  private static boolean saysNotDone(int status) {
    return status != 408 && status != 499;
  }

  /**
   * No redirect is followed: it would carry the token along. 301, 307 and 308 say that the request
   * was not looked at here (RFC 9110 §15.4); 303, and by old custom 302, follow a POST that was
   * carried out.
   */
  private Verdict redirected(Progress progress, int status) {
    boolean untouched = status == 301 || status == 307 || status == 308;
    String said = host + " answered " + status + " and wants us to go elsewhere";
    if (untouched || progress == Progress.NOTHING_SENT) {
      return verdict(UNAVAILABLE, said + ".", "Check --gmail-url.");
    }
    return withoutAnswer(progress, said, null);
  }

  private Verdict refused(ErrorAnswer answer, String said, Instant now) {
    if (answer.status() == 401) {
      return verdict(
          NOT_AUTHORIZED,
          said + " The access token was refused.",
          operation.login(account, granted));
    }
    if (answer.status() == 413) {
      return verdict(MESSAGE, said, "Make the message smaller: Gmail takes about 25 MB.");
    }
    Fault fault = Fault.of(answer);
    if (answer.status() == 429 && fault != Fault.DAILY) {
      fault = Fault.RATE;
    }
    if (answer.status() == 403 && !answer.whole() && fault == Fault.OTHER) {
      // The reason was lost with the rest of the body; asking again brings it.
      return new Verdict(TRY_AGAIN, operation.failed(account) + said, "Try again.", null);
    }
    return switch (fault) {
      case SCOPE -> verdict(SCOPE_MISSING, said, operation.login(account, granted));
      case API_OFF -> apiOff(answer);
      case DOMAIN_POLICY ->
          verdict(PERMISSION, said, "Ask the administrator of " + account + " to allow it.");
      case DAILY, RATE -> limited(fault, answer, said, now);
      case MAIL_OFF ->
          verdict(
              UNAVAILABLE,
              said,
              "Sign in to Gmail once as "
                  + account
                  + ", or ask its administrator to enable Gmail.");
      case OTHER -> otherwise(answer.status(), said);
    };
  }

  private Verdict otherwise(int status, String said) {
    if (status == 400 && operation.sends()) {
      return verdict(MESSAGE, said, "Correct the message.");
    }
    if (status == 403) {
      return verdict(PERMISSION, said, "Ask the administrator of " + account + " to allow it.");
    }
    return verdict(UNAVAILABLE, said, status == 404 ? operation.notFound() : "");
  }

  /** Own words only, and the link only when it leads to Google's console. */
  private Verdict apiOff(ErrorAnswer answer) {
    String where =
        answer
            .consoleLink()
            .orElse("https://console.cloud.google.com/apis/library/gmail.googleapis.com");
    return verdict(
        UNAVAILABLE,
        "the Gmail API is switched off in the Google Cloud project of credentials.json.",
        "Enable it at " + where + " and wait a few minutes.");
  }

  private Verdict limited(Fault fault, ErrorAnswer answer, String said, Instant now) {
    Duration wait = RetryAfter.of(answer.retryAfter(), answer.message(), now);
    if (wait == null && fault == Fault.DAILY) {
      wait = RetryAfter.untilTomorrow(now);
    }
    String when = wait == null ? "Wait a minute and try again." : RetryAfter.words(wait, now);
    return new Verdict(LIMITED, operation.failed(account) + said, when, wait);
  }

  /** No answer that counts: how far the request got decides. */
  private Verdict withoutAnswer(Progress progress, String what, @Nullable Duration wait) {
    String sentence = what.endsWith(".") ? what : what + ".";
    return switch (progress) {
      case NOTHING_SENT ->
          new Verdict(TRY_AGAIN, operation.failed(account) + sentence, AGAIN, wait);
      case PERHAPS_SENT ->
          new Verdict(
              OUTCOME_UNKNOWN,
              "The message from " + account + " may have been sent: " + sentence,
              "Look into the Sent folder of " + account + " before you send it again.",
              null);
    };
  }

  private Verdict verdict(Verdict.Kind kind, String what, String remedy) {
    return new Verdict(kind, operation.failed(account) + what, remedy, null);
  }

  private String said(ErrorAnswer answer) {
    String text = ServerText.clean(answer.message());
    String stop = text.isEmpty() || text.endsWith(".") ? text : text + ".";
    return host + " answered " + answer.status() + (text.isEmpty() ? "." : ": " + stop);
  }
}
