package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/**
 * One header field on its way to the wire: words are appended, lines are folded before them.
 *
 * <p>Lines end at 76 characters wherever there is a blank to fold at, which serves both the 78 of
 * RFC 5322 §2.1.1 and the 76 of RFC 2047 §2 for lines with an encoded-word.
 */
final class HeaderLine {
  static final int WIDTH = 76;

  private static final int ENCODED_WORD = 75;
  private static final int FRAME = "=?UTF-8?Q??=".length();

  /** Room for the longest character there is: four bytes, twelve characters in Q. */
  private static final int SMALLEST_WORD = FRAME + 12;

  private static final String HEX = "0123456789ABCDEF";

  private final StringBuilder value = new StringBuilder();
  private int column;

  /** Begins the field of that name. */
  HeaderLine(String name) {
    column = name.length() + ": ".length();
  }

  /**
   * Appends a word as it is.
   *
   * @param blanks what stands before it, where the line may be folded; ignored at the beginning
   * @param word ASCII without a place to fold at
   */
  HeaderLine word(String blanks, String word) {
    if (value.length() == 0) {
      return raw(word);
    }
    if (column + blanks.length() + word.length() > WIDTH) {
      fold();
    }
    return raw(blanks).raw(word);
  }

  /**
   * Appends a word to the one before it: a parenthesis, a comma, what may have a blank before it.
   */
  HeaderLine glued(String word) {
    return value.length() == 0 || column + word.length() <= WIDTH ? raw(word) : word(" ", word);
  }

  /**
   * Appends text as one or more encoded-words (RFC 2047), each at most 75 characters, none
   * splitting a character, in the shorter of Q and B.
   *
   * @param blanks what stands before them; not part of the text
   */
  HeaderLine encoded(String blanks, String text) {
    boolean q = qLength(text) <= (text.getBytes(UTF_8).length + 2) / 3 * 4;
    String before = value.length() == 0 ? "" : blanks;
    int from = 0;
    while (from < text.length()) {
      if (column + before.length() + SMALLEST_WORD > WIDTH) {
        fold();
        before = before.isEmpty() ? " " : before;
      }
      int room = Math.min(ENCODED_WORD, WIDTH - column - before.length()) - FRAME;
      // Behind very many blanks there may be room for no character; one goes all the same.
      int to = Math.max(end(text, from, room, q), text.offsetByCodePoints(from, 1));
      String piece = text.substring(from, to);
      raw(before).raw("=?UTF-8?").raw(q ? "Q?" + q(piece) : "B?" + b(piece)).raw("?=");
      before = " ";
      from = to;
    }
    return this;
  }

  /** The field's value, with CRLF and a blank at each fold. */
  String value() {
    return value.toString();
  }

  private void fold() {
    value.append("\r\n");
    column = 0;
  }

  private HeaderLine raw(String text) {
    value.append(text);
    column += text.length();
    return this;
  }

  private static int end(String text, int from, int room, boolean q) {
    int to = from;
    int used = 0;
    while (to < text.length()) {
      int c = text.codePointAt(to);
      int bytes = utf8Length(c);
      used += q ? (isPlain(c) ? 1 : 3 * bytes) : bytes;
      if ((q ? used : (used + 2) / 3 * 4) > room) {
        break;
      }
      to += Character.charCount(c);
    }
    return to;
  }

  private static int qLength(String text) {
    return text.codePoints().map(c -> isPlain(c) ? 1 : 3 * utf8Length(c)).sum();
  }

  private static String q(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(UTF_8)) {
      if (b == ' ') {
        out.append('_');
      } else if (isPlain(b)) {
        out.append((char) b);
      } else {
        out.append('=').append(HEX.charAt((b >> 4) & 15)).append(HEX.charAt(b & 15));
      }
    }
    return out.toString();
  }

  private static String b(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  /** The characters that Q may leave as they are everywhere, phrases included (RFC 2047 §5 (3)). */
  private static boolean isPlain(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == ' '
        || c == '!'
        || c == '*'
        || c == '+'
        || c == '-'
        || c == '/';
  }

  private static int utf8Length(int c) {
    return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  }
}
