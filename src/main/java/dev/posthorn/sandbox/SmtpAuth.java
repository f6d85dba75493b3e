package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * AUTH XOAUTH2, PLAIN and LOGIN (RFC 4954, RFC 4616). A token must have the scope
 * https://mail.google.com/ and belong to the account that is named; a password must be the
 * account's app password.
 *
 * @see <a href="https://developers.google.com/workspace/gmail/imap/xoauth2-protocol">XOAUTH2</a>
 */
final class SmtpAuth {
  static final String MECHANISMS = "LOGIN PLAIN XOAUTH2";
  private static final String REFUSED =
      "535 5.7.8 Username and Password not accepted. For more information, go to the sandbox's"
          + " owner";
  private static final String UNREADABLE = "501 5.5.2 Cannot Decode response";
  private static final String CHALLENGE =
      "{\"status\":\"400\",\"schemes\":\"Bearer\",\"scope\":\"https://mail.google.com/\"}";
  private static final Pattern XOAUTH2 =
      Pattern.compile("user=([^\\x01]+)\\x01auth=(?i:Bearer) +([^\\x01 ]+)\\x01\\x01");

  /**
   * What came of it.
   *
   * @param account who is logged in; empty when nobody is
   */
  record Outcome(String account, String reply) {
    static Outcome of(Optional<String> account) {
      return account
          .map(who -> new Outcome(who, "235 2.7.0 Accepted"))
          .orElseGet(() -> failed(REFUSED));
    }

    static Outcome failed(String reply) {
      return new Outcome("", reply);
    }
  }

  private final Accounts accounts;
  private final Grants grants;
  private final AppPasswords passwords;

  SmtpAuth(Accounts accounts, Grants grants, AppPasswords passwords) {
    this.accounts = accounts;
    this.grants = grants;
    this.passwords = passwords;
  }

  /** Holds the dialogue that begins with AUTH and these arguments. */
  Outcome login(SmtpWire wire, String arguments) throws IOException {
    String[] words = arguments.trim().split(" +", 2);
    String initial = words.length > 1 ? words[1] : "";
    return switch (words[0].toUpperCase(Locale.ROOT)) {
      case "XOAUTH2" -> xoauth2(wire, initial);
      case "PLAIN" -> plain(wire, initial);
      case "LOGIN" -> loginDialogue(wire, initial);
      default -> Outcome.failed("504 5.7.4 Unrecognized Authentication Type");
    };
  }

  private Outcome xoauth2(SmtpWire wire, String initial) throws IOException {
    Optional<String> given = decode(given(wire, initial, ""));
    if (given.isEmpty()) {
      return Outcome.failed(UNREADABLE);
    }
    Matcher form = XOAUTH2.matcher(given.get());
    Optional<String> account =
        form.matches() ? token(form.group(1), form.group(2)) : Optional.empty();
    if (account.isEmpty()) {
      // The client answers the challenge with an empty line; whatever it says, it is refused.
      given(wire, "", Base64.getEncoder().encodeToString(CHALLENGE.getBytes(UTF_8)));
    }
    return Outcome.of(account);
  }

  private Optional<String> token(String user, String token) {
    return grants
        .access(token)
        .filter(grants::alive)
        .filter(access -> access.scopes().contains(GoogleScope.MAIL))
        .map(Grants.Access::account)
        .filter(account -> accounts.find(user).filter(account::equals).isPresent());
  }

  private Outcome plain(SmtpWire wire, String initial) throws IOException {
    Optional<String> given = decode(given(wire, initial, ""));
    String[] parts = given.orElse("").split("\0", -1);
    return given.isEmpty() || parts.length != 3
        ? Outcome.failed(UNREADABLE)
        : Outcome.of(passwords.check(parts[1], parts[2]));
  }

  private Outcome loginDialogue(SmtpWire wire, String initial) throws IOException {
    Optional<String> user = decode(given(wire, initial, "VXNlcm5hbWU6"));
    if (user.isEmpty()) {
      return Outcome.failed(UNREADABLE);
    }
    Optional<String> password = decode(given(wire, "", "UGFzc3dvcmQ6"));
    return password.isEmpty()
        ? Outcome.failed(UNREADABLE)
        : Outcome.of(passwords.check(user.get(), password.get()));
  }

  /** What the client said with the command, or else says to a challenge. */
  private static String given(SmtpWire wire, String initial, String challenge) throws IOException {
    if (!initial.isEmpty()) {
      return initial.equals("=") ? "" : initial;
    }
    wire.reply("334 " + challenge);
    return wire.line().orElse("*");
  }

  /** Empty for what is no base64, the lone star that cancels among it. */
  private static Optional<String> decode(String text) {
    try {
      return Optional.of(new String(Base64.getDecoder().decode(text), UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
