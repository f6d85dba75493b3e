package dev.posthorn.message;

/** Tells of bytes, piece by piece, whether all of them are UTF-8 (RFC 3629 §4). */
final class Utf8Check {
  private int missing;
  private int least = 0x80;
  private int most = 0xBF;
  private boolean broken;
  private boolean beyondAscii;

  void take(byte[] bytes, int offset, int length) {
    for (int i = offset; i < offset + length && !broken; i++) {
      if (bytes[i] < 0 || missing > 0) {
        take(bytes[i] & 0xFF);
      }
    }
  }

  private void take(int b) {
    beyondAscii = true;
    if (missing > 0) {
      broken = b < least || b > most;
      missing--;
      least = 0x80;
      most = 0xBF;
    } else if (b < 0xC2 || b > 0xF4) {
      broken = true;
    } else {
      missing = b < 0xE0 ? 1 : b < 0xF0 ? 2 : 3;
      // Neither overlong forms nor surrogates nor what is above U+10FFFF.
      least = b == 0xE0 ? 0xA0 : b == 0xF0 ? 0x90 : 0x80;
      most = b == 0xED ? 0x9F : b == 0xF4 ? 0x8F : 0xBF;
    }
  }

  /** Whether all was UTF-8, up to here. */
  boolean isValid() {
    return !broken && missing == 0;
  }

  /** Whether something was more than ASCII. */
  boolean isBeyondAscii() {
    return beyondAscii;
  }
}
