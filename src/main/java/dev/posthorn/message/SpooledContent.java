package dev.posthorn.message;

import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;

/**
 * What came from a stream: in memory when it is short, else in a temporary file that nobody else
 * may read and that, on POSIX systems, has no name any more once it is open. It goes when this
 * object is collected, or the process ends, in whatever way.
 */
final class SpooledContent implements Content {
  private static final int IN_MEMORY = 64 * 1024;

  private final FileChannel channel;
  private final long size;

  private SpooledContent(FileChannel channel, long size) {
    this.channel = channel;
    this.size = size;
  }

  /**
   * Reads a stream to its end.
   *
   * @param most more octets are refused
   * @throws IOException when the stream throws it, or the disk is full
   */
  static Content of(InputStream in, long most) throws IOException {
    byte[] first = in.readNBytes(IN_MEMORY + 1);
    if (first.length <= IN_MEMORY) {
      return Content.of(first);
    }
    FileChannel channel =
        FileChannel.open(Files.createTempFile("posthorn", ".tmp"), READ, WRITE, DELETE_ON_CLOSE);
    try {
      long size = 0;
      byte[] buffer = first;
      int length = first.length;
      while (length > 0) {
        size += length;
        if (size > most) {
          throw MeasuringStream.tooLarge();
        }
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        length = in.readNBytes(buffer, 0, buffer.length);
      }
      return new SpooledContent(channel, size);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public InputStream open() {
    return new Replay();
  }

  @Override
  public void checkUnchanged() {
    // Nobody else can reach the file.
  }

  /** Reads by position, so that any number of threads may read at once. */
  private final class Replay extends InputStream {
    private long at;

    @Override
    public int read() throws AttachmentException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws AttachmentException {
      if (length == 0) {
        return 0;
      }
      try {
        int read = channel.read(ByteBuffer.wrap(buffer, offset, length), at);
        at += Math.max(read, 0);
        return read;
      } catch (IOException e) {
        throw new AttachmentException(
            null, "The temporary copy of what came from a stream cannot be read any more.", e);
      }
    }
  }
}
