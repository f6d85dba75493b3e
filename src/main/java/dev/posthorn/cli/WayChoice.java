package dev.posthorn.cli;

import dev.posthorn.auth.Account;
import dev.posthorn.cli.WayOptions.Via;
import dev.posthorn.gmail.Operation;
import dev.posthorn.message.WireMessage;
import dev.posthorn.smtp.SmtpSender;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which way a message goes, and why.
 *
 * @param asked what the options ask for
 * @param open the ways that the consent, or a password, opens
 * @param beyond whether the head names recipients that must not get it, which the API cannot do
 */
record WayChoice(Via asked, Set<Via> open, boolean beyond) {
  WayChoice {
    open = Set.copyOf(open);
  }

  /**
   * Looks at all that counts.
   *
   * @param account whose consent may open ways; null when there is none
   */
  static WayChoice of(WayOptions options, @Nullable Account account, WireMessage message) {
    return new WayChoice(
        options.asked(),
        open(account, options.smtp.needNoConsent()),
        !message.namedBeyondEnvelope().isEmpty());
  }

  /**
   * The ways that are open.
   *
   * @param account whose consent may open ways; null when there is none
   * @param needNoConsent whether a password, or no login, opens SMTP
   */
  static Set<Via> open(@Nullable Account account, boolean needNoConsent) {
    Set<Via> open = EnumSet.noneOf(Via.class);
    if (account != null && mayBe(account, Operation.SEND.isOpenedBy(account.scopes()))) {
      open.add(Via.API);
    }
    if (account != null && mayBe(account, SmtpSender.isOpenedBy(account.scopes()))) {
      open.add(Via.SMTP);
    }
    if (needNoConsent) {
      open.add(Via.SMTP);
    }
    return open;
  }

  /** An import that named no scopes may have them all. */
  static boolean mayBe(Account account, boolean opened) {
    return opened || account.scopes().isEmpty();
  }

  /** The way: never {@code AUTO}. */
  Via way() {
    if (asked != Via.AUTO) {
      return asked;
    }
    if (!open.contains(Via.SMTP)) {
      return Via.API; // Where that is not open either, its refusal names the cure.
    }
    return open.contains(Via.API) && !beyond ? Via.API : Via.SMTP;
  }

  boolean isApi() {
    return way() == Via.API;
  }

  /** The message as it would go. */
  WireMessage formOf(WireMessage message) {
    return isApi() ? message.forHeaders() : message.forEnvelope();
  }
}
