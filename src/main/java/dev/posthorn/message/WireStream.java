package dev.posthorn.message;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Makes every line end CRLF and refuses what no line may hold (RFC 5322 §2.1.1, §2.3). Passes its
 * bytes on in large pieces; flushing does nothing before {@link #finish()}.
 */
final class WireStream extends BodyStream {
  static final int LONGEST_LINE = 998;

  private static final int LARGE = 64 * 1024;

  private final WireCounter out;

  /** Small at first, since a short mail makes several of these. */
  private byte[] buffer = new byte[2 * 1024];

  private int used;
  private int column;
  private boolean afterCr;

  private final boolean tolerant;
  private boolean broken;

  WireStream(WireCounter out) {
    this(out, false);
  }

  private WireStream(WireCounter out, boolean tolerant) {
    this.out = out;
    this.tolerant = tolerant;
  }

  /** One that refuses nothing, and tells afterwards: for a message that may be mended. */
  static WireStream tolerant(WireCounter out) {
    return new WireStream(out, true);
  }

  /** Whether something was let through that no line may hold. */
  boolean isBroken() {
    return broken;
  }

  /** Text between line ends goes in one piece: a message may be 35 MiB of it. */
  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int end = offset + length;
    int at = offset;
    while (at < end) {
      int stop = at;
      while (stop < end && isText(bytes[stop])) {
        stop++;
      }
      putText(bytes, at, stop - at);
      if (stop < end) {
        put(bytes[stop++]);
      }
      at = stop;
    }
  }

  /** Encodes content to its end: in lines that need none of the checks. */
  @Override
  void writeBase64(InputStream content) throws IOException {
    finish();
    out.writeBase64(content);
    afterCr = false;
    column = Base64Lines.LINE;
  }

  @Override
  void finish() throws IOException {
    out.write(buffer, 0, used);
    used = 0;
  }

  private void put(byte b) throws IOException {
    if (used > buffer.length - 2) {
      makeRoom(2);
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
      refuse("The message holds a NUL character.");
    }
    lengthen(1);
    buffer[used++] = b;
  }

  private void putText(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return;
    }
    lengthen(length);
    afterCr = false;
    if (length > buffer.length - used) {
      makeRoom(length);
    }
    if (length > buffer.length) { // A line that is mended later.
      out.write(bytes, offset, length);
      return;
    }
    System.arraycopy(bytes, offset, buffer, used, length);
    used += length;
  }

  private void makeRoom(int length) throws IOException {
    buffer = buffer.length < LARGE ? Arrays.copyOf(buffer, LARGE) : buffer;
    if (length > buffer.length - used) {
      finish();
    }
  }

  private void lengthen(int length) {
    column += length;
    if (column > LONGEST_LINE) {
      refuse("The message has a line of more than 998 octets.");
    }
  }

  private void refuse(String why) {
    if (!tolerant) {
      throw new InvalidMessageException(why);
    }
    broken = true;
  }

  private static boolean isText(byte b) {
    return b != '\r' && b != '\n' && b != 0;
  }
}
