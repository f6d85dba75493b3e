package dev.posthorn.message;

import java.util.Locale;

/**
 * One header field that a caller adds to a message (RFC 5322 §2.2), such as {@code X-Ticket} or
 * {@code In-Reply-To}.
 *
 * <p>The value is plain Unicode: it is folded and, where it holds more than ASCII, encoded by the
 * composer (RFC 2047). Blanks around it are dropped, since no message can carry them, and lone
 * surrogates become U+FFFD. Immutable and thread-safe.
 *
 * @param name the field's name: 1 to 76 printable ASCII characters without blank and colon; its
 *     case is kept, and does not count when it is compared
 * @param value the field's value on one line: may be empty; no CR, LF, NUL or other control
 *     character but the tab
 */
public record Header(String name, String value) {
  /**
   * Checks a header.
   *
   * @param name see above
   * @param value see above
   * @throws InvalidMessageException when name or value holds what a header must not
   */
  public Header {
    HeaderRules.checkName(name);
    value = HeaderRules.trim(HeaderRules.checkText("The header " + name, value));
  }

  /** Tells whether this is a header of that name, in whatever case. */
  boolean isNamed(String other) {
    return name.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
  }
}
