package dev.posthorn.auth;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.posthorn.auth.AuthException.Kind;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A code for tokens (RFC 6749 §4.1.3 and §5.1): asked once, since a code is good for one use and a
 * second one may end what the first one gave (§4.1.2).
 */
final class CodeExchange {
  private static final String AGAIN =
      "Run \"posthorn login\" again; the code of this consent cannot be used a second time.";

  /** What Google's access tokens live, for an answer that does not say (RFC 6749 §5.1). */
  private static final long USUAL_LIFETIME_SECONDS = 3600;

  private static final long LONGEST_LIFETIME_SECONDS = 366L * 24 * 3600;

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
    TokenPost.Answer answer = post.post(client.tokenUri(), form, AGAIN);
    if (answer.status() != 200) {
      throw failure(answer);
    }
    if (answer.isEmpty()) {
      throw garbled("an empty answer");
    }
    return grant(
        answer.json().orElseThrow(() -> garbled("an answer that is not JSON")), asked, sent);
  }

  private Grant grant(JsonObject json, Set<String> asked, Instant sent) throws AuthException {
    String tokenType = required(json, "token_type");
    if (!tokenType.toLowerCase(Locale.ROOT).equals("bearer")) {
      throw incomplete("tokens of a type that is not Bearer");
    }
    Secret accessToken = token(json, "access_token");
    Secret refreshToken = token(json, "refresh_token");
    String email = IdToken.email(required(json, "id_token"), client.clientId(), clock.instant());
    return new Grant(
        email,
        new AccessToken(accessToken, sent.plusSeconds(lifetime(json))),
        refreshToken,
        granted(json, asked),
        new Grant.Client(client.clientId(), client.clientSecret(), client.tokenUri()),
        sent);
  }

  /** RFC 6749 §5.1: the scope may be left out when it is what was asked for. */
  private Set<String> granted(JsonObject json, Set<String> asked) throws AuthException {
    if (!json.has("scope")) {
      return asked;
    }
    return Scopes.parse(required(json, "scope"));
  }

  private long lifetime(JsonObject json) throws AuthException {
    JsonElement given = json.get("expires_in");
    if (given == null || given.isJsonNull()) {
      return USUAL_LIFETIME_SECONDS;
    }
    OptionalLong seconds = JsonText.whole(json, "expires_in");
    if (seconds.isEmpty() || seconds.getAsLong() > LONGEST_LIFETIME_SECONDS) {
      throw garbled("a lifetime that makes no sense");
    }
    return seconds.getAsLong();
  }

  /** A token that can stand in an Authorization header: RFC 6750 §2.1, RFC 6749 appendix A. */
  private Secret token(JsonObject json, String name) throws AuthException {
    String token = required(json, name);
    if (!token.matches("[!-~]+")) {
      throw garbled("a token with characters that no token has");
    }
    return Secret.of(token);
  }

  private String required(JsonObject json, String name) throws AuthException {
    Optional<String> value = JsonText.string(json, name);
    if (value.isPresent()) {
      return value.get();
    }
    throw incomplete("no " + name);
  }

  private AuthException incomplete(String what) {
    return new AuthException(
        Kind.REFUSED,
        TokenPost.place(client.tokenUri()) + " gave " + what + ". Nothing was stored.",
        "Remove the app's access at https://myaccount.google.com/connections, then run \"posthorn"
            + " login\" again; check that token_uri in credentials.json is as downloaded.");
  }

  private AuthException garbled(String what) {
    return new AuthException(
        Kind.UNREACHABLE,
        TokenPost.place(client.tokenUri())
            + " gave "
            + what
            + ". A proxy or a sign-in page may stand between.",
        AGAIN);
  }

  private AuthException failure(TokenPost.Answer answer) {
    int status = answer.status();
    String error = answer.error();
    String who = TokenPost.place(client.tokenUri()) + " answered " + status;
    if (status >= 500 || status == 429 || status == 408) {
      return new AuthException(
          Kind.UNREACHABLE, who + AuthorizationErrors.shown(error) + ": it has trouble.", AGAIN);
    }
    if (error.equals("invalid_grant")) {
      return new AuthException(
          Kind.CONSENT_ENDED,
          "The server does not take the consent's code: it expired, was used before, or an"
              + " administrator's policy ended the session.",
          "Run \"posthorn login\" again and answer the consent page without a long pause; if that"
              + " fails too, set this machine's clock.");
    }
    // Java's HttpURLConnection gives a 401 to a streamed POST without its body.
    if (status == 401 && error.isEmpty()) {
      return AuthorizationErrors.of("invalid_client");
    }
    if (status / 100 == 2) {
      return garbled("an answer with status " + status);
    }
    if (error.isEmpty()) {
      return new AuthException(
          Kind.REFUSED, who + ".", "Check that token_uri in credentials.json is as downloaded.");
    }
    return AuthorizationErrors.of(error);
  }
}
