package dev.posthorn.auth;

import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one consent gave: all that a token file holds.
 *
 * @param email the account, lower case
 * @param accessToken the newest access token, or null when none was asked for yet
 * @param refreshToken the token that outlives the hour, or null when the answer brought none
 * @param scopes the scopes granted, as Google writes them
 * @param client the OAuth client that the consent was given to
 * @param consentedAt when the person consented, or null when that is not known (an imported file)
 */
record Grant(
    String email,
    @Nullable AccessToken accessToken,
    @Nullable Secret refreshToken,
    Set<String> scopes,
    Client client,
    @Nullable Instant consentedAt) {

  Grant {
    if (email.isBlank()) {
      throw new IllegalArgumentException("A grant needs an account.");
    }
    email = email.strip().toLowerCase(Locale.ROOT);
    scopes = Set.copyOf(scopes);
  }

  /**
   * The same consent after a refresh.
   *
   * @param token the new access token
   * @param refresh the new refresh token, or null when the answer brought none: the old one stays
   * @param granted the scopes of the answer, or null when it named none: the old ones stay
   */
  Grant refreshed(AccessToken token, @Nullable Secret refresh, @Nullable Set<String> granted) {
    return new Grant(
        email,
        token,
        refresh == null ? refreshToken : refresh,
        granted == null ? scopes : granted,
        client,
        consentedAt);
  }

  /** The same consent with a refresh token that an earlier one left. */
  Grant withRefreshToken(Secret kept) {
    return new Grant(email, accessToken, kept, scopes, client, consentedAt);
  }

  /**
   * The OAuth client of a grant; a refresh token works with no other.
   *
   * @param id the client id, public
   * @param secret the client secret
   * @param tokenUri where tokens are exchanged and refreshed
   */
  record Client(String id, Secret secret, URI tokenUri) {}
}
