package dev.posthorn.auth;

import com.google.common.base.Suppliers;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks a token endpoint for a new access token (RFC 6749 §6), with the client's secret in the body
 * as Google's own clients do. A refresh may be repeated: it changes nothing.
 *
 * <p>Thread-safe.
 */
final class TokenEndpoint {
  private final Surroundings around;
  private final Supplier<TokenPost> posts;

  TokenEndpoint(Surroundings around) {
    this.around = around;
    // Who refreshes nothing, as a command that only looks, loads no HTTP client.
    this.posts = Suppliers.memoize(() -> new TokenPost(around.transport()));
  }

  /**
   * Refreshes a grant, asking again where that may help.
   *
   * @return the grant with its new access token
   * @throws AuthException when there is none to be had, by what a caller can do about it
   */
  Grant refresh(Grant grant) throws AuthException {
    Secret refreshToken = grant.refreshToken();
    if (refreshToken == null) {
      throw new AuthException(
          AuthException.Kind.CONSENT_ENDED,
          "The access token of " + grant.email() + " has ended, and there is no refresh token.",
          TokenFileTrouble.login(grant.email()));
    }
    Instant start = around.clock().instant();
    for (int attempts = 1; ; attempts++) {
      try {
        return once(grant, refreshToken);
      } catch (Later later) {
        Duration spent = Duration.between(start, around.clock().instant());
        Duration wait =
            around
                .patience()
                .next(attempts, spent, later.retryAfter)
                .orElseThrow(() -> later.failure);
        pause(wait, grant);
      }
    }
  }

  private Grant once(Grant grant, Secret refreshToken) throws AuthException, Later {
    Instant asked = around.clock().instant();
    TokenReply reply = post(grant, refreshToken);
    if (!reply.isSuccess()) {
      TokenRefusal refusal = TokenRefusal.of(reply, grant, asked);
      if (refusal.mayPass()) {
        throw new Later(refusal.failure(), reply.retryAfter(asked));
      }
      throw refusal.failure();
    }
    try {
      TokenAnswer answer = TokenAnswer.of(reply.fields(), asked);
      return grant.refreshed(answer.accessToken(), answer.refreshToken(), answer.scopes());
    } catch (UnusableJsonException e) {
      throw TokenRefusal.garbled(e);
    }
  }

  private TokenReply post(Grant grant, Secret refreshToken) throws AuthException, Later {
    Map<String, String> form =
        Map.of(
            "grant_type", "refresh_token",
            "refresh_token", refreshToken.value(),
            "client_id", grant.client().id(),
            "client_secret", grant.client().secret().value());
    URI address = grant.client().tokenUri();
    try {
      return posts.get().post(address, form);
    } catch (IOException e) {
      String operation = "Refreshing the tokens of " + grant.email();
      AuthException failure = NetworkFailure.of(operation, address, e, "Then try again.");
      if (NetworkFailure.mayPass(e)) {
        throw new Later(failure, null);
      }
      throw failure;
    }
  }

  private void pause(Duration wait, Grant grant) throws AuthException {
    try {
      around.patience().sleep().sleep(wait);
    } catch (InterruptedException e) {
      throw TokenFileTrouble.interrupted("waiting to refresh the tokens of " + grant.email(), e);
    }
  }

  /** A failure that may pass. */
  private static final class Later extends Exception {
    private static final long serialVersionUID = 1L;

    private final AuthException failure;
    private final transient @Nullable Duration retryAfter;

    Later(AuthException failure, @Nullable Duration retryAfter) {
      super(failure);
      this.failure = failure;
      this.retryAfter = retryAfter;
    }
  }
}
