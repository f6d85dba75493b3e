package dev.posthorn.message;

import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;

/** A multipart with a boundary of our choice, that writes itself. */
final class ComposedMultipart extends MimeMultipart {
  private final String folded;

  /** The boundary begins as no line of base64 or quoted-printable can (RFC 2045 §6.7). */
  ComposedMultipart(String subtype, UUID boundary) {
    this(subtype, "", boundary);
  }

  /**
   * With more parameters.
   *
   * @param parameters as {@code ; type="text/html"}
   */
  ComposedMultipart(String subtype, String parameters, UUID boundary) {
    super(subtype);
    folded = "multipart/" + subtype + parameters + ";\r\n boundary=\"=_" + boundary + "\"";
    contentType = folded.replace("\r\n", "");
  }

  void putInto(MimePart part) throws MessagingException {
    part.setDataHandler(new SelfWriting(this));
    part.setHeader("Content-Type", folded);
  }

  /** Spares the look-up of mailcap files that Jakarta Activation makes for every multipart. */
  private static final class SelfWriting extends DataHandler {
    private final ComposedMultipart multipart;

    SelfWriting(ComposedMultipart multipart) {
      super(multipart, multipart.getContentType());
      this.multipart = multipart;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      try {
        multipart.writeTo(out);
      } catch (MessagingException e) {
        throw new IOException("A multipart could not be written.", e);
      }
    }
  }
}
