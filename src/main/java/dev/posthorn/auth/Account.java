package dev.posthorn.auth;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One account that consented, and its tokens: what google-auth calls Credentials.
 *
 * <p>Thread-safe; one instance serves a whole application. The accessors that ask nothing of the
 * disk or the network ({@link #valid()}, {@link #scopes()} …) answer from what this instance saw
 * last: when it was opened, or when it last renewed its token. Several instances, in one process or
 * in several, share one token file and one refresh.
 */
public final class Account {
  /** A token that ends sooner is renewed first, so that it outlives the request it is put into. */
  private static final Duration MARGIN = Duration.ofSeconds(60);

  private final Home home;
  private final AccessTokens tokens;
  private final Path file;
  private volatile Grant grant;

  Account(Home home, AccessTokens tokens, Path file, Grant grant) {
    this.home = home;
    this.tokens = tokens;
    this.file = file;
    this.grant = grant;
  }

  /**
   * Takes over a credential that Google's own libraries wrote, and keeps it in a home, where its
   * refreshed tokens go too.
   *
   * @param json an authorized_user JSON that names its account
   * @param home where it is stored, in the place of what is stored there for that account
   * @return the account
   * @throws AuthException as {@link Home#importAuthorizedUser(String, String)} does
   */
  public static Account fromAuthorizedUser(String json, Home home) throws AuthException {
    return home.importAuthorizedUser(json, null);
  }

  /**
   * Whose tokens these are.
   *
   * @return the e-mail address, in lower case
   */
  public String email() {
    return grant.email();
  }

  /**
   * Tells whether there is an access token that has not expired.
   *
   * @return true when a request could be made without a refresh
   */
  public boolean valid() {
    return expiry().isPresent() && !expired();
  }

  /**
   * Tells whether there is an access token that has expired.
   *
   * @return false, too, when there is no access token at all
   */
  public boolean expired() {
    AccessToken token = grant.accessToken();
    return token != null && !token.isGoodAt(home.clock().instant());
  }

  /**
   * When the access token ends.
   *
   * @return the moment, or empty when there is no access token
   */
  public Optional<Instant> expiry() {
    return Optional.ofNullable(grant.accessToken()).map(AccessToken::expiry);
  }

  /**
   * What the person consented to, as Google writes it ({@code email} is {@code
   * https://www.googleapis.com/auth/userinfo.email}).
   *
   * @return the scopes; empty when they are not known, as after the import of a file without them
   */
  public Set<String> scopes() {
    return grant.scopes();
  }

  /**
   * Tells whether the consent names every one of some scopes. A wider scope does not stand for a
   * narrower one.
   *
   * @param wanted scopes, or their short names (see {@link Scope})
   * @return true when all are granted, and so for none
   */
  public boolean hasScopes(Collection<String> wanted) {
    Set<String> granted = grant.scopes();
    return wanted.stream().map(Scope::canonical).allMatch(granted::contains);
  }

  /**
   * A token that is good for another minute at least, unless the server's tokens live shorter.
   *
   * @return the stored token, renewed first when it ends within 60 seconds
   * @throws AuthException NO_CONSENT when the account was forgotten meanwhile; CONSENT_ENDED when
   *     the server no longer takes the consent; CONFIGURATION when it does not take the client;
   *     UNREACHABLE when it cannot be reached, or answers nonsense; REFUSED when it refuses for
   *     good; TOKEN_FILE when the token file cannot be read or written; INTERRUPTED
   */
  public AccessToken accessToken() throws AuthException {
    AccessToken token = grant.accessToken();
    return token != null && isFresh(token) ? token : renewed(this::isFresh);
  }

  /**
   * Asks the server for a new token, whatever is stored.
   *
   * @return the new token
   * @throws AuthException as {@link #accessToken()} does
   */
  public AccessToken refresh() throws AuthException {
    return renewed(token -> false);
  }

  /**
   * Another token than one that was answered with 401 (RFC 6750 §3.1): the stored one when another
   * thread or process has renewed it already, else a new one.
   *
   * @param rejected the token that the API did not take
   * @return a token to repeat the request with, once
   * @throws AuthException as {@link #accessToken()} does
   */
  public AccessToken replace(AccessToken rejected) throws AuthException {
    return renewed(token -> isFresh(token) && !token.value().equals(rejected.value()));
  }

  /**
   * Ends the consent at the server that gave it: with Google, for every machine that uses the same
   * Cloud project for this account. What is stored stays; {@link Home#forget} deletes it.
   *
   * @return true when this call ended it, false when it had ended before
   * @throws AuthException NO_CONSENT when the account was forgotten; UNREACHABLE or REFUSED when
   *     the consent may still be in force; TOKEN_FILE when its file cannot be read
   */
  public boolean revoke() throws AuthException {
    Grant stored = tokens.load(email());
    Secret token = stored.refreshToken();
    if (token == null && stored.accessToken() != null) {
      token = stored.accessToken().value();
    }
    return token != null && TokenServer.at(stored.client().tokenUri(), trust()).revoke(token);
  }

  /**
   * The credential as Google's authorized_user JSON, for google-auth and its like. It is a secret.
   *
   * @return JSON text with the access token, the refresh token and the client's secret
   */
  public String toJson() {
    return GrantJson.write(grant, JsonFields.empty()).write();
  }

  /**
   * Where tokens are renewed; it tells whose tokens these are.
   *
   * @return the checked address: https, or http on loopback
   */
  public URI tokenUri() {
    return grant.client().tokenUri();
  }

  /**
   * The OAuth client that the consent was given to.
   *
   * @return the client id, no secret
   */
  public String clientId() {
    return grant.client().id();
  }

  /**
   * When the person consented.
   *
   * @return the moment, or empty when it is not known (an imported credential)
   */
  public Optional<Instant> consentedAt() {
    return Optional.ofNullable(grant.consentedAt());
  }

  /**
   * Tells whether the consent outlives its access token.
   *
   * @return true when there is a refresh token
   */
  public boolean hasRefreshToken() {
    return grant.refreshToken() != null;
  }

  /**
   * The file that holds the tokens, of mode 0600.
   *
   * @return its path, for messages; whoever changes it goes around the lock
   */
  public Path file() {
    return file;
  }

  /**
   * Whose certificates are believed when tokens are renewed.
   *
   * @return the trust of the home
   */
  public Trust trust() {
    return home.trust();
  }

  @Override
  public String toString() {
    return "Account[" + email() + "]";
  }

  Grant grant() {
    return grant;
  }

  private boolean isFresh(AccessToken token) {
    return token.isGoodAt(home.clock().instant().plus(MARGIN));
  }

  private AccessToken renewed(Predicate<AccessToken> enough) throws AuthException {
    Grant renewed = tokens.renew(email(), enough);
    grant = renewed;
    AccessToken token = renewed.accessToken();
    if (token == null) {
      throw new IllegalStateException("A renewed grant has an access token.");
    }
    return token;
  }
}
