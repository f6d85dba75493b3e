package dev.posthorn.message;

import java.io.IOException;
import java.io.InputStream;

/**
 * What follows the fields of a message: an empty line and the content, or nothing. It is made anew
 * each time; line ends are as they come.
 */
interface Body {
  /**
   * Writes it.
   *
   * @throws AttachmentException when it cannot be read, or is known to have changed
   * @throws IOException when {@code out} throws it
   */
  void writeTo(BodyStream out) throws IOException;

  /** The body of a message that was composed here. */
  static Body of(Entity message) {
    return out -> {
      out.write('\r');
      out.write('\n');
      message.body().writeTo(out);
    };
  }

  /**
   * The body in a message that is given whole.
   *
   * @param start octets before it
   * @param lacksEmptyLine whether the line before it is missing
   */
  static Body of(Content content, long start, boolean lacksEmptyLine) {
    return out -> {
      try (InputStream in = content.open()) {
        in.skipNBytes(start);
        if (lacksEmptyLine) {
          out.write('\n');
        }
        in.transferTo(out);
      }
    };
  }
}
