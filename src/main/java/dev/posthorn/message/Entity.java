package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * A MIME entity (RFC 2045 §2.4), a message or a part of one: fields, an empty line and a body. It
 * writes itself; Jakarta Mail, which could, takes longer to load than a short message to send.
 */
record Entity(List<Field> fields, Body body) {
  private static final byte[] CRLF = {'\r', '\n'};

  Entity {
    fields = List.copyOf(fields);
  }

  void writeTo(BodyStream out) throws IOException {
    for (Field field : fields) {
      out.write(field.line().getBytes(ISO_8859_1));
      out.write(CRLF);
    }
    out.write(CRLF);
    body.writeTo(out);
  }

  /** What an entity holds. */
  sealed interface Body {
    void writeTo(BodyStream out) throws IOException;
  }

  /**
   * Content in a transfer encoding (RFC 2045 §6).
   *
   * @param encoding base64, quoted-printable, or one that changes nothing
   */
  record Leaf(Content content, String encoding) implements Body {
    @Override
    public void writeTo(BodyStream out) throws IOException {
      switch (encoding) {
        case "base64" -> {
          try (InputStream in = content.open()) {
            out.writeBase64(in);
          }
        }
        case "quoted-printable" -> writeQuotedPrintable(out);
        default -> {
          try (InputStream in = content.open()) {
            in.transferTo(out);
          }
        }
      }
    }

    void writeQuotedPrintable(OutputStream out) throws IOException {
      QuotedPrintable encoder = new QuotedPrintable(out);
      try (InputStream in = content.open()) {
        in.transferTo(encoder);
      }
      encoder.finish();
    }
  }

  /**
   * Entities behind one another (RFC 2046 §5.1.1).
   *
   * @param subtype mixed, alternative or related
   * @param parameters those of the type beside the boundary, as {@code ; type="text/html"}
   */
  record Multipart(String subtype, String parameters, String boundary, List<Entity> parts)
      implements Body {
    Multipart {
      parts = List.copyOf(parts);
    }

    /** The media type, folded before the boundary. */
    String contentType() {
      return "multipart/" + subtype + parameters + ";\r\n boundary=\"" + boundary + "\"";
    }

    @Override
    public void writeTo(BodyStream out) throws IOException {
      String delimiter = "--" + boundary;
      for (Entity part : parts) {
        out.write((delimiter + "\r\n").getBytes(ISO_8859_1));
        part.writeTo(out);
        out.write(CRLF);
      }
      out.write((delimiter + "--\r\n").getBytes(ISO_8859_1));
    }
  }
}
