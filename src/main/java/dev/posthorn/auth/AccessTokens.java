package dev.posthorn.auth;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * The grants in the token folder, and the one way to renew one: take its lock, read it again,
 * refresh it if that is still needed, write it. So threads and processes that find a token expired
 * at the same moment make one refresh between them.
 *
 * <p>Thread-safe.
 */
final class AccessTokens {
  private final TokenFolder folder;
  private final TokenEndpoint endpoint;

  AccessTokens(TokenFolder folder, TokenEndpoint endpoint) {
    this.folder = folder;
    this.endpoint = endpoint;
  }

  /** The grant as it is stored now. */
  Grant load(String email) throws AuthException {
    return folder
        .read(email, fields -> Entry.of(email, fields))
        .orElseThrow(() -> noConsent(email))
        .grant();
  }

  /**
   * A grant whose access token will do.
   *
   * @param enough what will do; when the stored token already does, nothing is asked of the server
   * @throws AuthException of kind TOKEN_FILE, before anything is asked when the answer could not be
   *     stored
   */
  Grant renew(String email, Predicate<AccessToken> enough) throws AuthException {
    Grant seen = load(email);
    if (hasEnough(seen, enough)) {
      return seen;
    }
    try (TokenFolder.Session session = folder.lock(email)) {
      Entry entry =
          session
              .read(fields -> Entry.of(email, fields))
              .orElseThrow(() -> noConsent(email)); // A logout came between.
      if (hasEnough(entry.grant(), enough)) {
        return entry.grant();
      }
      session.reserve();
      Grant renewed = endpoint.refresh(entry.grant());
      session.write(GrantJson.write(renewed, entry.fields()));
      return renewed;
    }
  }

  /**
   * Stores a new consent in the place of the one before. When it brings no refresh token, the one
   * that is stored stays, if it belongs to the same client at the same address: it must never
   * travel to another.
   */
  Grant store(Grant grant) throws AuthException {
    try (TokenFolder.Session session = folder.lock(grant.email())) {
      Grant whole = session.salvage(fields -> withEarlier(grant, fields)).orElse(grant);
      session.write(GrantJson.write(whole, JsonFields.empty()));
      return whole;
    }
  }

  private static Grant withEarlier(Grant grant, JsonFields earlier)
      throws UnusableJsonException, AuthException {
    Optional<Secret> kept = earlier.secret(GrantJson.REFRESH_TOKEN);
    if (grant.refreshToken() != null || kept.isEmpty()) {
      return grant;
    }
    boolean sameClient =
        earlier.text(GrantJson.CLIENT_ID).equals(Optional.of(grant.client().id()))
            && earlier
                .text(GrantJson.TOKEN_URI)
                .equals(Optional.of(grant.client().tokenUri().toString()));
    if (!sameClient) {
      throw new AuthException(
          AuthException.Kind.CONFIGURATION,
          "The new consent of "
              + grant.email()
              + " brings no refresh token, and the stored one belongs to another client."
              + " What was stored stays.",
          "Run: posthorn logout --account " + grant.email() + " (which ends the stored consent)");
    }
    return grant.withRefreshToken(kept.get());
  }

  static AuthException noConsent(String email) {
    return new AuthException(
        AuthException.Kind.NO_CONSENT,
        "No consent for " + email + " yet.",
        TokenFileTrouble.login(email));
  }

  /** A grant and all the members of its file, those that we do not know among them. */
  private record Entry(Grant grant, JsonFields fields) {
    static Entry of(String email, JsonFields fields) throws UnusableJsonException, AuthException {
      String owner = fields.text(GrantJson.ACCOUNT).orElse("");
      if (!owner.isEmpty() && !owner.equalsIgnoreCase(email)) {
        throw new AuthException(
            AuthException.Kind.TOKEN_FILE,
            "The token file of " + email + " holds the tokens of another account.",
            "Give the file back the name of its account. " + TokenFileTrouble.login(email));
      }
      if (fields.text(GrantJson.CLIENT_ID).isEmpty()) {
        throw new AuthException(
            AuthException.Kind.TOKEN_FILE,
            "The token file of "
                + email
                + " does not say which OAuth client it belongs to (DataStore.set alone wrote it).",
            TokenFileTrouble.login(email));
      }
      return new Entry(GrantJson.read(email, fields), fields);
    }
  }

  private static boolean hasEnough(Grant grant, Predicate<AccessToken> enough) {
    AccessToken token = grant.accessToken();
    return token != null && enough.test(token);
  }
}
