package dev.posthorn.message;

/** An encoded-word (RFC 2047 §2) as it stands in a text: where it ends. */
final class EncodedWord {
  private EncodedWord() {}

  /** Whether a word is one, all of it. */
  static boolean is(String word) {
    return end(word, 0) == word.length();
  }

  /**
   * Where one ends that begins there; -1 when none does. A language may stand behind the charset
   * (RFC 2231 §5).
   */
  static int end(String text, int from) {
    if (!text.startsWith("=?", from)) {
      return -1;
    }
    int charset = token(text, from + 2);
    if (charset == from + 2 || !text.startsWith("?", charset) || charset + 2 >= text.length()) {
      return -1;
    }
    boolean known = "BbQq".indexOf(text.charAt(charset + 1)) >= 0;
    if (!known || text.charAt(charset + 2) != '?') {
      return -1;
    }
    int content = token(text, charset + 3);
    return text.startsWith("?=", content) ? content + 2 : -1;
  }

  private static int token(String text, int from) {
    int at = from;
    while (at < text.length()
        && text.charAt(at) > ' '
        && text.charAt(at) < 0x7F
        && text.charAt(at) != '?') {
      at++;
    }
    return at;
  }
}
