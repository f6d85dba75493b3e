package dev.posthorn.smtp;

import dev.posthorn.auth.AuthException;
import dev.posthorn.send.RefusedRecipient;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.Refused.Reason;
import dev.posthorn.send.ServerText;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Puts into words and exceptions why a message did not get its 250: a pure function of how far we
 * got and of what came back.
 *
 * <p>One rule stands above all: what may have been sent is never called "not sent". From the moment
 * the final dot is handed to the network, only a reply of 4xx or 5xx is a no; silence, a broken
 * connection and nonsense leave the outcome unknown.
 *
 * @param account who sends
 * @param host the server
 * @param login what to do about a login that is not taken
 * @param gmail whether the server is Gmail's, which keeps what it sent in the Sent folder
 */
record SmtpReplies(String account, String host, String login, boolean gmail) {
  /** Sending limits count the last 24 hours. */
  static final Duration A_DAY = Duration.ofHours(24);

  /** Every server takes as many in one message (RFC 5321 §4.5.3.1.8), and Gmail no more. */
  private static final int SURELY_TAKEN = 100;

  /** More would fill the screen, and a message holds no list of addresses. */
  private static final int NAMED = 3;

  private static final String LATER = "Wait a minute and try again.";

  private static final String AGAIN = "Check the network and try again.";

  private static final String NOT_MIXED_UP =
      "that smtps:// and smtp:// (STARTTLS) are not mixed up";

  /** Judges a reply that ended the attempt. */
  SendException refused(Stage stage, Reply reply) {
    String said = said(reply);
    return switch (Verdict.of(stage, reply)) {
      case MESSAGE -> refused(Reason.MESSAGE, said, mend(reply));
      case UNAVAILABLE -> refused(Reason.UNAVAILABLE, said, "Check --smtp.");
      case NOT_AUTHORIZED -> new SendException.NotAuthorized(failed(said), login, null);
      case TRY_AGAIN -> new SendException.NotSent(failed(said), LATER, null, null);
      case RATE_LIMIT -> limited(said, LATER, null);
      case DAILY_LIMIT ->
          limited(said, "Try again tomorrow: the limit counts the last 24 hours.", A_DAY);
      case NO_ANSWER -> garbled(stage);
    };
  }

  private SendException limited(String said, String remedy, @Nullable Duration wait) {
    return new SendException.NotSent(
        SendException.NotSent.Reason.LIMIT, failed(said), remedy, wait, null);
  }

  /** Judges a login that was refused, with what the server said of the token. */
  SendException.NotAuthorized refusedLogin(Reply reply, String challenge) {
    String more = challenge.isEmpty() ? "" : " " + challenge;
    return new SendException.NotAuthorized(failed(said(reply) + more), login, null);
  }

  /**
   * Judges a message some of whose recipients were refused, so that nobody gets it. One refusal for
   * good makes the whole message hopeless as it is; a limit of the account is no recipient's fault.
   *
   * @param refusals at least one
   * @param recipients of how many
   */
  SendException refusedRecipients(List<Refusal> refusals, int recipients) {
    for (Refusal refusal : refusals) {
      Verdict verdict = Verdict.of(Stage.RCPT, refusal.reply());
      if (verdict == Verdict.NOT_AUTHORIZED
          || verdict == Verdict.DAILY_LIMIT
          || verdict == Verdict.RATE_LIMIT) {
        return refused(Stage.RCPT, refusal.reply());
      }
    }
    List<RefusedRecipient> all = refusals.stream().map(Refusal::toRefusedRecipient).toList();
    String message = failed(named(refusals));
    boolean tooMany =
        recipients > SURELY_TAKEN
            && refusals.stream().anyMatch(refusal -> isTooMany(refusal.reply()));
    if (tooMany) {
      return new SendException.Refused(
          Reason.MESSAGE, all, message, "Send it to " + SURELY_TAKEN + " at a time.");
    }
    if (refusals.stream().anyMatch(refusal -> refusal.reply().isPermanent())) {
      return new SendException.Refused(
          Reason.MESSAGE, all, message, "Correct or leave out these recipients.");
    }
    return new SendException.NotSent(all, message, "Wait a while and try again.", null);
  }

  /** Judges something that is no SMTP. */
  SendException garbled(Stage stage) {
    return withoutAnswer(
        stage, host + " answered, but nothing that a mail server would say", again(stage), null);
  }

  /** Judges a connection that ended without a failure on our side. */
  SendException hungUp(Stage stage) {
    return withoutAnswer(stage, host + " closed the connection", again(stage), null);
  }

  /** Judges a connection that failed. */
  SendException lost(Stage stage, IOException failure) {
    String why = ServerText.clean(String.valueOf(failure.getMessage()));
    if (failure instanceof UnknownHostException) {
      return withoutAnswer(stage, "the host " + host + " is not known", AGAIN, failure);
    }
    if (isTimeOut(failure)) {
      return withoutAnswer(stage, host + " did not answer in time", again(stage), failure);
    }
    if (failure instanceof ConnectException || failure instanceof NoRouteToHostException) {
      return withoutAnswer(stage, host + " cannot be reached (" + why + ")", AGAIN, failure);
    }
    if (failure instanceof SSLException && stage.compareTo(Stage.STARTTLS) <= 0) {
      String remedy =
          "Check the clock and the network, and "
              + NOT_MIXED_UP
              + "; when a proxy of your organisation reads the traffic, give its certificate with"
              + " --ca-file.";
      return withoutAnswer(
          stage, "no secure connection to " + host + " (" + why + ")", remedy, failure);
    }
    return withoutAnswer(
        stage, "the connection to " + host + " broke (" + why + ")", again(stage), failure);
  }

  /** Judges a failure on our own side, while the message was read. */
  SendException unreadable(Exception failure) {
    String why = ServerText.clean(String.valueOf(failure.getMessage()));
    return new SendException.Refused(
        Reason.INPUT, failed(sentence(why)), "Check the file, then send again.", failure);
  }

  /** The consent is known not to cover SMTP, so the server need not be asked. */
  SendException scopeMissing() {
    return new SendException.NotAuthorized(
        failed(
            "the consent of this account does not cover SMTP. SMTP needs the scope"
                + " https://mail.google.com/; gmail.send alone cannot do it."),
        login,
        null);
  }

  /** There is no token to log in with. */
  SendException withoutToken(AuthException e) {
    String why = String.valueOf(e.getMessage());
    return switch (e.kind()) {
      case NO_CONSENT,
          CONSENT_REFUSED,
          CONSENT_ENDED,
          SCOPE_MISSING,
          WRONG_ACCOUNT,
          SEVERAL_ACCOUNTS ->
          new SendException.NotAuthorized(why, e.remedy(), e);
      case UNREACHABLE, TIMED_OUT, INTERRUPTED ->
          new SendException.NotSent(why, e.remedy(), null, e);
      default -> new SendException.Refused(Reason.UNAVAILABLE, why, e.remedy(), e);
    };
  }

  /** What the caller gave, or what the server offers, does not fit. */
  SendException refused(Reason reason, String why, String remedy) {
    return new SendException.Refused(reason, failed(why), remedy, (Throwable) null);
  }

  private String mend(Reply reply) {
    boolean large =
        reply.code() == 552 || reply.status().equals("5.3.4") || reply.status().equals("5.2.3");
    return large ? "Make the message smaller: Gmail takes about 25 MB." : "Correct the message.";
  }

  /** RFC 5321 §4.5.3.1.10: 452, or by old custom 552; RFC 3463 §3.6: X.5.3. */
  private static boolean isTooMany(Reply reply) {
    return reply.status().endsWith(".5.3");
  }

  private String named(List<Refusal> refusals) {
    String some =
        refusals.stream()
            .limit(NAMED)
            .map(refusal -> refusal.address() + " (" + refusal.reply() + ")")
            .collect(Collectors.joining(", "));
    int more = refusals.size() - NAMED;
    return host
        + " does not take "
        + some
        + (more > 0 ? " and " + more + " more" : "")
        + ". Nobody got the message.";
  }

  /**
   * A server that waits for TLS does not greet, and we wait for its greeting; one that refuses a
   * large message early hangs up, and its answer is lost to us.
   */
  private static String again(Stage stage) {
    return switch (stage) {
      case GREETING -> "Check the network, and " + NOT_MIXED_UP + "; then try again.";
      case DATA -> AGAIN + " A large message that breaks off each time is too large.";
      default -> AGAIN;
    };
  }

  private SendException withoutAnswer(
      Stage stage, String what, String remedy, @Nullable IOException cause) {
    if (stage != Stage.DOT) {
      return new SendException.NotSent(failed(what + "."), remedy, null, cause);
    }
    String look =
        gmail ? "the Sent folder of " + account : "the log of " + host + ", or ask a recipient,";
    return new SendException.OutcomeUnknown(
        "The message from " + account + " may have been sent: " + what + ".",
        "Look into " + look + " before you send it again.",
        cause);
  }

  private static boolean isTimeOut(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketTimeoutException) {
        return true;
      }
    }
    return false;
  }

  private String failed(String why) {
    return "Cannot send from " + account + ": " + why;
  }

  private String said(Reply reply) {
    String codes =
        reply.status().isEmpty() ? "" + reply.code() : reply.code() + " " + reply.status();
    String words = reply.text().isEmpty() ? "" : ": " + reply.text();
    return sentence(host + " answered " + codes + words);
  }

  private static String sentence(String text) {
    return text.endsWith(".") ? text : text + ".";
  }
}
