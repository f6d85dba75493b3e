package dev.posthorn.message;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One header field as it stands on the wire (RFC 5322 §2.2): name, colon, value, folds; without the
 * line end that closes it. Its characters are octets of ASCII, its line ends CRLF.
 */
record Field(String line) {
  /**
   * A field with its folds (§2.2.3): after each line break a blank, and something more. Blanks
   * before the colon are old mail's (§4.5).
   */
  private static final Pattern WELL_FORMED =
      Pattern.compile("[!-9;-~]++[ \t]*+:[ -~\t]*+(?:(?:\r\n|\r|\n)[ \t]++[!-~][ -~\t]*+)*+");

  private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

  Field {
    if (!WELL_FORMED.matcher(line).matches()) {
      int colon = line.indexOf(':');
      String name = colon < 0 ? line : line.substring(0, colon);
      throw new InvalidMessageException(
          "The header \""
              + HeaderRules.shown(name)
              + "\" holds a line break, a control character or unencoded characters.");
    }
    line = LINE_END.matcher(line).replaceAll("\r\n");
  }

  static Field of(String name, String value) {
    return new Field(name + ": " + value);
  }

  /** The name as it was written. */
  String name() {
    return HeaderRules.trim(line.substring(0, line.indexOf(':')));
  }

  boolean isNamed(String other) {
    return lowerName().equals(other.toLowerCase(Locale.ROOT));
  }

  String lowerName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What follows the colon, folds included. */
  String value() {
    return line.substring(line.indexOf(':') + 1);
  }

  /** The value on one line, without the blanks around it. */
  String text() {
    return HeaderRules.trim(LINE_END.matcher(value()).replaceAll(""));
  }

  /** The same field with another value. */
  Field withValue(String value) {
    return new Field(line.substring(0, line.indexOf(':') + 1) + value);
  }
}
