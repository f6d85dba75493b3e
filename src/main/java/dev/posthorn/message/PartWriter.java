package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Writes what a {@link MimeWalker} finds, changed as a plan says. One use; not thread-safe. */
final class PartWriter {
  private static final byte[] CRLF = {'\r', '\n'};

  private final BodyStream out;
  private final Plan plan;
  private final boolean headPasses;

  /** Encodes the content that passes; null where it stays. */
  private @Nullable Encoder encoder;

  /** Whether what passes is left out. */
  private boolean dropping;

  /** The line end before the next line, which is no content when that is a boundary. */
  private final byte[] pending = new byte[2];

  private int pendingLength;

  PartWriter(BodyStream out, Plan plan, boolean headPasses) {
    this.out = out;
    this.plan = plan;
    this.headPasses = headPasses;
  }

  /** What encodes a content. */
  private interface Encoder {
    void write(byte[] bytes, int offset, int length) throws IOException;

    void finish() throws IOException;
  }

  void headLine(Part part, byte[] line, int length, boolean ended) throws IOException {
    if (part.head.isInEncoding() && !plan.encoding(part.number).isEmpty()) {
      return; // Another stands at the end of this head.
    }
    if (plan.has(part.number, Change.FOLD_HEAD)) {
      HeadFold.write(line, length, out);
    } else {
      out.write(line, 0, length);
    }
    if (ended) {
      out.write(CRLF);
    }
  }

  void endOfHead(Part part) throws IOException {
    String encoding = plan.encoding(part.number);
    if (!encoding.isEmpty() && (headPasses || part.number > 0)) {
      if (part.isMessage && part.head.lacksVersion()) {
        field("MIME-Version", "1.0");
      }
      String type = plan.type(part.number);
      if (!type.isEmpty()) {
        field("Content-Type", type);
      }
      field("Content-Transfer-Encoding", encoding);
    }
    out.write(CRLF);
  }

  private void field(String name, String value) throws IOException {
    out.write((name + ": " + value + "\r\n").getBytes(ISO_8859_1));
  }

  /** What follows is the content of a part. */
  void leaf(Part part) {
    dropping = false;
    if (plan.has(part.number, Change.TO_QUOTED_PRINTABLE)) {
      encoder = quotedPrintable();
    } else if (plan.has(part.number, Change.TO_BASE64)) {
      encoder = new Base64Encoder(out);
    } else if (plan.has(part.number, Change.WRAP)) {
      encoder = wrapping(part.isQuotedPrintable());
    }
  }

  /** What follows stands around the parts of a multipart. */
  void outside(Part multipart, Change drop) {
    dropping = plan.has(multipart.number, drop);
  }

  void content(byte[] bytes, int offset, int length) throws IOException {
    if (encoder != null) {
      encoder.write(pending, 0, pendingLength);
      pendingLength = 0;
      encoder.write(bytes, offset, length);
    } else if (!dropping) {
      out.write(bytes, offset, length);
    }
  }

  /** The end of a line of content. */
  void contentEnd(byte b) throws IOException {
    if (encoder != null) {
      encoder.write(pending, 0, pendingLength);
      pending[0] = b;
      pendingLength = 1;
    } else if (!dropping) {
      out.write(CRLF);
    }
  }

  /** The LF of a CRLF, whose CR was a line end before. */
  void secondOfPair() {
    if (pendingLength == 1) {
      pending[pendingLength++] = '\n';
    }
  }

  /** The end of another line. */
  void lineEnd() throws IOException {
    out.write(CRLF);
  }

  /**
   * Ends what passed.
   *
   * @param atEnd whether the message ends here, rather than at a boundary, to which the line end
   *     before it belongs
   */
  void endContent(boolean atEnd) throws IOException {
    Encoder ending = encoder;
    encoder = null;
    dropping = false;
    if (ending != null) {
      if (atEnd) {
        ending.write(pending, 0, pendingLength);
      }
      ending.finish();
      if (!atEnd && pendingLength > 0) {
        out.write(CRLF);
      }
      pendingLength = 0;
    }
  }

  void finish() throws IOException {
    endContent(true);
  }

  private Encoder quotedPrintable() {
    QuotedPrintable stream = new QuotedPrintable(out);
    return new Streamed(stream, stream::finish);
  }

  private Encoder wrapping(boolean quoted) {
    Wrapping stream = new Wrapping(quoted, out);
    return new Streamed(stream, stream::finish);
  }

  /** An end that may fail. */
  @FunctionalInterface
  private interface Ending {
    void run() throws IOException;
  }

  private record Streamed(OutputStream stream, Ending ending) implements Encoder {
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      stream.write(bytes, offset, length);
    }

    @Override
    public void finish() throws IOException {
      ending.run();
    }
  }

  /** Base64 of the octets as they were given, line ends included. */
  private static final class Base64Encoder implements Encoder {
    private final BodyStream out;
    private final byte[] piece = new byte[Base64Lines.PIECE];
    private int used;

    Base64Encoder(BodyStream out) {
      this.out = out;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      int at = offset;
      int end = offset + length;
      while (at < end) {
        int more = Math.min(end - at, piece.length - used);
        System.arraycopy(bytes, at, piece, used, more);
        used += more;
        at += more;
        if (used == piece.length) {
          pass();
        }
      }
    }

    @Override
    public void finish() throws IOException {
      pass();
    }

    private void pass() throws IOException {
      if (used > 0) {
        out.writeBase64(new ByteArrayInputStream(piece, 0, used));
        used = 0;
      }
    }
  }
}
