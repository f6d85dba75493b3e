package dev.posthorn.cli;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.LoginHint;
import dev.posthorn.auth.Scope;
import dev.posthorn.cli.WayOptions.Via;
import dev.posthorn.gmail.Operation;
import dev.posthorn.message.AttachmentException;
import dev.posthorn.message.WireMessage;
import dev.posthorn.outbox.OutboxEntry;
import dev.posthorn.outbox.Way;
import dev.posthorn.outbox.Ways;
import dev.posthorn.send.ResumableDelivery;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.NotAuthorized;
import dev.posthorn.send.SendException.Refused;
import dev.posthorn.send.SendException.Refused.Reason;
import dev.posthorn.send.SendReceipt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ways out of the accounts in the home, and which of them a message goes. Thread-safe. */
final class OutboxWays implements Ways, AutoCloseable {
  /** So long a server that was not there is not called again for what the API takes, too. */
  private static final Duration UNMET = Duration.ofMinutes(1);

  private final PosthornCommand posthorn;
  private final boolean smtpMeant;
  private final OpenedWays opened;
  private final Object calling = new Object();
  private Instant unmetUntil = Instant.MIN;

  /**
   * Ways as the command line wants them.
   *
   * @param smtpMeant whether SMTP is meant for what asks for no way itself
   */
  OutboxWays(PosthornCommand posthorn, SmtpOptions smtp, boolean smtpMeant)
      throws AuthException, Stop {
    this.posthorn = posthorn;
    this.opened = new OpenedWays(posthorn, smtp);
    this.smtpMeant = smtpMeant;
  }

  /** Calls the SMTP server first, where the API would do, too; once a minute if it is not there. */
  @Override
  public Way choose(OutboxEntry entry, WireMessage message)
      throws SendException, AttachmentException {
    String email = entry.account();
    Account account = opened.stored(email).orElse(null);
    WayChoice choice = choice(entry, account, message);
    if (choice.hasAnotherWay() && !isMet(email)) {
      choice = choice.unreached();
    }
    boolean smtpIsOpen = choice.open().contains(Via.SMTP);
    if (account == null && !smtpIsOpen) {
      throw OpenedWays.without(email, "has not consented", "posthorn login --account " + email);
    }
    if (!choice.isApi() && !smtpIsOpen) {
      throw OpenedWays.without(
          email, "has not consented to SMTP", WayChoice.loginForSmtp(email, account));
    }
    if (choice.isApi()) {
      requireApi(account, entry);
      if (choice.beyond()) {
        List<String> beyond = message.namedBeyondEnvelope();
        Stop refused = WayOut.notByApi(beyond, smtpIsOpen, email, account);
        throw new Refused(Reason.MESSAGE, text(refused), refused.remedy(), refused);
      }
    }
    if (posthorn.verbose) {
      posthorn.explain(entry.id() + " " + choice.explain(message));
    }
    if (!choice.isApi()) {
      return Way.SMTP;
    }
    return entry.options().via() == OutboxEntry.Via.DRAFT ? Way.DRAFT : Way.SESSION;
  }

  private WayChoice choice(OutboxEntry entry, @Nullable Account account, WireMessage message)
      throws AttachmentException {
    Via asked = asked(entry.options().via());
    return WayChoice.of(asked, account, opened.needsNoConsent(entry.account()), message);
  }

  /** Whether the SMTP server answers. One asks at a time, so that the others need not. */
  private boolean isMet(String email) throws SendException {
    synchronized (calling) {
      if (posthorn.clock().instant().isBefore(unmetUntil)) {
        return false;
      }
      Optional<SendException> unmet = opened.smtp(email).reach(WayChoice.REACH);
      if (unmet.isPresent()) {
        unmetUntil = posthorn.clock().instant().plus(UNMET);
        posthorn.explain(text(unmet.get()) + " The API is tried instead.");
      }
      return unmet.isEmpty();
    }
  }

  /** What the sender should know of a message that waits, by the consent as it is now. */
  Optional<String> warning(OutboxEntry entry, WireMessage message)
      throws SendException, AttachmentException {
    Account account = opened.stored(entry.account()).orElse(null);
    return choice(entry, account, message).warning(entry.account(), account);
  }

  @Override
  public String remark(OutboxEntry entry, WireMessage message, SendReceipt receipt)
      throws SendException, AttachmentException {
    if (!receipt.via().equals("api")) {
      return "";
    }
    Account account = opened.stored(entry.account()).orElse(null);
    WayChoice choice = choice(entry, account, message);
    // It went by the API, so SMTP was not there at that moment.
    WayChoice went = choice.hasAnotherWay() ? choice.unreached() : choice;
    return went.warning(entry.account(), account).orElse("");
  }

  @Override
  public ResumableDelivery open(String email, Way way) throws SendException {
    return opened.delivery(email, way);
  }

  /** Opens the ways of an account anew when they are asked for: another password may help. */
  void forget(String email) {
    opened.forget(email);
  }

  /** Says QUIT to the SMTP servers, as far as none of them is busy. */
  @Override
  public void close() {
    opened.close();
  }

  private Via asked(OutboxEntry.Via via) {
    return switch (via) {
      case AUTO -> smtpMeant ? Via.SMTP : Via.AUTO;
      case API, DRAFT -> Via.API;
      case SMTP -> Via.SMTP;
    };
  }

  private static void requireApi(@Nullable Account account, OutboxEntry entry)
      throws NotAuthorized {
    String email = entry.account();
    if (account == null) {
      throw OpenedWays.without(email, "has not consented", "posthorn login --account " + email);
    }
    if (!WayChoice.mayBe(account, Operation.SEND.isOpenedBy(account.scopes()))) {
      throw OpenedWays.without(
          email, "has not consented to sending", LoginHint.of(account, Scope.SEND));
    }
    boolean mayDraft = WayChoice.mayBe(account, Operation.DRAFT.isOpenedBy(account.scopes()));
    if (entry.options().via() == OutboxEntry.Via.DRAFT && !mayDraft) {
      throw OpenedWays.without(
          email, "has not consented to drafts", LoginHint.of(account, Scope.COMPOSE));
    }
  }

  private static String text(Exception e) {
    return String.valueOf(e.getMessage());
  }
}
