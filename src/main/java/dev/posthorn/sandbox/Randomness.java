package dev.posthorn.sandbox;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.random.RandomGenerator;

/** Makes the texts nobody must guess, shaped like Google's. Thread-safe. */
final class Randomness {
  private static final Base64.Encoder URL_SAFE = Base64.getUrlEncoder().withoutPadding();

  private final RandomGenerator random = new SecureRandom();

  String accessToken() {
    return "ya29." + text(48);
  }

  String refreshToken() {
    return "1//0" + text(36);
  }

  /** With a slash, as Google's: it must be escaped on its way. */
  String code() {
    return "4/0A" + text(36);
  }

  String clientSecret() {
    return "GOCSPX-" + text(21);
  }

  String text(int bytes) {
    byte[] value = new byte[bytes];
    random.nextBytes(value);
    return URL_SAFE.encodeToString(value);
  }

  /** Small letters, for a password that people type. */
  String letters(int count) {
    StringBuilder letters = new StringBuilder();
    random.ints(count, 'a', 'z' + 1).forEach(letters::appendCodePoint);
    return letters.toString();
  }

  long number() {
    return random.nextLong();
  }
}
