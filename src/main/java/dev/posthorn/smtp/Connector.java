package dev.posthorn.smtp;

import dev.posthorn.auth.AccessToken;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.Secret;
import dev.posthorn.send.SendException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections that are logged in. A token that the server refuses is renewed, once. For one
 * thread at a time.
 */
final class Connector {
  private final SmtpSettings settings;
  private final Watchdog watchdog = new Watchdog();
  private @Nullable SmtpConnection last;

  Connector(SmtpSettings settings) {
    this.settings = settings;
  }

  /** How a new connection is opened. */
  @FunctionalInterface
  private interface Opening {
    void open(SmtpConnection made, @Nullable Secret secret) throws SendException;
  }

  /** A connection that is ready for a message. */
  SmtpConnection connect() throws SendException, AuthException {
    return connect(SmtpConnection::open);
  }

  /**
   * The same, but a server that has not answered EHLO in time is given up.
   *
   * @param within how long that may take
   */
  SmtpConnection connectWithin(Duration within) throws SendException, AuthException {
    return connect((made, secret) -> made.openWithin(within, secret));
  }

  /** Whether the last attempt met a mail server, whatever it said. */
  boolean hasMetServer() {
    return last != null && last.isMet();
  }

  private SmtpConnection connect(Opening opening) throws SendException, AuthException {
    Login login = settings.login();
    if (login instanceof Login.Consent consent) {
      AccessToken token = consent.account().accessToken();
      SmtpConnection first = newConnection(List.of(token.value()));
      try {
        opening.open(first, token.value());
        return first;
      } catch (SendException.NotAuthorized e) {
        if (!first.tokenRefused()) {
          throw e;
        }
      }
      Secret renewed = consent.account().replace(token).value();
      // The server has seen both, and may repeat either.
      SmtpConnection second = newConnection(List.of(renewed, token.value()));
      opening.open(second, renewed);
      return second;
    }
    Secret secret = login instanceof Login.Password password ? password.login().password() : null;
    SmtpConnection made = newConnection(secret == null ? List.of() : List.of(secret));
    opening.open(made, secret);
    return made;
  }

  private SmtpConnection newConnection(List<Secret> shown) {
    Login login = settings.login();
    List<String> secrets =
        shown.stream().flatMap(secret -> login.onTheWire(secret).stream()).toList();
    SmtpConnection made = new SmtpConnection(settings, watchdog, secrets);
    last = made;
    return made;
  }
}
