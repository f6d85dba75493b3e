package dev.posthorn.message;

import java.util.ArrayList;
import java.util.List;

/**
 * A field with a structure (RFC 5322 §3.2.2 to §3.4) that holds raw UTF-8: its phrases and comments
 * are encoded where they need it, international domains become ASCII, and all else stays as it was
 * written, empty places between commas and the like included. One use.
 */
final class RawPhrases {
  /** What stands outside of angle brackets, quotes and comments. */
  enum Outside {
    /** Addresses, and the names of addresses and groups. */
    ADDRESSES,

    /** Phrases. */
    PHRASES,

    /** What only programs read. */
    STRUCTURE
  }

  private enum Kind {
    WORD,
    COMMENT,
    ANGLE
  }

  private record Item(String blanks, String text, Kind kind) {}

  private final String text;
  private final Outside outside;
  private final MixedWords words = new MixedWords();
  private int at;

  /**
   * Reads a field.
   *
   * @param text its value, on one line
   */
  RawPhrases(String text, Outside outside) {
    this.text = text;
    this.outside = outside;
  }

  /** The value, encoded and folded, for a field of that name. */
  String value(String name) {
    while (at < text.length()) {
      part();
    }
    return words.value(name);
  }

  /** Up to the next comma, or in a list of addresses the colon or semicolon of a group. */
  private void part() {
    List<Item> items = new ArrayList<>();
    String blanks = blanks();
    while (at < text.length() && separators().indexOf(text.charAt(at)) < 0) {
      int from = at;
      Kind kind = kind(text.charAt(at));
      switch (kind) {
        case COMMENT -> skipComment();
        case ANGLE -> skipAngle();
        case WORD -> skipWord();
      }
      items.add(new Item(blanks, text.substring(from, at), kind));
      blanks = blanks();
    }
    boolean isNamed =
        (at < text.length() && text.charAt(at) == ':')
            || items.stream().anyMatch(item -> item.kind() == Kind.ANGLE);
    put(items, isNamed || outside == Outside.PHRASES);
    if (at < text.length()) {
      words.plain(blanks, text.substring(at, at + 1));
      at++;
    }
  }

  private String separators() {
    return switch (outside) {
      case ADDRESSES -> ",;:";
      case PHRASES -> ",";
      case STRUCTURE -> "";
    };
  }

  private Kind kind(char c) {
    if (c == '(') {
      return Kind.COMMENT;
    }
    return c == '<' && outside != Outside.STRUCTURE ? Kind.ANGLE : Kind.WORD;
  }

  private void put(List<Item> items, boolean areNames) {
    for (int i = 0; i < items.size(); i++) {
      Item item = items.get(i);
      if (item.kind() == Kind.COMMENT) {
        putComment(item);
      } else if (item.kind() == Kind.ANGLE) {
        words.plain(item.blanks(), angle(item.text()));
      } else if (isPlain(item, areNames)) {
        words.plain(item.blanks(), address(item.text()));
      } else {
        int end = i + 1;
        while (end < items.size()
            && items.get(end).kind() == Kind.WORD
            && !isPlain(items.get(end), areNames)) {
          end++;
        }
        putPhrase(items.subList(i, end));
        i = end - 1;
      }
    }
  }

  /** Whether it is no word of a phrase. */
  private boolean isPlain(Item item, boolean areNames) {
    return outside == Outside.STRUCTURE || (!areNames && holdsAt(item.text()));
  }

  private static boolean holdsAt(String word) {
    boolean quoted = false;
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      quoted ^= c == '"';
      i += c == '\\' ? 1 : 0;
      if (c == '@' && !quoted) {
        return true;
      }
    }
    return false;
  }

  /** Words beside one another: all of them are encoded when one must be. */
  private void putPhrase(List<Item> phrase) {
    boolean encode = phrase.stream().anyMatch(item -> !RawUtf8.isAscii(item.text()));
    for (Item item : phrase) {
      if (!encode) {
        words.plain(item.blanks(), item.text());
      } else if (EncodedWord.is(item.text())) {
        words.encoded(item.blanks(), item.text());
      } else {
        words.raw(item.blanks(), Phrase.unquoted(item.text()));
      }
    }
  }

  /** Encoded-words may stand in comments (RFC 2047 §5 (2)), beside blanks and parentheses. */
  private void putComment(Item item) {
    String comment = item.text();
    if (RawUtf8.isAscii(comment)) {
      words.plain(item.blanks(), comment);
      return;
    }
    String before = item.blanks();
    int from = 0;
    while (from < comment.length()) {
      int word = from;
      while (HeaderRules.isBlank(comment.charAt(word))) {
        word++;
      }
      before = word > from ? comment.substring(from, word) : before;
      int end = wordEnd(comment, word);
      String piece = comment.substring(word, end);
      if (RawUtf8.isAscii(piece)) {
        RawUtf8.add(words, before, piece);
      } else {
        words.raw(before, Phrase.unescaped(piece));
      }
      before = "";
      from = end;
    }
  }

  /** The end of a word in a comment, which a parenthesis is by itself. */
  private static int wordEnd(String comment, int from) {
    int end = from;
    while (comment.charAt(end) != '(' && comment.charAt(end) != ')') {
      if (HeaderRules.isBlank(comment.charAt(end))) {
        return end;
      }
      end += comment.charAt(end) == '\\' ? 2 : 1;
    }
    return end == from ? end + 1 : end;
  }

  private String angle(String angle) {
    if (RawUtf8.isAscii(angle)) {
      return angle;
    }
    return "<" + address(HeaderRules.trim(angle.substring(1, angle.length() - 1))) + ">";
  }

  /** What is ASCII stays; of an address only the domain may be something else. */
  private String address(String written) {
    if (RawUtf8.isAscii(written)) {
      return written;
    }
    if (outside != Outside.ADDRESSES) {
      throw new InvalidMessageException(
          "\""
              + HeaderRules.shown(written)
              + "\" is not ASCII, and stands where only ASCII may (RFC 5322 §2.2).");
    }
    return AddrSpec.normalise(written);
  }

  private String blanks() {
    int from = at;
    while (at < text.length() && HeaderRules.isBlank(text.charAt(at))) {
      at++;
    }
    return text.substring(from, at);
  }

  private void skipWord() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (HeaderRules.isBlank(c) || separators().indexOf(c) >= 0 || kind(c) != Kind.WORD) {
        return;
      }
      if (c == '"') {
        skipQuoted();
      } else if (c == '[' && text.startsWith("@", at - 1)) {
        // A domain-literal, in which colons are no group's.
        int end = text.indexOf(']', at);
        at = end < 0 ? text.length() : end + 1;
      } else {
        at++;
      }
    }
  }

  private void skipQuoted() {
    at++;
    while (at < text.length() && text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    close("a double quote");
  }

  private void skipAngle() {
    at++;
    while (at < text.length() && text.charAt(at) != '>') {
      switch (text.charAt(at)) {
        case '"' -> skipQuoted();
        case '(' -> skipComment();
        default -> at++;
      }
    }
    close("an angle bracket");
  }

  private void skipComment() {
    int depth = 0;
    do {
      char c = text.charAt(at);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      at += c == '\\' ? 2 : 1;
    } while (depth > 0 && at < text.length());
    at -= depth > 0 ? 0 : 1;
    close("a parenthesis");
  }

  private void close(String what) {
    if (at >= text.length()) {
      throw new InvalidMessageException(
          what + " is not closed, in \"" + HeaderRules.shown(text) + "\".");
    }
    at++;
  }
}
