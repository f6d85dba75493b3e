package dev.posthorn.message;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collections;
import java.util.List;

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
  void writeTo(OutputStream out) throws IOException, MessagingException;

  /** The body of a message of Jakarta Mail's. */
  static Body of(MimeMessage message) throws MessagingException {
    List<String> lines = Collections.list(message.getAllHeaderLines());
    String[] names =
        Collections.list(message.getAllHeaders()).stream()
            .map(header -> header.getName())
            .distinct()
            .toArray(String[]::new);
    return out -> {
      if (!Collections.list(message.getAllHeaderLines()).equals(lines)) {
        throw PromiseStream.changed(null);
      }
      message.writeTo(out, names);
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
