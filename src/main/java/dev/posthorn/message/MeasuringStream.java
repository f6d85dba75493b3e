package dev.posthorn.message;

import java.io.OutputStream;
import java.util.zip.CRC32C;

/** Counts bytes and keeps none, and stops at the first that is too many. */
final class MeasuringStream extends OutputStream {
  private final CRC32C checksum = new CRC32C();
  private long size;
  private int seen;

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    size += length;
    if (size > WireMessage.LARGEST) {
      throw tooLarge();
    }
    checksum.update(bytes, offset, length);
    for (int i = offset; i < offset + length; i++) {
      seen |= bytes[i];
    }
  }

  WireCount count() {
    return new WireCount(size, checksum.getValue(), (seen & 0x80) != 0);
  }

  static InvalidMessageException tooLarge() {
    return new InvalidMessageException(
        "The message is too large: encoded, it has more than the "
            + WireMessage.LARGEST
            + " bytes (35 MiB) that Gmail takes.");
  }
}
