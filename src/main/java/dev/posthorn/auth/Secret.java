package dev.posthorn.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;

/**
 * A value that must never be seen: a token, a client secret, a state, a verifier.
 *
 * <p>Its {@link #toString()} is redacted, so that it may stand in records, logs and exceptions.
 * Immutable and thread-safe.
 */
public final class Secret {
  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /**
   * Wraps a secret.
   *
   * @param value the secret text, not empty
   * @return the wrapped secret
   * @throws IllegalArgumentException when it is empty
   */
  public static Secret of(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("A secret cannot be empty.");
    }
    return new Secret(value);
  }

  /**
   * The secret itself, for the one place that puts it on the wire or into the token file.
   *
   * @return the text
   */
  public String value() {
    return value;
  }

  /** Compares in a time that does not depend on where the two differ. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that
        && MessageDigest.isEqual(value.getBytes(UTF_8), that.value.getBytes(UTF_8));
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "[redacted]";
  }
}
