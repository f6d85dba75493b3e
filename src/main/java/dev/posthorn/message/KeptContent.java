package dev.posthorn.message;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** What a {@link MessageSource} holds, exactly as many bytes as it says. */
record KeptContent(MessageSource source, long size) implements Content {
  KeptContent(MessageSource source) {
    this(source, source.size());
  }

  @Override
  public InputStream open() throws AttachmentException {
    try {
      return new Counted(source.open(), size);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public void checkUnchanged() {
    // Known only by reading.
  }

  private static AttachmentException unreadable(IOException e) {
    AttachmentException ours = AttachmentException.among(e);
    return ours != null ? ours : failed(FileContent.reason(e), e);
  }

  private static AttachmentException failed(String why, @Nullable IOException cause) {
    return new AttachmentException(
        null, "The message that was kept cannot be read: " + why + ".", cause);
  }

  /** Throws in place of an end that comes too early or too late. */
  private static final class Counted extends InputStream {
    private final InputStream in;
    private final long size;
    private long count;

    Counted(InputStream in, long size) {
      this.in = in;
      this.size = size;
    }

    @Override
    public int read() throws AttachmentException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws AttachmentException {
      try {
        int read = in.read(buffer, offset, length);
        count(read);
        return read;
      } catch (IOException e) {
        throw unreadable(e);
      }
    }

    @Override
    public long skip(long bytes) throws AttachmentException {
      try {
        long skipped = in.skip(bytes);
        count(skipped);
        return skipped;
      } catch (IOException e) {
        throw unreadable(e);
      }
    }

    private void count(long read) throws AttachmentException {
      count += Math.max(read, 0);
      if (count > size || (read < 0 && count < size)) {
        throw failed("it has not the " + size + " bytes that it had", null);
      }
    }

    @Override
    public void close() throws AttachmentException {
      try {
        in.close();
      } catch (IOException e) {
        throw unreadable(e);
      }
    }
  }
}
