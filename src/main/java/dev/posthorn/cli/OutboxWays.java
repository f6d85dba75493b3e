package dev.posthorn.cli;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.Home;
import dev.posthorn.gmail.Delivery;
import dev.posthorn.gmail.GmailSender;
import dev.posthorn.gmail.Operation;
import dev.posthorn.message.WireMessage;
import dev.posthorn.outbox.OutboxEntry;
import dev.posthorn.outbox.Way;
import dev.posthorn.outbox.Ways;
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
 * The ways out of the accounts in the home. A way is kept from message to message, until the
 * account's consent is another one. Thread-safe.
 */
final class OutboxWays implements Ways, AutoCloseable {
  private static final long PATIENCE_MILLIS = 2_000;

  private final PosthornCommand posthorn;
  private final Home home;
  private final URI gmailRoot;
  private final SmtpOptions smtp;
  private final boolean smtpMeant;
  private final Map<Place, Opened> opened = new HashMap<>();
  private final List<SmtpSender> senders = new ArrayList<>();

  private record Place(String account, Way way) {}

  private record Opened(Optional<Consented> by, ResumableDelivery delivery) {}

  /** Which consent it was: another one means new tokens and scopes. */
  private record Consented(Set<String> scopes, Optional<Instant> at, String clientId) {
    static Consented of(Account account) {
      return new Consented(account.scopes(), account.consentedAt(), account.clientId());
    }
  }

  /**
   * Ways as the command line wants them.
   *
   * @param smtpMeant whether SMTP is meant for what asks for no way itself
   */
  OutboxWays(PosthornCommand posthorn, SmtpOptions smtp, boolean smtpMeant)
      throws AuthException, Stop {
    this.posthorn = posthorn;
    this.home = posthorn.home();
    this.gmailRoot = posthorn.gmailRoot();
    this.smtp = smtp;
    this.smtpMeant = smtpMeant;
  }

  @Override
  public Way choose(OutboxEntry entry, WireMessage message) throws SendException {
    String email = entry.account();
    Account account = stored(email).orElse(null);
    OutboxEntry.Via via = entry.options().via();
    List<String> beyond = message.namedBeyondEnvelope();
    Set<WayOptions.Via> open = WayChoice.open(account, needsNoConsent(email));
    WayChoice choice = new WayChoice(asked(via), open, !beyond.isEmpty());
    if (account == null && !open.contains(WayOptions.Via.SMTP)) {
      throw without(email, "has not consented", "posthorn login --account " + email);
    }
    if (!choice.isApi()) {
      requireSmtp(email, open);
      return Way.SMTP;
    }
    requireApi(email, account, via);
    if (choice.beyond()) {
      Stop refused = WayOut.notByApi(beyond, open.contains(WayOptions.Via.SMTP), email);
      throw new Refused(Reason.MESSAGE, text(refused), refused.remedy(), refused);
    }
    return via == OutboxEntry.Via.DRAFT ? Way.DRAFT : Way.SESSION;
  }

  @Override
  public ResumableDelivery open(String email, Way way) throws SendException {
    Account account = stored(email).orElse(null);
    Optional<Consented> by = Optional.ofNullable(account).map(Consented::of);
    Place place = new Place(email, way);
    synchronized (this) {
      Opened kept = opened.get(place);
      if (kept == null || !kept.by().equals(by)) {
        kept = new Opened(by, delivery(email, account, way));
        opened.put(place, kept);
      }
      return kept.delivery();
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

  private WayOptions.Via asked(OutboxEntry.Via via) {
    return switch (via) {
      case AUTO -> smtpMeant ? WayOptions.Via.SMTP : WayOptions.Via.AUTO;
      case API, DRAFT -> WayOptions.Via.API;
      case SMTP -> WayOptions.Via.SMTP;
    };
  }

  /** A password is that of the account named, if one is. */
  private boolean needsNoConsent(String email) {
    boolean isOurs =
        !posthorn.isGiven("--account") || email.equalsIgnoreCase(posthorn.accountOption);
    return smtp.noLogin || (smtp.passwordCommand != null && isOurs);
  }

  private static void requireSmtp(String email, Set<WayOptions.Via> open) throws NotAuthorized {
    if (!open.contains(WayOptions.Via.SMTP)) {
      throw without(email, "has not consented to SMTP", WayOut.loginForSmtp(email));
    }
  }

  private static void requireApi(String email, @Nullable Account account, OutboxEntry.Via via)
      throws NotAuthorized {
    if (account == null) {
      throw without(email, "has not consented", "posthorn login --account " + email);
    }
    String login = "posthorn login --account " + email + " --scopes send,labels";
    if (!WayChoice.mayBe(account, Operation.SEND.isOpenedBy(account.scopes()))) {
      throw without(email, "has not consented to sending", login);
    }
    boolean mayDraft = WayChoice.mayBe(account, Operation.DRAFT.isOpenedBy(account.scopes()));
    if (via == OutboxEntry.Via.DRAFT && !mayDraft) {
      throw without(email, "has not consented to drafts", login + ",compose");
    }
  }

  private static NotAuthorized without(String email, String what, String login) {
    return new NotAuthorized(email + " " + what + ".", "Run: " + login, null);
  }

  private ResumableDelivery delivery(String email, @Nullable Account account, Way way)
      throws SendException {
    if (account == null && (way != Way.SMTP || !needsNoConsent(email))) {
      throw without(email, "has not consented", "posthorn login --account " + email);
    }
    try {
      if (way == Way.SMTP || account == null) {
        SmtpSender sender = smtpOptions(email).sender(posthorn, email, account);
        senders.add(sender);
        return UnaskableDelivery.of(sender);
      }
      Delivery delivery = way == Way.DRAFT ? Delivery.DRAFT : Delivery.SESSION;
      return GmailSender.of(account, gmailRoot).with(delivery).resumable();
    } catch (AuthException e) {
      throw translated(e);
    } catch (Stop e) {
      throw stopped(e, email);
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

  private Optional<Account> stored(String email) throws SendException {
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
