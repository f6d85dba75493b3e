package dev.posthorn.message;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Lets through exactly the bytes that were measured. The last one is held back until all are seen
 * to be the same, so that a receiver that waits for them all never has a whole message that is
 * wrong.
 */
final class PromiseStream extends OutputStream {
  private final OutputStream out;
  private final WireCount promised;
  private final CRC32C checksum = new CRC32C();
  private long size;
  private int last;
  private @Nullable IOException failure;

  PromiseStream(OutputStream out, WireCount promised) {
    this.out = out;
    this.promised = promised;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return;
    }
    size += length;
    if (size > promised.size()) {
      throw changed(null);
    }
    checksum.update(bytes, offset, length);
    boolean complete = size == promised.size();
    last = bytes[offset + length - 1];
    pass(bytes, offset, complete ? length - 1 : length);
  }

  /** Ends the message, if it is the one that was promised. */
  void finish() throws IOException {
    if (size != promised.size() || checksum.getValue() != promised.checksum()) {
      throw changed(null);
    }
    pass(new byte[] {(byte) last}, 0, 1);
  }

  /** Throws what the receiving end threw, as it was. */
  void rethrowFailure() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  static AttachmentException changed(@Nullable Exception cause) {
    return new AttachmentException(
        null, "The message or an attachment of it changed while it was read.", cause);
  }

  private void pass(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }
}
