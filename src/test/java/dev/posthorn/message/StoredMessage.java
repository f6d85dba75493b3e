package dev.posthorn.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A message that is kept in memory, and may be a byte short, or break off in reading. */
final class StoredMessage implements MessageSource {
  private final byte[] bytes;
  private final long claimed;
  private final int breaksAt;

  /** How often it was opened. */
  int opened;

  private StoredMessage(byte[] bytes, long claimed, int breaksAt) {
    this.bytes = bytes.clone();
    this.claimed = claimed;
    this.breaksAt = breaksAt;
  }

  static StoredMessage of(byte[] bytes) {
    return new StoredMessage(bytes, bytes.length, Integer.MAX_VALUE);
  }

  StoredMessage claiming(long size) {
    return new StoredMessage(bytes, size, breaksAt);
  }

  StoredMessage breakingAt(int offset) {
    return new StoredMessage(bytes, claimed, offset);
  }

  @Override
  public long size() {
    return claimed;
  }

  @Override
  public InputStream open() {
    opened++;
    InputStream in = new ByteArrayInputStream(bytes);
    return new InputStream() {
      private int at;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] to, int offset, int length) throws IOException {
        if (at >= breaksAt) {
          throw new IOException("the ledger is away");
        }
        int read = in.read(to, offset, Math.min(length, Math.min(1000, breaksAt - at)));
        at += Math.max(read, 0);
        return read;
      }
    };
  }
}
