package dev.posthorn.auth;

import dev.posthorn.auth.AuthException.Kind;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * A code for tokens (RFC 6749 §4.1.3 and §5.1): asked once, since a code is good for one use and a
 * second one may end what the first one gave (§4.1.2).
 */
final class CodeExchange {
  private static final String AGAIN =
      "Run: posthorn login (the code of this consent cannot be used a second time)";

  private final ClientSecrets client;
  private final TokenPost post;
  private final Clock clock;

  CodeExchange(ClientSecrets client, TokenPost post, Clock clock) {
    this.client = client;
    this.post = post;
    this.clock = clock;
  }

  /**
   * Exchanges a code.
   *
   * @param code what the callback brought
   * @param verifier the proof key's secret half
   * @param redirectUri the very redirect URI that the code was asked with
   * @param asked the scopes that were asked for, canonical
   * @return what was given
   * @throws AuthException UNREACHABLE, CONFIGURATION, CONSENT_ENDED or REFUSED; nothing was stored
   */
  Grant exchange(Secret code, Secret verifier, String redirectUri, Set<String> asked)
      throws AuthException {
    Map<String, String> form =
        Map.of(
            "grant_type", "authorization_code",
            "code", code.value(),
            "code_verifier", verifier.value(),
            "redirect_uri", redirectUri,
            "client_id", client.clientId(),
            "client_secret", client.clientSecret().value());
    Instant sent = clock.instant();
    TokenReply reply =
        post.postOnce("Exchanging the consent's code", client.tokenUri(), form, AGAIN);
    if (!reply.isSuccess()) {
      throw failure(reply);
    }
    JsonFields fields;
    try {
      fields = reply.fields();
    } catch (UnusableJsonException e) {
      throw garbled(e.getMessage());
    }
    try {
      return grant(fields, asked, sent);
    } catch (UnusableJsonException e) {
      throw new AuthException(
          Kind.REFUSED,
          place() + " gave no usable tokens: " + e.getMessage() + ". Nothing was stored.",
          "Check that token_uri in credentials.json is as downloaded, and remove the app's access at"
              + " https://myaccount.google.com/connections. Run: posthorn login",
          e);
    }
  }

  private Grant grant(JsonFields fields, Set<String> asked, Instant sent)
      throws UnusableJsonException, AuthException {
    TokenAnswer answer = TokenAnswer.of(fields, sent);
    if (answer.refreshToken() == null) {
      throw new UnusableJsonException("it has no \"refresh_token\"");
    }
    // RFC 6749 §5.1: the scope may be left out when it is what was asked for; not be empty.
    if (answer.scopes() == null && fields.has("scope")) {
      throw new UnusableJsonException("its \"scope\" is empty");
    }
    return new Grant(
        IdToken.email(fields.requiredText("id_token"), client.clientId(), clock.instant()),
        answer.accessToken(),
        answer.refreshToken(),
        answer.scopes() == null ? asked : answer.scopes(),
        new Grant.Client(client.clientId(), client.clientSecret(), client.tokenUri()),
        sent);
  }

  private String place() {
    return TokenPost.place(client.tokenUri());
  }

  private AuthException garbled(String why) {
    return new AuthException(
        Kind.UNREACHABLE,
        place() + " gave no tokens: " + why + ". A proxy or a sign-in page may stand between.",
        AGAIN);
  }

  private AuthException failure(TokenReply reply) {
    int status = reply.status();
    String error = reply.error();
    String who = place() + " answered " + status;
    if (reply.isTrouble()) {
      return new AuthException(
          Kind.UNREACHABLE, who + AuthorizationErrors.shown(error) + ": it has trouble.", AGAIN);
    }
    if (error.equals("invalid_grant")) {
      return new AuthException(
          Kind.CONSENT_ENDED,
          "The server does not take the browser's answer: it came too late, was used before, or an"
              + " administrator's policy ended the session.",
          "Run: posthorn login (and answer Google's page without a long pause; if that fails"
              + " too, set this machine's clock)");
    }
    // Java's HttpURLConnection gives a 401 to a streamed POST without its body.
    if (status == 401 && error.isEmpty()) {
      return AuthorizationErrors.of("invalid_client");
    }
    if (status / 100 == 2) {
      return garbled("its answer has status " + status);
    }
    if (error.isEmpty()) {
      return new AuthException(
          Kind.REFUSED, who + ".", "Check that token_uri in credentials.json is as downloaded.");
    }
    return AuthorizationErrors.of(error);
  }
}
