package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs id_tokens: a JWT with HS256 under the client's secret (OpenID Connect Core §10.1), so that
 * no key pair need be made and published.
 */
final class IdTokens {
  /** Google's issuer, since programs compare it. */
  static final String ISSUER = "https://accounts.google.com";

  private static final Duration LIFE = Duration.ofHours(1);
  private static final BigInteger SUBJECTS = BigInteger.TEN.pow(20);
  private static final Base64.Encoder URL_SAFE = Base64.getUrlEncoder().withoutPadding();

  private final OAuthClient client;
  private final Clock clock;

  IdTokens(OAuthClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  String sign(Grants.Access access, String nonce) {
    Instant now = clock.instant();
    JsonObjectBuilder claims =
        Json.createObjectBuilder()
            .add("iss", ISSUER)
            .add("azp", client.id())
            .add("aud", client.id())
            .add("sub", subject(access.account()))
            .add("iat", now.getEpochSecond())
            .add("exp", now.plus(LIFE).getEpochSecond());
    if (access.scopes().contains(GoogleScope.EMAIL)) {
      claims.add("email", access.account()).add("email_verified", true);
    }
    if (!nonce.isEmpty()) {
      claims.add("nonce", nonce);
    }
    String signed =
        part("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + part(claims.build().toString());
    return signed + "." + URL_SAFE.encodeToString(hmac(signed.getBytes(US_ASCII)));
  }

  /** The account's number: 21 digits that stay the same. */
  String subject(String account) {
    return "1" + String.format("%020d", new BigInteger(1, hash(account)).mod(SUBJECTS));
  }

  private static byte[] hash(String account) {
    try {
      return java.security.MessageDigest.getInstance("SHA-256").digest(account.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private byte[] hmac(byte[] text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(client.signingKey(), "HmacSHA256"));
      return mac.doFinal(text);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static String part(String json) {
    return URL_SAFE.encodeToString(json.getBytes(UTF_8));
  }
}
