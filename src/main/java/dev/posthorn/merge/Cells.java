package dev.posthorn.merge;

import java.text.Normalizer;

/**
 * What people's files hold besides what they see: blanks of many kinds, and letters in two forms.
 */
final class Cells {
  private Cells() {}

  /** Whether nothing is seen there; a no-break space is a blank, too. */
  static boolean isBlank(String text) {
    return text.codePoints().allMatch(Cells::isBlank);
  }

  private static boolean isBlank(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  /** Without the blanks around it. */
  static String stripped(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isBlank(text.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  /**
   * A name as it is compared: without the blanks around it, and in NFC (UAX #15). macOS names files
   * in NFD, where {@code ü} is two characters, and what is copied from such a name is in NFD, too.
   */
  static String name(String text) {
    return composed(stripped(text));
  }

  /** In NFC. */
  static String composed(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }
}
