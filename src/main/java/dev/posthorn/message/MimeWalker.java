package dev.posthorn.message;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the body of a message while it is written: finds its parts, also those of messages
 * inside (RFC 2046 §5), notes what is to be known of them, and changes what a plan says. All else
 * passes as it comes, with CRLF for its line ends. It holds a line of a head, or one that begins
 * with two hyphens, and nothing longer; what is nested too deep, or has too many parts, passes as
 * one content.
 *
 * <p>The same body is found to have the same parts each time, so a plan that was made in one walk
 * is carried out in another. One use; not thread-safe.
 */
final class MimeWalker extends LineStream {
  private static final int MOST_PARTS = 10_000;

  /** No boundary, with the blanks behind it, is longer. */
  private static final int LONGEST_DELIMITER = 1000;

  private static final int LONGEST_HEAD_LINE = 64 * 1024;

  private final BodyStream out;
  private final Findings findings = new Findings();
  private final PartWriter writer;
  private final Lines lines = new Lines();
  private final HeldLine held = new HeldLine();

  private Part part;
  private boolean inHead = true;

  /** Whether what passes is the content of a part, rather than text around the parts of one. */
  private boolean inLeaf;

  private int parts = 1;
  private int headLines;
  private boolean atStart = true;
  private boolean holding;

  /**
   * A walk.
   *
   * @param head what the message's own head says, when that does not pass; then what passes begins
   *     with the empty line. Otherwise an empty one: what passes begins with the head.
   */
  MimeWalker(BodyStream out, PartHead head, Plan plan, boolean headPasses) {
    this.out = out;
    this.part = Part.outermost(head);
    this.writer = new PartWriter(out, plan, headPasses);
  }

  /** What was noted, when all has passed. */
  Findings findings() {
    return findings;
  }

  /** Content of a part that was composed here: its lines need no look. */
  @Override
  void writeBase64(InputStream content) throws IOException {
    out.writeBase64(content);
    atStart = false;
    holding = false;
  }

  @Override
  void finish() throws IOException {
    if (!atStart) {
      endOfLastLine();
    }
    leave(true);
    writer.finish();
  }

  private void endOfLastLine() throws IOException {
    if (holding && isDelimiter()) {
      delimiter();
    } else if (holding && inHead) {
      headLine(false);
    } else {
      if (holding) {
        heldContent();
      }
      lines.end();
    }
    held.reset();
  }

  @Override
  void piece(byte[] bytes, int offset, int length) throws IOException {
    if (atStart) {
      atStart = false;
      holding = inHead || (bytes[offset] == '-' && parts < MOST_PARTS);
    }
    if (!holding) {
      content(bytes, offset, length);
      return;
    }
    held.write(bytes, offset, length);
    if (held.length() > (inHead ? LONGEST_HEAD_LINE : LONGEST_DELIMITER)) {
      holding = false;
      if (inHead) {
        endOfBrokenHead();
      }
      content(held.bytes(), 0, held.length());
      held.reset();
    }
  }

  @Override
  void secondOfPair() {
    writer.secondOfPair();
  }

  @Override
  void end(byte b) throws IOException {
    if (!holding) {
      if (inHead) {
        endOfHead();
      } else {
        contentEnd(b);
      }
    } else {
      holding = false;
      if (isDelimiter()) {
        delimiter();
        writer.lineEnd();
      } else if (inHead) {
        headLine(true);
      } else {
        heldContent();
        contentEnd(b);
      }
      held.reset();
    }
    atStart = true;
  }

  /** A line that looked as if it might be a delimiter. */
  private void heldContent() throws IOException {
    part.noteBehindEnd(held.bytes(), held.length());
    content(held.bytes(), 0, held.length());
  }

  private void content(byte[] bytes, int offset, int length) throws IOException {
    lines.text(bytes, offset, length);
    writer.content(bytes, offset, length);
  }

  private void contentEnd(byte b) throws IOException {
    lines.end();
    writer.contentEnd(b);
  }

  private boolean isDelimiter() {
    return held.isBeginOfDelimiter() && parts < MOST_PARTS && owner() != null;
  }

  private @Nullable Part owner() {
    for (Part each = part; each != null; each = each.parent) {
      if (each.isDelimiter(held.bytes(), held.length())
          || each.isEnd(held.bytes(), held.length())) {
        return each;
      }
    }
    return null;
  }

  private void delimiter() throws IOException {
    Part multipart = owner();
    if (multipart == null) {
      throw new IllegalStateException("The line was a delimiter a moment ago.");
    }
    boolean beginsPart = multipart.isDelimiter(held.bytes(), held.length());
    multipart.begun |= beginsPart;
    leave(false);
    out.write(held.bytes(), 0, held.length());
    if (beginsPart) {
      begin(multipart.child(parts++));
    } else {
      multipart.closed = true;
      part = multipart;
      inHead = false;
      inLeaf = false;
      lines.reset(false, false);
      writer.outside(part, Change.DROP_EPILOGUE);
    }
  }

  private void begin(Part next) {
    part = next;
    inHead = true;
    headLines = 0;
    if (parts >= MOST_PARTS) {
      part.guard = Part.Guard.UNCLEAR;
    }
  }

  /** Ends what was read: a content, text around parts, or a head without content. */
  private void leave(boolean atEnd) throws IOException {
    if (inHead) {
      return;
    }
    if (inLeaf) {
      findings.leaf(part, lines);
    } else {
      findings.outside(part, !part.closed, lines);
    }
    writer.endContent(atEnd);
  }

  private void headLine(boolean ended) throws IOException {
    byte[] line = held.bytes();
    int length = held.length();
    headLines++;
    // As an mbox file has it before a message, and some attach it.
    boolean ofMailbox = part.isMessage && headLines == 1 && held.isOfMailbox();
    if (held.isFold() && headLines > 1) {
      part.head.continuation(line, length);
    } else if (!part.head.field(line, length) && !ofMailbox) {
      endOfBrokenHead();
      content(line, 0, length);
      if (ended) {
        contentEnd((byte) '\n');
      }
      return;
    }
    if (length > WireStream.LONGEST_LINE) {
      findings.longHeadLine(part, HeadFold.isPossible(line, length));
    }
    if (held.hasNul()) {
      findings.headNul();
    }
    writer.headLine(part, line, length, ended);
  }

  /** Some begin the body here, some read on: nothing in it is touched. */
  private void endOfBrokenHead() throws IOException {
    part.guard = Part.Guard.UNCLEAR;
    part.settle();
    enterLeaf();
  }

  private void endOfHead() throws IOException {
    Part.Kind kind = part.settle();
    findings.head(part);
    writer.endOfHead(part);
    switch (kind) {
      case MESSAGE -> begin(part.child(parts++));
      case MULTIPART -> {
        inHead = false;
        inLeaf = false;
        lines.reset(false, false);
        writer.outside(part, Change.DROP_PREAMBLE);
      }
      case LEAF -> enterLeaf();
    }
  }

  private void enterLeaf() {
    inHead = false;
    inLeaf = true;
    lines.reset(part.type().isText() && !part.isBase64(), part.isUnlabelled());
    writer.leaf(part);
  }
}
