package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** What is to be known of the lines of one content; takes them piece by piece. */
final class Lines {
  private static final byte[] LINE_END = {'\n'};
  private static final byte[] GIT = "diff --git ".getBytes(ISO_8859_1);
  private static final byte[][] UNIFIED = {
    "--- ".getBytes(ISO_8859_1), "+++ ".getBytes(ISO_8859_1), "@@ -".getBytes(ISO_8859_1)
  };

  private int longest;
  private int length;
  private int bits;
  private int zeros;

  private Utf8Check utf8 = new Utf8Check();
  private boolean checksUtf8;
  private boolean looksForPatch;
  private boolean patch;

  /** How the line begins, as far as a patch can be told from it. */
  private final byte[] start = new byte[GIT.length];

  /** How many lines of a unified diff's head have gone before. */
  private int unified;

  /**
   * Begins with another content.
   *
   * @param patches whether a patch is to be told from other text
   * @param utf8s whether UTF-8 is to be told from other text
   */
  void reset(boolean patches, boolean utf8s) {
    utf8 = utf8s ? new Utf8Check() : utf8;
    checksUtf8 = utf8s;
    longest = 0;
    length = 0;
    bits = 0;
    zeros = 0;
    looksForPatch = patches;
    patch = false;
    unified = 0;
  }

  void text(byte[] bytes, int offset, int count) {
    int seen = bits;
    int none = zeros;
    for (int i = offset; i < offset + count; i++) {
      int b = bytes[i];
      seen |= b;
      none |= (b - 1) & ~b; // Below zero for 0 alone.
    }
    if (checksUtf8) {
      utf8.take(bytes, offset, count);
    }
    bits = seen;
    zeros = none;
    if (looksForPatch && length < start.length) {
      int more = Math.min(count, start.length - length);
      System.arraycopy(bytes, offset, start, length, more);
    }
    length += count;
    longest = Math.max(longest, length);
  }

  void end() {
    if (checksUtf8) {
      utf8.take(LINE_END, 0, 1);
    }
    if (looksForPatch) {
      if (begins(GIT)) {
        patch = true;
      } else if (begins(UNIFIED[unified])) {
        unified++;
      } else {
        unified = begins(UNIFIED[0]) ? 1 : 0;
      }
      patch |= unified == UNIFIED.length;
      looksForPatch = !patch;
    }
    length = 0;
  }

  private boolean begins(byte[] with) {
    if (length < with.length) {
      return false;
    }
    for (int i = 0; i < with.length; i++) {
      if (start[i] != with[i]) {
        return false;
      }
    }
    return true;
  }

  /** Octets in the longest line. */
  int longest() {
    return longest;
  }

  boolean hasNul() {
    return zeros < 0;
  }

  boolean isEightBit() {
    return (bits & 0x80) != 0;
  }

  /** Whether it is UTF-8, with more than ASCII in it; false where that was not asked. */
  boolean isUtf8() {
    return checksUtf8 && utf8.isBeyondAscii() && utf8.isValid();
  }

  boolean isAscii() {
    return checksUtf8 && !utf8.isBeyondAscii();
  }

  boolean isPatch() {
    return patch;
  }
}
