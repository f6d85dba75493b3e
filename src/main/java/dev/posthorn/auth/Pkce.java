package dev.posthorn.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * One login's proof key: the challenge goes out with the browser, the verifier with the code, so
 * that a stolen code is worth nothing (RFC 7636).
 *
 * @param verifier 43 unreserved characters from 32 random bytes (RFC 7636 §4.1); for one login only
 * @param challenge BASE64URL(SHA256(verifier)), the method S256 (RFC 7636 §4.2)
 */
record Pkce(Secret verifier, String challenge) {
  static final String METHOD = "S256";
  private static final int BYTES = 32;

  /** A new key; give one to one login only. */
  static Pkce create(SecureRandom random) {
    return of(randomText(random));
  }

  /** The key of a given verifier. */
  static Pkce of(Secret verifier) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return new Pkce(verifier, base64url(sha256.digest(verifier.value().getBytes(US_ASCII))));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256 (java.security.MessageDigest).", e);
    }
  }

  /** 256 random bits in 43 characters that need no escaping in a URL. */
  static Secret randomText(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Secret.of(base64url(bytes));
  }

  private static String base64url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
