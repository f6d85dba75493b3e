package dev.posthorn.cli;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.LoginHint;
import dev.posthorn.auth.Scope;
import dev.posthorn.cli.WayOptions.Via;
import dev.posthorn.gmail.Operation;
import dev.posthorn.message.AttachmentException;
import dev.posthorn.message.Fragility;
import dev.posthorn.message.WireMessage;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which way a message goes, and why: the one place that decides it, for a message that is sent now
 * and for one that leaves the outbox.
 *
 * <p>The API is the usual way, since its sessions can be asked after a failure. What it would spoil
 * goes by SMTP, unless an obstacle stands there; what names others than it goes to can go by SMTP
 * alone.
 *
 * @param asked what the options ask for
 * @param open the ways that the consent, or a password, opens
 * @param beyond whether the head names recipients that must not get it, which the API cannot do
 * @param fragility what the API would spoil; null for nothing, and where SMTP was asked for
 * @param obstacle why it does not go by SMTP for that; null for nothing
 */
record WayChoice(
    Via asked,
    Set<Via> open,
    boolean beyond,
    @Nullable Fragility fragility,
    @Nullable Obstacle obstacle) {
  /**
   * How long a server may take to answer before a message that could wait for it goes elsewhere.
   */
  static final Duration REACH = Duration.ofSeconds(10);

  /** Gmail's SMTP takes as many in one message (support.google.com/a/answer/166852). */
  private static final int MOST_RECIPIENTS = 100;

  /** What smtp.gmail.com names after EHLO as its SIZE. */
  private static final long LARGEST = 35_882_577;

  WayChoice {
    open = Set.copyOf(open);
  }

  /** Why a message that SMTP would leave as it is goes by the API all the same. */
  enum Obstacle {
    CONSENT("the consent does not cover SMTP"),
    ASKED("the API was asked for"),
    DELIVERY("--delivery and --chunk-size are for the API"),
    THREAD("SMTP knows no Gmail threads"),
    RECIPIENTS("SMTP takes at most " + MOST_RECIPIENTS + " recipients"),
    SIZE("SMTP takes at most 35,882,577 bytes"),
    UNREACHED("the SMTP server cannot be reached");

    private final String words;

    Obstacle(String words) {
      this.words = words;
    }
  }

  /**
   * Looks at all that counts, but for whether the server can be reached.
   *
   * @param account whose consent may open ways; null when there is none
   * @throws AttachmentException when the message cannot be read
   */
  static WayChoice of(WayOptions options, @Nullable Account account, WireMessage message)
      throws AttachmentException {
    boolean password = options.smtp.needNoConsent();
    WayChoice choice = of(options.asked(), account, password, message);
    return options.wantsApi() ? choice.with(Obstacle.DELIVERY) : choice;
  }

  /**
   * The same for a message whose options were given before.
   *
   * @param needNoConsent whether a password, or no login, opens SMTP
   */
  static WayChoice of(
      Via asked, @Nullable Account account, boolean needNoConsent, WireMessage message)
      throws AttachmentException {
    return new WayChoice(
        asked,
        open(account, needNoConsent),
        !message.namedBeyondEnvelope().isEmpty(),
        asked == Via.SMTP ? null : message.fragility().orElse(null),
        needNoConsent || coversSmtp(account) ? obstacle(asked, message) : Obstacle.CONSENT);
  }

  private static @Nullable Obstacle obstacle(Via asked, WireMessage message) {
    if (asked == Via.API) {
      return Obstacle.ASKED;
    }
    if (message.threadId().isPresent()) {
      return Obstacle.THREAD;
    }
    if (message.recipients().size() > MOST_RECIPIENTS) {
      return Obstacle.RECIPIENTS;
    }
    return message.forEnvelope().size() > LARGEST ? Obstacle.SIZE : null;
  }

  /**
   * The ways that are open.
   *
   * @param account whose consent may open ways; null when there is none
   * @param needNoConsent whether a password, or no login, opens SMTP
   */
  private static Set<Via> open(@Nullable Account account, boolean needNoConsent) {
    Set<Via> open = EnumSet.noneOf(Via.class);
    if (account != null && mayBe(account, Operation.SEND.isOpenedBy(account.scopes()))) {
      open.add(Via.API);
    }
    if (needNoConsent || (account != null && mayBe(account, coversSmtp(account)))) {
      open.add(Via.SMTP);
    }
    return open;
  }

  private static boolean coversSmtp(@Nullable Account account) {
    return account != null && Scope.SMTP.isOpenedBy(account.scopes());
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
    boolean needsSmtp = beyond || !open.contains(Via.API);
    return needsSmtp || (fragility != null && obstacle == null) ? Via.SMTP : Via.API;
  }

  boolean isApi() {
    return way() == Via.API;
  }

  /** Whether the API would do, too, so that it is taken where no SMTP server is to be met. */
  boolean hasAnotherWay() {
    return !isApi() && asked == Via.AUTO && !beyond && open.contains(Via.API);
  }

  /** The same, now that no SMTP server was met. */
  WayChoice unreached() {
    return with(Obstacle.UNREACHED);
  }

  private WayChoice with(Obstacle other) {
    return new WayChoice(asked, open, beyond, fragility, obstacle == null ? other : obstacle);
  }

  /** The message as it would go. */
  WireMessage formOf(WireMessage message) throws AttachmentException {
    return isApi() ? message.forApi() : message.forEnvelope();
  }

  /** For those who want more words: the size, the way, why it, and what was changed for it. */
  String explain(WireMessage message) throws AttachmentException {
    List<String> changes = beyond && isApi() ? List.of() : formOf(message).changes();
    String why = why();
    return "message: "
        + message.size()
        + " bytes, by "
        + (isApi() ? "the API" : "SMTP")
        + (why.isEmpty() ? "" : ": " + why)
        + (changes.isEmpty() ? "" : (why.isEmpty() ? ", " : "; ") + String.join("; ", changes));
  }

  /**
   * What a sender should know of signed or encrypted mail that goes by the API; empty for other
   * mail.
   *
   * @param email who sends
   * @param account the consent, if there is one
   */
  Optional<String> warning(String email, @Nullable Account account) {
    if (!isApi() || fragility == null || fragility == Fragility.PATCH) {
      return Optional.empty();
    }
    String harm = fragility == Fragility.SIGNED ? "verify the signature" : "decrypt it";
    String words =
        "This message is "
            + what(fragility)
            + ", and Gmail's API may change it on its way, so that the recipient cannot "
            + harm
            + ". ";
    return Optional.of(
        obstacle == null || obstacle == Obstacle.CONSENT
            ? words
                + "To have such mail go by SMTP, which changes nothing: "
                + loginForSmtp(email, account)
            : words + "SMTP changes nothing, but " + obstacle.words + ".");
  }

  /** The cure of a consent that does not cover SMTP. */
  static String loginForSmtp(String email, @Nullable Account account) {
    Set<String> granted = account == null ? Set.of() : account.scopes();
    return LoginHint.of(email, granted, List.of(Scope.SMTP.url()));
  }

  private String why() {
    String what = fragility == null ? "" : what(fragility);
    if (isApi()) {
      return obstacle == null || fragility == null ? what : what + ", but " + obstacle.words;
    }
    if (hasAnotherWay() && fragility != null) {
      return what + harm(fragility);
    }
    if (asked == Via.SMTP) {
      return "";
    }
    return beyond ? "it names others than it goes to" : "no consent opens the API";
  }

  private static String what(Fragility fragility) {
    return switch (fragility) {
      case PATCH -> "a patch";
      case SIGNED -> "signed";
      case ENCRYPTED -> "encrypted";
    };
  }

  private static String harm(Fragility fragility) {
    return switch (fragility) {
      case PATCH -> ", which Gmail's API may wrap";
      case SIGNED -> ", and what Gmail's API changes may break the signature";
      case ENCRYPTED -> ", and what Gmail's API changes may make it unreadable";
    };
  }
}
