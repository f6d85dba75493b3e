package dev.posthorn.auth;

import com.google.api.client.auth.oauth2.AuthorizationCodeRequestUrl;
import dev.posthorn.auth.AuthException.Kind;
import java.io.InputStream;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The login of an installed application: a person consents in a browser, and this program receives
 * tokens for their account (RFC 6749 §4.1, RFC 8252 §7.3, RFC 7636).
 *
 * <p>Stores nothing; hand the {@link Consent} to {@code Home}. Thread-safe: every login has its own
 * port, state and proof key.
 *
 * @see <a href="https://developers.google.com/identity/protocols/oauth2/native-app">Google: OAuth
 *     2.0 for desktop apps</a>
 */
public final class OAuthBootstrap {
  private final ClientSecrets client;
  private final TokenPost post;
  private final Clock clock;
  private final SecureRandom random;

  OAuthBootstrap(ClientSecrets client, TokenPost post, Clock clock, SecureRandom random) {
    this.client = client;
    this.post = post;
    this.clock = clock;
    this.random = random;
  }

  /**
   * The login of a client.
   *
   * @param client whose endpoints are used, and which the person consents to
   * @param trust whose certificates are believed
   * @return the login; nothing is sent and no port is open yet
   */
  public static OAuthBootstrap of(ClientSecrets client, Trust trust) {
    return new OAuthBootstrap(
        client, new TokenPost(trust::transport), Clock.systemUTC(), new SecureRandom());
  }

  /**
   * Asks a person for consent and waits until they answer. Interrupting the thread ends the wait.
   *
   * <p>Listens on 127.0.0.1 on a free port; when it returns or throws, the port is closed and the
   * browser has shown how it went.
   *
   * @param request what to ask for
   * @param prompt how to talk with the person
   * @return what was granted, by whom, and what was withheld
   * @throws AuthException CONSENT_REFUSED, TIMED_OUT, INTERRUPTED; WRONG_ACCOUNT when another
   *     account consented than the one asked for; CONFIGURATION when credentials.json does not
   *     serve; CONSENT_ENDED, REFUSED or UNREACHABLE when the server gave no usable tokens. In none
   *     of these cases is anything stored, and the code is never tried twice (RFC 6749 §4.1.2).
   */
  public Consent login(LoginRequest request, LoginPrompt prompt) throws AuthException {
    PendingConsent pending = PendingConsent.create(random);
    LoopbackReceiver browser = LoopbackReceiver.open(pending, request.timeout());
    Optional<PastedCodeReceiver> paste =
        prompt.pasted().map(in -> pasting(in, pending, browser, prompt));
    try {
      Pkce pkce = Pkce.create(random);
      prompt.consentAt(address(request, pending, pkce, browser.getRedirectUri()));
      Secret code = pending.await(request.timeout());
      paste.ifPresent(PastedCodeReceiver::stop);
      return finish(request, code, pkce, browser);
    } finally {
      paste.ifPresent(PastedCodeReceiver::stop);
      browser.stop();
    }
  }

  private static PastedCodeReceiver pasting(
      InputStream in, PendingConsent pending, LoopbackReceiver browser, LoginPrompt prompt) {
    PastedCodeReceiver receiver = new PastedCodeReceiver(in, pending, browser, prompt);
    receiver.start();
    return receiver;
  }

  private Consent finish(LoginRequest request, Secret code, Pkce pkce, LoopbackReceiver browser)
      throws AuthException {
    try {
      Grant grant =
          new CodeExchange(client, post, clock)
              .exchange(code, pkce.verifier(), browser.getRedirectUri(), request.scopes());
      checkAccount(request, grant);
      Set<String> withheld = Scopes.withheld(request.scopes(), grant.scopes());
      browser.show(ConsentPages.granted(grant.email(), grant.scopes(), withheld));
      return new Consent(grant, withheld);
    } catch (AuthException e) {
      browser.show(ConsentPages.failed(e));
      throw e;
    }
  }

  /**
   * Holds the consent against the account that was asked for. The tokens of a wrong account are
   * dropped and not revoked: revoking would end that person's whole consent to this Cloud project,
   * on every machine where it is in use (Google: "Token revocation").
   */
  private static void checkAccount(LoginRequest request, Grant grant) throws AuthException {
    String wanted = request.loginHint();
    if (wanted != null && !wanted.toLowerCase(Locale.ROOT).equals(grant.email())) {
      throw new AuthException(
          Kind.WRONG_ACCOUNT,
          grant.email() + " was chosen, but " + wanted + " was asked for. Nothing was stored.",
          TokenFileTrouble.login(wanted)
              + " (and choose that account). To add "
              + grant.email()
              + " instead, run: posthorn login");
    }
  }

  /**
   * The authorization page, with what auth_uri's own query says kept.
   *
   * <p>{@code include_granted_scopes} is not sent: it would put scopes into our tokens that the
   * person once gave to other clients of the same Cloud project and never sees on this page. The
   * caller asks for the union with what is stored instead.
   */
  private URI address(LoginRequest request, PendingConsent pending, Pkce pkce, String redirectUri) {
    AuthorizationCodeRequestUrl url =
        new AuthorizationCodeRequestUrl(client.authUri().toString(), client.clientId());
    url.setResponseTypes(List.of("code"));
    url.setRedirectUri(redirectUri);
    url.setScopes(request.scopes());
    url.setState(pending.state().value());
    url.setCodeChallenge(pkce.challenge());
    url.setCodeChallengeMethod(Pkce.METHOD);
    // offline: a refresh token; consent: one even when this account consented before.
    url.set("access_type", "offline").set("prompt", "consent");
    if (request.loginHint() != null) {
      url.set("login_hint", request.loginHint());
    }
    return URI.create(url.build());
  }
}
