package dev.posthorn.message;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A message, to be attached to another, in which parts are encoded.
 *
 * @param given the message, head included
 * @param plan what is changed in it
 * @param size octets afterwards
 */
record RecodedContent(Content given, Plan plan, long size) implements Content {
  @Override
  public InputStream open() throws AttachmentException {
    return new Recoded(given.open(), plan);
  }

  @Override
  public void checkUnchanged() throws AttachmentException {
    given.checkUnchanged();
  }

  /** Reads a piece whenever one is asked for, and so holds no more than that. */
  private static final class Recoded extends InputStream {
    private final InputStream in;
    private final Collected collected = new Collected();
    private final MimeWalker walker;
    private final byte[] piece = new byte[16 * 1024];
    private InputStream ready = new ByteArrayInputStream(new byte[0]);
    private boolean ended;

    Recoded(InputStream in, Plan plan) {
      this.in = in;
      this.walker = new MimeWalker(collected, new PartHead(), plan, true);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      int read = ready.read(buffer, offset, length);
      while (read < 0 && !ended) {
        fill();
        read = ready.read(buffer, offset, length);
      }
      return read;
    }

    private void fill() throws IOException {
      int length = in.read(piece);
      if (length < 0) {
        walker.finish();
        ended = true;
      } else {
        walker.write(piece, 0, length);
      }
      ready = new ByteArrayInputStream(collected.take());
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /** What came out of the walk since it was last asked. */
  private static final class Collected extends BodyStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void write(byte[] piece, int offset, int length) {
      bytes.write(piece, offset, length);
    }

    @Override
    void writeBase64(InputStream content) throws IOException {
      byte[] piece = new byte[Base64Lines.PIECE];
      int length;
      while ((length = content.readNBytes(piece, 0, piece.length)) > 0) {
        byte[] lines = new byte[Base64Lines.size(length)];
        Base64Lines.encode(piece, length, lines);
        bytes.writeBytes(lines);
      }
    }

    @Override
    void finish() {
      // All is there.
    }

    byte[] take() {
      byte[] taken = bytes.toByteArray();
      bytes.reset();
      return taken;
    }
  }
}
