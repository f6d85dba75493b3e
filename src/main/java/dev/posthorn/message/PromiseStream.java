package dev.posthorn.message;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Lets through exactly the bytes that were measured. The last one is held back until all are seen
 * to be the same, so that a receiver that waits for them all never has a whole message that is
 * wrong.
 */
final class PromiseStream extends WireCounter {
  private final OutputStream out;
  private final WireCount promised;
  private int last;
  private @Nullable IOException failure;

  PromiseStream(OutputStream out, WireCount promised) {
    this.out = out;
    this.promised = promised;
  }

  @Override
  void check(long size) throws AttachmentException {
    if (size > promised.size()) {
      throw changed(null);
    }
  }

  @Override
  void pass(byte[] bytes, int offset, int length) throws IOException {
    boolean complete = size() == promised.size();
    last = bytes[offset + length - 1];
    hand(bytes, offset, complete ? length - 1 : length);
  }

  @Override
  void passBase64(byte[] piece, int length, byte[] lines) throws IOException {
    Base64Lines.encode(piece, length, lines);
    pass(lines, 0, Base64Lines.size(length));
  }

  /** Ends the message, if it is the one that was promised. */
  void finish() throws IOException {
    if (size() != promised.size() || checksum() != promised.checksum()) {
      throw changed(null);
    }
    hand(new byte[] {(byte) last}, 0, 1);
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

  private void hand(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }
}
