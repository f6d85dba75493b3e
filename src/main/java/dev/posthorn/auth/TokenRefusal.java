package dev.posthorn.auth;

import static dev.posthorn.auth.AuthException.Kind.CONFIGURATION;
import static dev.posthorn.auth.AuthException.Kind.REFUSED;
import static dev.posthorn.auth.AuthException.Kind.UNREACHABLE;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an unsuccessful answer to a refresh means (RFC 6749 §5.2): pure, from the answer alone.
 *
 * @param failure what to tell the caller
 * @param mayPass whether the same request may succeed a little later
 */
record TokenRefusal(AuthException failure, boolean mayPass) {
  private static final Set<String> CLIENT_IS_WRONG =
      Set.of("invalid_client", "unauthorized_client", "deleted_client");
  private static final Set<String> LATER =
      Set.of(
          "temporarily_unavailable",
          "server_error",
          "slow_down",
          "rate_limit_exceeded",
          "internal_failure");
  private static final String CLIENT_CURE =
      "Download the client's credentials.json again from the Google Cloud console."
          + " Run: posthorn login";

  static TokenRefusal of(TokenReply reply, Grant grant, Instant now) {
    String error = reply.error();
    if (error.equals("invalid_grant")) {
      return new TokenRefusal(ConsentEnd.of(grant, reply.code("error_subtype"), now), false);
    }
    int status = reply.status();
    if (reply.isTrouble() || LATER.contains(error)) {
      return later(status, error, reply.retryAfter(now));
    }
    // Java gives no body with a 401 to a streamed POST; the RFC gives 401 to invalid_client alone.
    if (CLIENT_IS_WRONG.contains(error) || (status == 401 && error.isEmpty())) {
      return new TokenRefusal(wrongClient(grant, error), false);
    }
    return new TokenRefusal(forGood(grant, status, error), false);
  }

  /** An answer of status 200 that is no token. */
  static AuthException garbled(UnusableJsonException why) {
    return new AuthException(
        UNREACHABLE,
        "The token server's answer is no token: " + why.getMessage() + ".",
        "If this network has a sign-in page, sign in; check token_uri; then try again.",
        why);
  }

  private static TokenRefusal later(int status, String error, @Nullable Duration retryAfter) {
    String wait =
        retryAfter == null ? "" : " It asks to wait for " + retryAfter.toSeconds() + " s.";
    return new TokenRefusal(
        new AuthException(
            UNREACHABLE,
            "The token server cannot answer now (" + said(status, error) + ")." + wait,
            "Try again later."),
        true);
  }

  private static AuthException wrongClient(Grant grant, String error) {
    return new AuthException(
        CONFIGURATION,
        "The token server does not take the OAuth client of "
            + grant.email()
            + " ("
            + said(401, error)
            + "): it was deleted, its secret was changed, or it is another kind of client.",
        CLIENT_CURE);
  }

  private static AuthException forGood(Grant grant, int status, String error) {
    String where = grant.client().tokenUri().getHost();
    if (status == 407) {
      return new AuthException(
          UNREACHABLE,
          "The proxy asks for a password before it lets anything through to " + where + ".",
          "Set up the proxy for this program.");
    }
    if (status < 400) {
      return new AuthException(
          UNREACHABLE,
          where + " sends us elsewhere (status " + status + "); tokens do not follow.",
          "If this network has a sign-in page, sign in; check token_uri; then try again.");
    }
    if (error.isEmpty() && status == 404) {
      return new AuthException(
          CONFIGURATION,
          "There is no token server at the token_uri of " + grant.email() + " (status 404).",
          CLIENT_CURE);
    }
    return new AuthException(
        REFUSED,
        "The token server refuses to refresh the tokens of "
            + grant.email()
            + " ("
            + said(status, error)
            + ").",
        TokenFileTrouble.login(grant.email()));
  }

  private static String said(int status, String error) {
    return error.isEmpty() ? "status " + status : error;
  }
}
