package dev.posthorn.message;

import java.io.IOException;

/** Cuts what is written into lines, which end in CRLF, LF or CR, however it comes in pieces. */
abstract class LineStream extends BodyStream {
  private boolean afterCr;

  @Override
  public final void write(byte[] bytes, int offset, int length) throws IOException {
    int end = offset + length;
    int at = offset;
    while (at < end) {
      int stop = at;
      while (stop < end && bytes[stop] != '\n' && bytes[stop] != '\r') {
        stop++;
      }
      if (stop > at) {
        afterCr = false;
        piece(bytes, at, stop - at);
      }
      if (stop < end) {
        lineEnd(bytes[stop++]);
      }
      at = stop;
    }
  }

  private void lineEnd(byte b) throws IOException {
    boolean secondOfPair = afterCr && b == '\n';
    afterCr = b == '\r';
    if (secondOfPair) {
      secondOfPair();
    } else {
      end(b);
    }
  }

  /** A piece of a line, not empty. */
  abstract void piece(byte[] bytes, int offset, int length) throws IOException;

  /**
   * The end of a line.
   *
   * @param b LF, or CR, which an LF may follow
   */
  abstract void end(byte b) throws IOException;

  /** The LF behind a CR: no line of its own. */
  abstract void secondOfPair() throws IOException;
}
