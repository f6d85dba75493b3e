package dev.posthorn.merge;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * A text with one more line, of one character that is none (U+FFFF): whoever parses CSV finds it as
 * a record of its own, or, when a quote was never closed, inside of the last field. The parser
 * itself takes the end of the file for the quote.
 */
final class EndMark extends FilterReader {
  static final String MARK = "\uFFFF";

  private final String last = "\n" + MARK + "\n";
  private int given = -1;

  EndMark(Reader text) {
    super(text);
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    if (given < 0) {
      int count = in.read(target, offset, length);
      if (count >= 0) {
        return count;
      }
      given = 0;
    }
    int count = Math.min(length, last.length() - given);
    last.getChars(given, given + count, target, offset);
    given += count;
    return count == 0 && length > 0 ? -1 : count;
  }
}
