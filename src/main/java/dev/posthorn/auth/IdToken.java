package dev.posthorn.auth;

import dev.posthorn.auth.AuthException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who consented, out of the id_token of a token answer (OpenID Connect Core §3.1.3.7).
 *
 * <p>Its signature is not checked: the token came straight from the token endpoint, and §3.1.3.7
 * point 6 lets TLS vouch for it there. So this class must never see an id_token from elsewhere. The
 * issuer is not compared either, since credentials.json names none; the address that was asked is
 * the issuer that is trusted.
 */
final class IdToken {
  private static final int MAX_LENGTH = 32 << 10;

  /** Clocks of laptops go wrong; a token that ended longer ago than this is refused. */
  private static final Duration LEEWAY = Duration.ofMinutes(5);

  private IdToken() {}

  /**
   * The account of an id_token.
   *
   * @param token the token, as it came in the answer of the token endpoint
   * @param clientId whom it must be meant for
   * @return the verified address, lower case
   * @throws AuthException REFUSED when it is malformed, for another client, expired, or its address
   *     is not verified
   */
  static String email(String token, String clientId, Instant now) throws AuthException {
    try {
      return email(claims(token), clientId, now);
    } catch (UnusableJsonException e) {
      throw refused(e.getMessage(), again());
    }
  }

  private static String email(JsonFields claims, String clientId, Instant now)
      throws UnusableJsonException, AuthException {
    // One audience, and it is us: §3.1.3.7 points 3 to 5, without trusting further audiences.
    if (!claims.texts("aud").equals(Optional.of(List.of(clientId)))) {
      throw refused("it is meant for another client", "Check client_id in credentials.json.");
    }
    if (now.minus(LEEWAY).getEpochSecond() >= claims.whole("exp").orElse(0L)) {
      throw refused("it has expired", "Set this machine's clock. Run: posthorn login");
    }
    if (!claims.isTrue("email_verified")) {
      throw refused(
          "the account's address is not verified",
          "Verify the address in the Google account. Run: posthorn login");
    }
    // A conservative reading of RFC 5321 §4.1.2: the address names files, headers and URLs.
    return claims
        .text("email")
        .filter(email -> email.length() <= 254)
        .filter(email -> email.matches("[A-Za-z0-9._%+'&=~-]{1,64}@[A-Za-z0-9.-]{1,253}"))
        .map(email -> email.toLowerCase(Locale.ROOT))
        .orElseThrow(() -> refused("it names no mail address", again()));
  }

  private static JsonFields claims(String token) throws UnusableJsonException, AuthException {
    String[] parts = token.split("\\.", 4);
    if (token.length() > MAX_LENGTH || parts.length != 3) {
      throw refused("it is malformed", again());
    }
    try {
      JsonFields.parse(Base64.getUrlDecoder().decode(parts[0]));
      return JsonFields.parse(Base64.getUrlDecoder().decode(parts[1]));
    } catch (IllegalArgumentException | UnusableJsonException e) {
      throw refused("it is malformed", again());
    }
  }

  private static String again() {
    return "Run: posthorn login";
  }

  private static AuthException refused(String why, String remedy) {
    return new AuthException(
        Kind.REFUSED,
        "The server's proof of who consented (its id_token) does not serve: "
            + why
            + ". Nothing was stored.",
        remedy);
  }
}
