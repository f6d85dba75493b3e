package dev.posthorn.message;

import java.io.IOException;
import java.io.InputStream;

/**
 * The bytes of a message that somebody keeps, in a database say: read piece by piece, whenever they
 * are needed, and never held. Implementations are thread-safe.
 */
public interface MessageSource {
  /**
   * How long the message is.
   *
   * @return bytes; the same each time
   */
  long size();

  /**
   * Opens the message at its start.
   *
   * @return a new stream of {@link #size()} bytes, the same each time, for the caller to close; may
   *     be read in large pieces and left before its end
   * @throws IOException when it cannot be read; the stream's reads may throw it too
   */
  InputStream open() throws IOException;
}
