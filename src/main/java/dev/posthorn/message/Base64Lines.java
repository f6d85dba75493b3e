package dev.posthorn.message;

import java.util.Arrays;
import java.util.Base64;

/** Base64 in lines of 76 characters (RFC 2045 §6.8), each but a shorter last one ended by CRLF. */
final class Base64Lines {
  /** What the longest line may be. */
  static final int LINE = 76;

  /** Whole lines, so that the pieces of a content fit together. */
  static final int PIECE = 57 * 1024;

  private static final byte[] CRLF = {'\r', '\n'};
  private static final Base64.Encoder ENCODER = Base64.getMimeEncoder(LINE, CRLF);

  private Base64Lines() {}

  /** How many bytes {@link #encode} makes of that many. */
  static int size(int length) {
    int characters = (length + 2) / 3 * 4;
    return characters + characters / LINE * CRLF.length;
  }

  /**
   * Encodes the next piece: {@link #PIECE} bytes, or the last ones.
   *
   * @param into gets {@link #size} bytes
   */
  static void encode(byte[] piece, int length, byte[] into) {
    byte[] exact = length == piece.length ? piece : Arrays.copyOf(piece, length);
    int written = ENCODER.encode(exact, into);
    if (written < size(length)) { // The encoder ends no last line, though it be a full one.
      into[written] = '\r';
      into[written + 1] = '\n';
    }
  }
}
