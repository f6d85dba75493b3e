package dev.posthorn.cli;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.Endpoint;
import dev.posthorn.auth.LoginHint;
import dev.posthorn.auth.Scope;
import dev.posthorn.cli.WayOptions.Via;
import dev.posthorn.gmail.Delivery;
import dev.posthorn.gmail.GmailSender;
import dev.posthorn.message.AttachmentException;
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
 * server takes it. The way is chosen once, before the first byte, and kept whatever comes. For one
 * message.
 */
final class WayOut implements AutoCloseable {
  private final PosthornCommand posthorn;
  private final WayOptions options;
  private final String email;
  private final @Nullable Account account;
  private final ProgressLine progress;
  private @Nullable SmtpSender smtp;

  private WayOut(
      PosthornCommand posthorn, WayOptions options, String email, @Nullable Account account) {
    this.posthorn = posthorn;
    this.options = options;
    this.email = email;
    this.account = account;
    boolean shown = posthorn.terminal().watched() && !posthorn.quiet;
    this.progress = new ProgressLine(posthorn.terminal().err(), Clock.systemUTC(), shown);
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

  /** The command that adds a scope to the account's consent. */
  String loginFor(Scope missing) {
    return account == null
        ? LoginHint.of(email, List.of(), List.of(missing.url()))
        : LoginHint.of(account, missing);
  }

  /**
   * Chooses which way a message goes. Where SMTP is chosen for what the message is, and the API
   * would do, the server is called now, before anything of the message goes; the connection is kept
   * for it.
   */
  WayChoice choose(WireMessage message)
      throws SendException, AuthException, AttachmentException, Stop {
    WayChoice choice = WayChoice.of(options, account, message);
    if (!choice.hasAnotherWay()) {
      return choice;
    }
    Optional<SendException> unmet = sender().reach(WayChoice.REACH);
    if (unmet.isEmpty()) {
      return choice;
    }
    posthorn.explain(unmet.get().getMessage() + " The API is tried instead.");
    return choice.unreached();
  }

  /**
   * Whether Gmail takes a message, by its API or by SMTP: it then has a say in From, and keeps what
   * it sent.
   */
  boolean isThroughGmail(WayChoice choice) throws AuthException {
    return choice.isApi() || isGmailsSmtp();
  }

  /** Only the account's own provider takes its token, and that is Gmail, or the sandbox. */
  private boolean isGmailsSmtp() throws AuthException {
    return !options.smtp.needNoConsent()
        || Endpoint.isGoogle(options.smtp.server(posthorn.terminal()));
  }

  /** Sends, by the way that was chosen. */
  SendReceipt send(WireMessage message, WayChoice choice)
      throws SendException, AuthException, AttachmentException, Stop {
    boolean byApi = choice.isApi();
    if (byApi && choice.beyond()) {
      throw notByApi(
          message.namedBeyondEnvelope(), choice.open().contains(Via.SMTP), email, account);
    }
    if (posthorn.verbose) {
      posthorn.explain(choice.explain(message));
    }
    try (progress) {
      return byApi ? sendByApi(message) : sendBySmtp(message);
    }
  }

  /** What mutt's bounce and a mailing list's copies need; never sent to those named, either. */
  static Stop notByApi(List<String> beyond, boolean smtp, String email, @Nullable Account account) {
    String named =
        beyond.get(0) + (beyond.size() == 1 ? "" : " and " + (beyond.size() - 1) + " more");
    return new Stop(
        ExitCode.DATA,
        "The message names "
            + named
            + " in To or Cc, who is not among those it is to go to; Gmail's API cannot leave them"
            + " out, only SMTP can.",
        smtp
            ? "Leave --via api away."
            : "To have such mail go by SMTP: " + WayChoice.loginForSmtp(email, account));
  }

  private SendReceipt sendByApi(WireMessage message) throws SendException, AuthException, Stop {
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

  private SendReceipt sendBySmtp(WireMessage message) throws SendException, AuthException, Stop {
    try (SmtpSender sender = sender()) {
      posthorn.lastWords().underWay(progress, isGmailsSmtp() ? sentFolder() : log(), false);
      return sender.send(message);
    }
  }

  private SmtpSender sender() throws AuthException, Stop {
    SmtpSender made = smtp;
    if (made == null) {
      made = options.smtp.sender(posthorn, email, account).with(progress);
      smtp = made;
    }
    return made;
  }

  private String sentFolder() {
    return "the Sent folder of " + email;
  }

  /** No other server need keep what it sent; the same words as of {@link SmtpSender}. */
  private String log() throws AuthException {
    URI server = options.smtp.server(posthorn.terminal());
    return "the log of " + server.getHost() + ", or ask a recipient,";
  }

  /** Says QUIT to the SMTP server, if it was called. */
  @Override
  public void close() {
    if (smtp != null) {
      smtp.close();
    }
  }
}
