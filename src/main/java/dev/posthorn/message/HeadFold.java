package dev.posthorn.message;

import java.io.IOException;
import java.io.OutputStream;

/** Folds a line of a part's head that is too long, at its blanks (RFC 5322 §2.2.3). */
final class HeadFold {
  private static final byte[] CRLF = {'\r', '\n'};

  private HeadFold() {}

  /** Whether it can be folded: in 998 octets there is always a blank between other characters. */
  static boolean isPossible(byte[] line, int length) {
    int start = 0;
    while (length - start > WireStream.LONGEST_LINE) {
      int next = next(line, start, length);
      if (next < 0) {
        return false;
      }
      start = next;
    }
    return true;
  }

  /** Writes it in lines of at most 998 octets, without the line end behind the last. */
  static void write(byte[] line, int length, OutputStream out) throws IOException {
    int start = 0;
    while (length - start > WireStream.LONGEST_LINE) {
      int next = next(line, start, length);
      out.write(line, start, next - start);
      out.write(CRLF);
      start = next;
    }
    out.write(line, start, length - start);
  }

  /** The last place to fold at: before a blank, with something more on either side. */
  private static int next(byte[] line, int start, int length) {
    int found = -1;
    boolean text = false;
    for (int i = start; i <= start + WireStream.LONGEST_LINE && i + 1 < length; i++) {
      if (!isBlank(line[i])) {
        text = true;
      } else if (text && !isBlank(line[i + 1])) {
        found = i;
      }
    }
    return found;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }
}
