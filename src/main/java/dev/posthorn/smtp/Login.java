package dev.posthorn.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.LoginHint;
import dev.posthorn.auth.Scope;
import dev.posthorn.auth.Secret;
import java.util.Base64;
import java.util.List;

/** Who we say that we are, and how we prove it. Thread-safe. */
sealed interface Login {
  /** The mechanisms that may be used, best first, separated by blanks; empty for no login. */
  String mechanisms();

  /** The name to log in with, and in messages to people. */
  String user();

  /** What to do when the server does not take the login. */
  String remedy();

  /**
   * All forms in which a secret goes over the wire, longest first, so that none is shown when a
   * server repeats it.
   */
  List<String> onTheWire(Secret secret);

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  /** By an account's consent: XOAUTH2. */
  record Consent(Account account) implements Login {
    @Override
    public String mechanisms() {
      return "XOAUTH2";
    }

    @Override
    public String user() {
      return account.email();
    }

    @Override
    public String remedy() {
      return "Run: " + LoginHint.of(account, Scope.SMTP);
    }

    @Override
    public List<String> onTheWire(Secret secret) {
      return List.of(Xoauth2.initialResponse(user(), secret.value()), secret.value());
    }
  }

  /** By a password. */
  record Password(AppPassword login) implements Login {
    @Override
    public String mechanisms() {
      return "PLAIN LOGIN";
    }

    @Override
    public String user() {
      return login.user();
    }

    @Override
    public String remedy() {
      return "Check the user name and the app password; Google makes one at"
          + " https://myaccount.google.com/apppasswords";
    }

    @Override
    public List<String> onTheWire(Secret secret) {
      return List.of(
          base64("\0" + user() + "\0" + secret.value()), base64(secret.value()), secret.value());
    }
  }

  /** Not at all; the name is for messages to people, and for MAIL FROM. */
  record None(String user) implements Login {
    @Override
    public String mechanisms() {
      return "";
    }

    @Override
    public String remedy() {
      return "This server wants a login: name an account, or give --password-command.";
    }

    @Override
    public List<String> onTheWire(Secret secret) {
      return List.of();
    }
  }
}
