package dev.posthorn.message;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** Bytes that can be read again and again: the same each time, or an exception in their place. */
interface Content {
  /** How many. */
  long size();

  /** A new stream, for the caller to close. */
  InputStream open() throws AttachmentException;

  /** Looks whether they are still there and as they were, without reading them. */
  void checkUnchanged() throws AttachmentException;

  /** Content in memory, which nobody else has. */
  static Content of(byte[] bytes) {
    return new Content() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }

      @Override
      public void checkUnchanged() {
        // Nobody else has the bytes.
      }
    };
  }
}
