package dev.posthorn.message;

import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.OutputStream;

/** A multipart for Jakarta Mail, with a boundary of our choice. */
final class ComposedMultipart extends MimeMultipart {
  ComposedMultipart(Entity.Multipart composed) {
    super(composed.subtype());
    contentType = composed.contentType().replace("\r\n", "");
  }

  /** Spares the look-up of mailcap files that Jakarta Activation makes for every multipart. */
  DataHandler handler() {
    return new SelfWriting(this);
  }

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
