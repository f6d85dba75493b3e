package dev.posthorn.cli;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.Home;
import dev.posthorn.gmail.Delivery;
import dev.posthorn.gmail.GmailSender;
import dev.posthorn.outbox.Way;
import dev.posthorn.send.ResumableDelivery;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.NotAuthorized;
import dev.posthorn.send.SendException.NotSent;
import dev.posthorn.send.SendException.Refused;
import dev.posthorn.send.SendException.Refused.Reason;
import dev.posthorn.send.UnaskableDelivery;
import dev.posthorn.smtp.SmtpSender;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ways out that were opened for the outbox. A way is kept from message to message, until the
 * account's consent is another one. Thread-safe.
 */
final class OpenedWays implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 2_000;

  private final PosthornCommand posthorn;
  private final Home home;
  private final URI gmailRoot;
  private final SmtpOptions smtp;
  private final Map<Place, Opened> opened = new HashMap<>();
  private final List<SmtpSender> senders = new ArrayList<>();

  OpenedWays(PosthornCommand posthorn, SmtpOptions smtp) throws AuthException, Stop {
    this.posthorn = posthorn;
    this.home = posthorn.home();
    this.gmailRoot = posthorn.gmailRoot();
    this.smtp = smtp;
  }

  private record Place(String account, Way way) {}

  /** A way, and what it stands on where that is SMTP. */
  private record Opened(
      Optional<Consented> by, ResumableDelivery delivery, @Nullable SmtpSender sender) {}

  /** Which consent it was: another one means new tokens and scopes. */
  private record Consented(Set<String> scopes, Optional<Instant> at, String clientId) {
    static Consented of(Account account) {
      return new Consented(account.scopes(), account.consentedAt(), account.clientId());
    }
  }

  /** How an account's messages are delivered by a way. */
  ResumableDelivery delivery(String email, Way way) throws SendException {
    return opened(email, way).delivery();
  }

  /** What an account's messages go through by SMTP. */
  SmtpSender smtp(String email) throws SendException {
    SmtpSender sender = opened(email, Way.SMTP).sender();
    if (sender == null) {
      throw new IllegalStateException("SMTP has a sender.");
    }
    return sender;
  }

  private Opened opened(String email, Way way) throws SendException {
    Account account = stored(email).orElse(null);
    Optional<Consented> by = Optional.ofNullable(account).map(Consented::of);
    Place place = new Place(email, way);
    synchronized (this) {
      Opened kept = opened.get(place);
      if (kept == null || !kept.by().equals(by)) {
        SmtpSender sender = way == Way.SMTP ? smtpSender(email, account) : null;
        kept =
            new Opened(
                by,
                sender == null ? byApi(email, account, way) : UnaskableDelivery.of(sender),
                sender);
        opened.put(place, kept);
      }
      return kept;
    }
  }

  /** Opens the ways of an account anew when they are asked for: another password may help. */
  synchronized void forget(String email) {
    opened.keySet().removeIf(place -> place.account().equals(email));
  }

  /** Says QUIT to the SMTP servers, as far as none of them is busy. */
  @Override
  public void close() {
    Thread quitting =
        new Thread(
            () -> {
              for (SmtpSender sender : made()) {
                sender.close();
              }
            },
            "smtp-quit");
    quitting.setDaemon(true);
    quitting.start();
    try {
      quitting.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized List<SmtpSender> made() {
    return List.copyOf(senders);
  }

  /** A password is that of the account named, if one is. */
  boolean needsNoConsent(String email) {
    boolean isOurs =
        !posthorn.isGiven("--account") || email.equalsIgnoreCase(posthorn.accountOption);
    return smtp.noLogin || (smtp.passwordCommand != null && isOurs);
  }

  /** A consent that is missing or too narrow. */
  static NotAuthorized without(String email, String what, String login) {
    return new NotAuthorized(email + " " + what + ".", "Run: " + login, null);
  }

  private SmtpSender smtpSender(String email, @Nullable Account account) throws SendException {
    if (account == null && !needsNoConsent(email)) {
      throw without(email, "has not consented", "posthorn login --account " + email);
    }
    try {
      SmtpSender sender = smtpOptions(email).sender(posthorn, email, account);
      senders.add(sender);
      return sender;
    } catch (AuthException e) {
      throw translated(e);
    } catch (Stop e) {
      throw stopped(e, email);
    }
  }

  private ResumableDelivery byApi(String email, @Nullable Account account, Way way)
      throws SendException {
    if (account == null) {
      throw without(email, "has not consented", "posthorn login --account " + email);
    }
    try {
      Delivery delivery = way == Way.DRAFT ? Delivery.DRAFT : Delivery.SESSION;
      return GmailSender.of(account, gmailRoot).with(delivery).resumable();
    } catch (AuthException e) {
      throw translated(e);
    }
  }

  /** The account's consent counts where the password is another's. */
  private SmtpOptions smtpOptions(String email) {
    if (needsNoConsent(email)) {
      return smtp;
    }
    SmtpOptions byConsent = new SmtpOptions();
    byConsent.smtp = smtp.smtp;
    return byConsent;
  }

  /** The consent of an account, if it has any. */
  Optional<Account> stored(String email) throws SendException {
    try {
      boolean isStored = home.accounts().stream().anyMatch(email::equalsIgnoreCase);
      return isStored ? Optional.of(home.account(email)) : Optional.empty();
    } catch (AuthException e) {
      throw translated(e);
    }
  }

  private static SendException translated(AuthException e) {
    return switch (e.kind()) {
      case NO_CONSENT, CONSENT_REFUSED, CONSENT_ENDED, SCOPE_MISSING, WRONG_ACCOUNT ->
          new NotAuthorized(text(e), e.remedy(), e);
      case UNREACHABLE, TIMED_OUT, INTERRUPTED -> new NotSent(text(e), e.remedy(), null, e);
      case SEVERAL_ACCOUNTS, CONFIGURATION, TOKEN_FILE, INPUT, REFUSED ->
          new Refused(Reason.UNAVAILABLE, text(e), e.remedy(), e);
    };
  }

  /** The password command does not serve; stopped by Ctrl-C, it may the next time. */
  private static SendException stopped(Stop e, String email) {
    return e.code() == ExitCode.INTERRUPTED
        ? new NotSent("The password command was stopped.", "", null, e)
        : new Refused(
            Reason.UNAVAILABLE,
            text(e),
            e.remedy() + " Then run: posthorn outbox resume --account " + email,
            e);
  }

  private static String text(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
