package dev.posthorn.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Takes the body of a message, and each time that it is written the same. */
abstract class BodyStream extends OutputStream {
  @Override
  public final void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public abstract void write(byte[] bytes, int offset, int length) throws IOException;

  /** Encodes content to its end; what follows, if anything does, begins with a line end. */
  abstract void writeBase64(InputStream content) throws IOException;

  /** Passes on what is left. */
  abstract void finish() throws IOException;
}
