package dev.posthorn.sandbox;

import java.io.ByteArrayOutputStream;

/**
 * Breaks lines as Gmail's API does: at the last blank that fits, which goes, or hard where there is
 * none. Reports say 70 to 76 columns; here it is the least of them, so that what passes here whole
 * passes there, too.
 */
final class LineWrap {
  /** A longer line is broken. A character counts as one column, whatever octets UTF-8 needs. */
  static final int LONGEST = 70;

  private final byte[] octets;
  private final ByteArrayOutputStream out;

  private LineWrap(byte[] octets, int length) {
    this.octets = octets;
    this.out = new ByteArrayOutputStream(length + length / LONGEST + 16);
  }

  /** Whether a line in this stretch of the octets would be broken. */
  static boolean applies(byte[] octets, int from, int to) {
    int columns = 0;
    for (int i = from; i < to; i++) {
      boolean ends = octets[i] == '\n' || octets[i] == '\r';
      columns = ends ? 0 : columns + (startsCharacter(octets[i]) ? 1 : 0);
      if (columns > LONGEST) {
        return true;
      }
    }
    return false;
  }

  /** This stretch of the octets with its long lines broken; lines end with CRLF or LF. */
  static byte[] of(byte[] octets, int from, int to) {
    LineWrap wrap = new LineWrap(octets, to - from);
    int at = from;
    while (at < to) {
      int end = at;
      while (end < to && octets[end] != '\n') {
        end++;
      }
      end = Math.min(to, end + 1);
      wrap.line(at, end);
      at = end;
    }
    return wrap.out.toByteArray();
  }

  private void line(int from, int to) {
    int start = from;
    int end = tooLong(start, to);
    while (end < to) {
      int blank = lastBlank(start, end);
      int stop = blank > start ? blank : end;
      out.write(octets, start, stop - start);
      out.write('\r');
      out.write('\n');
      start = blank > start ? blank + 1 : end;
      end = tooLong(start, to);
    }
    out.write(octets, start, to - start);
  }

  /** Where the column after the last that fits begins; the end of the line when all of it fits. */
  private int tooLong(int start, int to) {
    int columns = 0;
    for (int i = start; i < to && octets[i] != '\r' && octets[i] != '\n'; i++) {
      columns += startsCharacter(octets[i]) ? 1 : 0;
      if (columns > LONGEST) {
        return i;
      }
    }
    return to;
  }

  /** The last blank from here to there with something before it; -1 when there is none. */
  private int lastBlank(int start, int end) {
    int last = end;
    while (last > start && !isBlank(octets[last])) {
      last--;
    }
    int first = start;
    while (first < last && isBlank(octets[first])) {
      first++;
    }
    return first < last ? last : -1;
  }

  private static boolean isBlank(byte octet) {
    return octet == ' ' || octet == '\t';
  }

  private static boolean startsCharacter(byte octet) {
    return (octet & 0xC0) != 0x80;
  }
}
