package dev.posthorn.auth;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the authorization server says about an access token. Immutable.
 *
 * <p>Google documents the endpoint for debugging, not for every request.
 */
public final class TokenInfo {
  private final Set<String> scopes;
  private final Instant expiry;
  private final @Nullable String email;

  TokenInfo(Set<String> scopes, Instant expiry, @Nullable String email) {
    this.scopes = Set.copyOf(scopes);
    this.expiry = expiry;
    this.email = email;
  }

  /**
   * What the token may do.
   *
   * @return the scopes as Google writes them; unmodifiable
   */
  public Set<String> scopes() {
    return scopes;
  }

  /**
   * When the token ends, by this machine's clock.
   *
   * @return the end
   */
  public Instant expiry() {
    return expiry;
  }

  /**
   * Whose token it is.
   *
   * @return the account in lower case; empty when the token's scopes do not tell
   */
  public Optional<String> email() {
    return Optional.ofNullable(email);
  }
}
