package dev.posthorn.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The process's stdout, which remembers why it took no more: a {@link java.io.PrintStream} tells
 * that something failed, and not what. Thread-safe.
 */
final class Stdout extends FileOutputStream {
  private volatile @Nullable IOException failure;

  Stdout() {
    super(FileDescriptor.out);
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] octets) throws IOException {
    write(octets, 0, octets.length);
  }

  @Override
  public void write(byte[] octets, int offset, int length) throws IOException {
    try {
      super.write(octets, offset, length);
    } catch (IOException e) {
      failure = failure == null ? e : failure;
      throw e;
    }
  }

  /**
   * Whether it is a pipe that nobody reads any more (EPIPE), as behind {@code | head -1}: neither a
   * full disk nor anything else that loses what is wanted. Java has no more than strerror's words,
   * which are in English since the launcher sets LC_ALL; in words that are not known it is a
   * failure like any other.
   */
  boolean isReaderGone() {
    IOException why = failure;
    return why != null && String.valueOf(why.getMessage()).contains("Broken pipe");
  }
}
