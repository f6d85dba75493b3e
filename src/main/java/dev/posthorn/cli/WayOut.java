package dev.posthorn.cli;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.Endpoint;
import dev.posthorn.cli.WayOptions.Via;
import dev.posthorn.gmail.Delivery;
import dev.posthorn.gmail.GmailSender;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendReceipt;
import dev.posthorn.smtp.SmtpSender;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From the options to a sent message: which account sends, and whether Gmail's API or an SMTP
 * server takes it. The way is chosen once, before the first byte, and kept whatever comes.
 */
final class WayOut {
  private final PosthornCommand posthorn;
  private final WayOptions options;
  private final String email;
  private final @Nullable Account account;

  private WayOut(
      PosthornCommand posthorn, WayOptions options, String email, @Nullable Account account) {
    this.posthorn = posthorn;
    this.options = options;
    this.email = email;
    this.account = account;
  }

  /**
   * Finds the account: {@code --account}, else the first of the preferred ones that is stored, else
   * the default or the only one.
   *
   * @param preferred bare addresses that may be accounts of ours
   */
  static WayOut open(PosthornCommand posthorn, WayOptions options, List<String> preferred)
      throws AuthException, Stop {
    Sender sender = Sender.find(posthorn, preferred, !options.smtp.needNoConsent());
    Account account = sender.account();
    if (account != null && (options.asked() == Via.SMTP || posthorn.isGmailByTls())) {
      account.trust().warmUp(); // While the message is read and composed.
    }
    return new WayOut(posthorn, options, sender.email(), account);
  }

  /** The address of the account that sends. */
  String email() {
    return email;
  }

  /** The account's consent; empty when only its password is known. */
  Optional<Account> account() {
    return Optional.ofNullable(account);
  }

  /** Which way a message goes. */
  WayChoice choice(WireMessage message) {
    return WayChoice.of(options, account, message);
  }

  /**
   * Whether Gmail takes a message, by its API or by SMTP: it then has a say in From, and keeps what
   * it sent.
   */
  boolean isThroughGmail(WireMessage message) throws AuthException {
    return choice(message).isApi() || isGmailsSmtp();
  }

  /** Only the account's own provider takes its token, and that is Gmail, or the sandbox. */
  private boolean isGmailsSmtp() throws AuthException {
    return !options.smtp.needNoConsent()
        || Endpoint.isGoogle(options.smtp.server(posthorn.terminal()));
  }

  /** Sends, by the one way that is chosen now. */
  SendReceipt send(WireMessage message) throws SendException, AuthException, Stop {
    WayChoice choice = choice(message);
    boolean byApi = choice.isApi();
    if (byApi && choice.beyond()) {
      throw notByApi(message.namedBeyondEnvelope(), choice.open().contains(Via.SMTP), email);
    }
    posthorn.explain("message: " + message.size() + " bytes, by " + (byApi ? "the API" : "SMTP"));
    try (ProgressLine line = progress()) {
      return byApi ? sendByApi(message, line) : sendBySmtp(message, line);
    }
  }

  /** The cure of a missing scope; the same words as of {@link SmtpSender}. */
  static String loginForSmtp(String email) {
    return "posthorn login --account " + email + " --scopes send,labels,smtp";
  }

  /** What mutt's bounce and a mailing list's copies need; never sent to those named, either. */
  static Stop notByApi(List<String> beyond, boolean smtp, String email) {
    String named =
        beyond.get(0) + (beyond.size() == 1 ? "" : " and " + (beyond.size() - 1) + " more");
    return new Stop(
        ExitCode.DATA,
        "The message names "
            + named
            + " in To or Cc, who is not among those it is to go to; Gmail's API cannot leave them"
            + " out, only SMTP can.",
        smtp ? "Leave --via api away." : "To have such mail go by SMTP: " + loginForSmtp(email));
  }

  private ProgressLine progress() {
    boolean shown = posthorn.terminal().watched() && !posthorn.quiet;
    return new ProgressLine(posthorn.terminal().err(), Clock.systemUTC(), shown);
  }

  private SendReceipt sendByApi(WireMessage message, ProgressLine progress)
      throws SendException, AuthException, Stop {
    if (account == null) {
      throw new Stop(
          ExitCode.NO_PERMISSION,
          email + " has not consented; with a password alone only SMTP is possible.",
          "Run: posthorn login --account " + email);
    }
    GmailSender sender =
        GmailSender.of(account, posthorn.gmailRoot()).with(options.delivery).with(progress);
    if (options.chunkSize > 0) {
      sender = sender.withChunks(options.chunkSize);
    }
    posthorn.lastWords().underWay(progress, sentFolder(), options.delivery == Delivery.DRAFT);
    return sender.send(message);
  }

  private SendReceipt sendBySmtp(WireMessage message, ProgressLine progress)
      throws SendException, AuthException, Stop {
    try (SmtpSender sender = options.smtp.sender(posthorn, email, account).with(progress)) {
      posthorn.lastWords().underWay(progress, isGmailsSmtp() ? sentFolder() : log(), false);
      return sender.send(message);
    }
  }

  private String sentFolder() {
    return "the Sent folder of " + email;
  }

  /** No other server need keep what it sent; the same words as of {@link SmtpSender}. */
  private String log() throws AuthException {
    URI server = options.smtp.server(posthorn.terminal());
    return "the log of " + server.getHost() + ", or ask a recipient,";
  }
}
