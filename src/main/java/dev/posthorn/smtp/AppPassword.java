package dev.posthorn.smtp;

import dev.posthorn.auth.Secret;

/**
 * A user name and a password for a server without OAuth, such as an app password of a Google
 * account. Goes over TLS only. Immutable and thread-safe; the password is redacted in {@link
 * #toString()}.
 *
 * @param user the name to log in with, usually the e-mail address; not blank
 * @param password the password, as it was given: blanks in it are kept
 * @see <a href="https://support.google.com/accounts/answer/185833">Google: app passwords</a>
 */
public record AppPassword(String user, Secret password) {
  /**
   * Checks both.
   *
   * @param user see the record
   * @param password see the record
   * @throws IllegalArgumentException when the user name is blank, or either holds a NUL, which
   *     would end it on the wire (RFC 4616 §2), or a line break
   */
  public AppPassword {
    if (user.isBlank()) {
      throw new IllegalArgumentException("A login needs a user name.");
    }
    if (isBroken(user) || isBroken(password.value())) {
      throw new IllegalArgumentException(
          "A user name or password cannot hold a line break or a NUL.");
    }
  }

  private static boolean isBroken(String text) {
    return text.chars().anyMatch(c -> c == 0 || c == '\r' || c == '\n');
  }
}
