package dev.posthorn.message;

import java.util.ArrayList;
import java.util.List;

/**
 * The words of a field that somebody else wrote: some stay as they are, some become encoded-words,
 * some are such already. Blanks between two encoded-words are lost in reading (RFC 2047 §6.2), so
 * those beside a word that is encoded here go into its text. One use.
 */
final class MixedWords {
  private enum Kind {
    PLAIN,
    RAW,
    ENCODED
  }

  /** A word whose text may grow: raw ones run into one. */
  private record Word(String blanks, StringBuilder text, Kind kind) {
    static Word of(String blanks, String text, Kind kind) {
      return new Word(blanks, new StringBuilder(text), kind);
    }
  }

  private final List<Word> words = new ArrayList<>();

  /**
   * Adds a word that stays.
   *
   * @param blanks what stands before it; {@code ""} only where a blank may be added
   */
  void plain(String blanks, String text) {
    // A blank goes behind an encoded-word (RFC 2047 §5), but for the end of a comment.
    boolean apart = blanks.isEmpty() && isLast(Kind.RAW, Kind.ENCODED) && !text.equals(")");
    words.add(Word.of(apart ? " " : blanks, text, Kind.PLAIN));
  }

  /** Adds a word that is encoded here, and those within it that are so already. */
  void raw(String blanks, String text) {
    String before = blanks;
    int from = 0;
    for (int at = text.indexOf("=?"); at >= 0; at = text.indexOf("=?", at)) {
      int end = EncodedWord.end(text, at);
      if (end < 0) {
        at += 2;
        continue;
      }
      if (at > from) {
        unencoded(before, text.substring(from, at));
        before = "";
      }
      encoded(before, text.substring(at, end));
      before = "";
      from = end;
      at = end;
    }
    if (from < text.length()) {
      unencoded(before, text.substring(from));
    }
  }

  private void unencoded(String blanks, String text) {
    if (isLast(Kind.RAW)) {
      words.get(words.size() - 1).text().append(blanks).append(text);
    } else if (isLast(Kind.ENCODED)) {
      words.add(Word.of(" ", blanks + text, Kind.RAW));
    } else {
      words.add(Word.of(apart(blanks), text, Kind.RAW));
    }
  }

  /** Adds an encoded-word that stays. */
  void encoded(String blanks, String text) {
    if (isLast(Kind.RAW)) {
      words.get(words.size() - 1).text().append(blanks);
      words.add(Word.of(" ", text, Kind.ENCODED));
    } else {
      words.add(Word.of(apart(blanks), text, Kind.ENCODED));
    }
  }

  /** A blank goes before an encoded-word (RFC 2047 §5), but at the start of a comment. */
  private String apart(String blanks) {
    boolean glued = blanks.isEmpty() && !words.isEmpty();
    return glued && !words.get(words.size() - 1).text().toString().equals("(") ? " " : blanks;
  }

  /** The value of a field of that name, in lines. */
  String value(String name) {
    HeaderLine line = new HeaderLine(name);
    for (Word word : words) {
      if (word.kind() == Kind.RAW) {
        line.encoded(word.blanks(), word.text().toString());
      } else if (word.blanks().isEmpty()) {
        line.glued(word.text().toString());
      } else {
        line.word(word.blanks(), word.text().toString());
      }
    }
    return line.value();
  }

  private boolean isLast(Kind... kinds) {
    return !words.isEmpty() && List.of(kinds).contains(words.get(words.size() - 1).kind());
  }
}
