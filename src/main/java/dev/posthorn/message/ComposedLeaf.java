package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimePart;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;

/**
 * The content of a composed part, which is written for Jakarta Mail as we encode it: its own
 * quoted-printable leaves "From " at the beginning of a line.
 *
 * @param leaf the content
 * @param handler what the part was given to hold it
 */
record ComposedLeaf(Entity.Leaf leaf, DataHandler handler) {
  private static final byte[] CRLF = {'\r', '\n'};

  /** Whether the part, which is its owner's to change, still holds it, encoded so. */
  @SuppressWarnings("ReferenceEquality")
  boolean isStill(MimePart part) throws MessagingException {
    return leaf.encoding().equals("quoted-printable")
        && part.getDataHandler() == handler
        && leaf.encoding().equals(part.getEncoding());
  }

  /** Writes the part, without some of its fields. */
  void write(MimePart part, String[] without, OutputStream out)
      throws IOException, MessagingException {
    for (String line : Collections.list(part.getNonMatchingHeaderLines(without))) {
      out.write(line.getBytes(ISO_8859_1));
      out.write(CRLF);
    }
    out.write(CRLF);
    leaf.writeQuotedPrintable(out);
  }
}
