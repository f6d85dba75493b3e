package dev.posthorn.auth;

import java.time.Instant;

/**
 * A bearer token and the moment it ends (RFC 6750). Immutable and thread-safe.
 *
 * @param value the token, redacted in {@link #toString()}; visible ASCII without blanks, so that it
 *     cannot break out of a header (RFC 6749 appendix A.12)
 * @param expiry when the server stops taking it
 */
public record AccessToken(Secret value, Instant expiry) {
  /**
   * Checks the token's characters.
   *
   * @param value the token
   * @param expiry when it ends
   * @throws IllegalArgumentException when a header could not carry the token
   */
  public AccessToken {
    if (!isToken(value.value())) {
      throw new IllegalArgumentException("An access token is visible ASCII, without blanks.");
    }
  }

  /** Tells whether a text can be a token: visible ASCII, of a length that a header can carry. */
  static boolean isToken(String text) {
    return text.length() <= 8192
        && !text.isEmpty()
        && text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
  }

  /**
   * Tells whether the server still takes the token at a moment.
   *
   * @param moment a moment, usually now or a little later
   * @return true when the moment is before the expiry
   */
  public boolean isGoodAt(Instant moment) {
    return moment.isBefore(expiry);
  }
}
