package dev.posthorn.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/**
 * A message on stdin that ends at a line with nothing but a dot, as sendmail without {@code -i}
 * reads it. Nothing else is changed, leading dots neither; what follows the dot is not read.
 */
final class DotEndedStream extends FilterInputStream {
  private final PushbackInputStream source;
  private boolean atLineStart = true;
  private boolean ended;

  DotEndedStream(InputStream in) {
    this(new PushbackInputStream(in, 2));
  }

  private DotEndedStream(PushbackInputStream source) {
    super(source);
    this.source = source;
  }

  @Override
  public int read() throws IOException {
    int octet = ended ? -1 : source.read();
    if (octet == '.' && atLineStart && isAlone()) {
      ended = true;
      octet = -1;
    }
    atLineStart = octet == '\n';
    return octet;
  }

  /** Whether the line ends behind the dot that was just read. */
  private boolean isAlone() throws IOException {
    int first = source.read();
    if (first < 0 || first == '\n') {
      return true;
    }
    int second = first == '\r' ? source.read() : -1;
    if (second == '\n') {
      return true;
    }
    if (second >= 0) {
      source.unread(second);
    }
    source.unread(first);
    return false;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = 0;
    while (count < length) {
      int octet = read();
      if (octet < 0) {
        break;
      }
      buffer[offset + count++] = (byte) octet;
    }
    return count == 0 && length > 0 ? -1 : count;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = 0;
    while (skipped < count && read() >= 0) {
      skipped++;
    }
    return skipped;
  }

  @Override
  public int available() {
    return 0;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
