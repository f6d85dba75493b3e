package dev.posthorn.message;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Makes every line end CRLF and refuses what no line may hold (RFC 5322 §2.1.1, §2.3). Passes its
 * bytes on in large pieces; flushing does nothing before {@link #finish()}.
 */
final class WireStream extends OutputStream {
  private static final int LONGEST_LINE = 998;

  private final OutputStream out;
  private final byte[] buffer = new byte[64 * 1024];
  private int used;
  private int column;
  private boolean afterCr;

  WireStream(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int b) throws IOException {
    put((byte) b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      put(bytes[i]);
    }
  }

  /** Passes on what is left. */
  void finish() throws IOException {
    out.write(buffer, 0, used);
    used = 0;
  }

  private void put(byte b) throws IOException {
    if (used > buffer.length - 2) {
      finish();
    }
    boolean secondOfPair = afterCr && b == '\n';
    afterCr = b == '\r';
    if (secondOfPair) {
      return;
    }
    if (b == '\r' || b == '\n') {
      buffer[used++] = '\r';
      buffer[used++] = '\n';
      column = 0;
      return;
    }
    if (b == 0) {
      throw new InvalidMessageException("The message holds a NUL character.");
    }
    if (++column > LONGEST_LINE) {
      throw new InvalidMessageException(
          "The message has a line of more than " + LONGEST_LINE + " octets.");
    }
    buffer[used++] = b;
  }
}
