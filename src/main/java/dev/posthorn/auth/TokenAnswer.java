package dev.posthorn.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The successful answer of a token endpoint (RFC 6749 §5.1), checked.
 *
 * @param accessToken the new access token
 * @param refreshToken a new refresh token, or null when there is none
 * @param scopes the scopes of the token, or null when the answer does not name them
 */
record TokenAnswer(
    AccessToken accessToken, @Nullable Secret refreshToken, @Nullable Set<String> scopes) {
  /** What Google's tokens live; expires_in is only recommended. */
  private static final Duration USUAL_LIFE = Duration.ofHours(1);

  /**
   * Checks an answer.
   *
   * @param now the time before the request, so that the expiry errs on the safe side
   */
  static TokenAnswer of(JsonFields fields, Instant now) throws UnusableJsonException {
    Secret token =
        fields
            .secret("access_token")
            .orElseThrow(() -> new UnusableJsonException("it has no \"access_token\""));
    if (!fields.requiredText("token_type").equalsIgnoreCase("Bearer")) {
      throw new UnusableJsonException("its \"token_type\" is not Bearer");
    }
    long seconds = fields.seconds("expires_in").orElse(USUAL_LIFE.toSeconds());
    return new TokenAnswer(
        new AccessToken(token, now.plusSeconds(seconds)),
        fields.secret("refresh_token").orElse(null),
        fields.scopes("scope").filter(scopes -> !scopes.isEmpty()).orElse(null));
  }
}
