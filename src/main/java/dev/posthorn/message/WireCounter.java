package dev.posthorn.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.CRC32C;

/**
 * Counts the bytes of a body and makes a CRC-32C of them. Of what is in base64 the content is taken
 * in before it is encoded: so a message is measured without encoding its attachments.
 */
abstract class WireCounter extends OutputStream {
  private final CRC32C checksum = new CRC32C();
  private long size;

  @Override
  public final void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public final void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > 0) {
      add(length);
      checksum.update(bytes, offset, length);
      pass(bytes, offset, length);
    }
  }

  /** Takes content that goes in base64, to its end. */
  final void writeBase64(InputStream content) throws IOException {
    byte[] piece = new byte[Base64Lines.PIECE];
    byte[] lines = new byte[Base64Lines.size(piece.length)];
    int length;
    while ((length = content.readNBytes(piece, 0, piece.length)) > 0) {
      add(Base64Lines.size(length));
      checksum.update(piece, 0, length);
      passBase64(piece, length, lines);
    }
  }

  private void add(int length) throws IOException {
    size += length;
    check(size);
  }

  /** Looks at the new size before the bytes pass. */
  abstract void check(long size) throws IOException;

  abstract void pass(byte[] bytes, int offset, int length) throws IOException;

  /**
   * Passes a piece of content.
   *
   * @param lines room for it in base64
   */
  abstract void passBase64(byte[] piece, int length, byte[] lines) throws IOException;

  final long size() {
    return size;
  }

  final long checksum() {
    return checksum.getValue();
  }
}
