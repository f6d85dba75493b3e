package dev.posthorn.message;

import java.io.ByteArrayOutputStream;
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
final class MimeWalker extends BodyStream {
  private static final int MOST_PARTS = 10_000;

  /** No boundary, with the blanks behind it, is longer. */
  private static final int LONGEST_DELIMITER = 1000;

  private static final int LONGEST_HEAD_LINE = 64 * 1024;
  private static final byte[] LINE_END = {'\n'};

  private final BodyStream out;
  private final Findings findings = new Findings();
  private final PartWriter writer;
  private final Lines lines = new Lines();
  private final Held held = new Held();
  private final Utf8Check utf8 = new Utf8Check();

  private Part part;
  private boolean inHead = true;

  /** Whether what passes is the content of a part, rather than text around the parts of one. */
  private boolean inLeaf;

  /** Whether it is the message's only content, and nothing says what it is. */
  private boolean unlabelled;

  private int parts = 1;
  private int headLines;
  private boolean atStart = true;
  private boolean holding;
  private boolean afterCr;

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

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int end = offset + length;
    int at = offset;
    if (at < end && afterCr) {
      afterCr = false;
      if (bytes[at] == '\n') {
        writer.secondOfPair();
        at++;
      }
    }
    while (at < end) {
      int stop = at;
      while (stop < end && bytes[stop] != '\n' && bytes[stop] != '\r') {
        stop++;
      }
      if (stop > at) {
        piece(bytes, at, stop - at);
      }
      at = stop;
      if (at < end) {
        byte b = bytes[at++];
        lineEnd(b);
        if (b == '\r' && at < end && bytes[at] == '\n') {
          writer.secondOfPair();
          at++;
        } else {
          afterCr = b == '\r' && at == end;
        }
      }
    }
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
    } else if (holding) {
      content(held.bytes(), 0, held.length());
      lines.end();
    }
    held.clear();
  }

  private void piece(byte[] bytes, int offset, int length) throws IOException {
    if (atStart) {
      atStart = false;
      holding = inHead || (bytes[offset] == '-' && parts < MOST_PARTS);
    }
    if (!holding) {
      content(bytes, offset, length);
      return;
    }
    held.add(bytes, offset, length);
    if (held.length() > (inHead ? LONGEST_HEAD_LINE : LONGEST_DELIMITER)) {
      holding = false;
      if (inHead) {
        endOfBrokenHead();
      }
      content(held.bytes(), 0, held.length());
      held.clear();
    }
  }

  private void lineEnd(byte b) throws IOException {
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
        content(held.bytes(), 0, held.length());
        contentEnd(b);
      }
      held.clear();
    }
    atStart = true;
  }

  private void content(byte[] bytes, int offset, int length) throws IOException {
    lines.text(bytes, offset, length);
    if (unlabelled) {
      utf8.take(bytes, offset, length);
    }
    writer.content(bytes, offset, length);
  }

  private void contentEnd(byte b) throws IOException {
    lines.end();
    if (unlabelled) {
      utf8.take(LINE_END, 0, 1);
    }
    writer.contentEnd(b);
  }

  private boolean isDelimiter() {
    byte[] line = held.bytes();
    int length = held.length();
    if (length < 3 || line[0] != '-' || line[1] != '-' || parts >= MOST_PARTS) {
      return false;
    }
    return owner() != null;
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
    leave(false);
    out.write(held.bytes(), 0, held.length());
    if (multipart.isDelimiter(held.bytes(), held.length())) {
      begin(multipart.child(parts++));
    } else {
      multipart.closed = true;
      part = multipart;
      inHead = false;
      inLeaf = false;
      lines.reset(false);
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
      if (unlabelled) {
        findings.unlabelled(utf8);
      }
    } else {
      findings.outside(part, !part.closed, lines);
    }
    writer.endContent(atEnd);
  }

  private void headLine(boolean ended) throws IOException {
    byte[] line = held.bytes();
    int length = held.length();
    headLines++;
    boolean fold = line[0] == ' ' || line[0] == '\t';
    if (fold && headLines > 1) {
      part.head.continuation(line, length);
    } else if (!part.head.field(line, length) && !isMailboxLine(line, length)) {
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

  /** As it stands before each message in an mbox file, and may stand before an attached one. */
  private boolean isMailboxLine(byte[] line, int length) {
    int at = line[0] == '>' ? 1 : 0;
    return part.isMessage
        && headLines == 1
        && length >= at + 5
        && line[at] == 'F'
        && line[at + 1] == 'r'
        && line[at + 2] == 'o'
        && line[at + 3] == 'm'
        && line[at + 4] == ' ';
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
        lines.reset(false);
        writer.outside(part, Change.DROP_PREAMBLE);
      }
      case LEAF -> enterLeaf();
    }
  }

  private void enterLeaf() {
    inHead = false;
    inLeaf = true;
    unlabelled = part.number == 0 && part.head.lacksType() && part.guard == Part.Guard.NONE;
    lines.reset(part.type().isText() && !part.isBase64());
    writer.leaf(part);
  }

  /** A line whose nature is not known yet. */
  private static final class Held extends ByteArrayOutputStream {
    void add(byte[] bytes, int offset, int length) {
      write(bytes, offset, length);
    }

    byte[] bytes() {
      return buf;
    }

    int length() {
      return count;
    }

    boolean hasNul() {
      for (int i = 0; i < count; i++) {
        if (buf[i] == 0) {
          return true;
        }
      }
      return false;
    }

    void clear() {
      reset();
    }
  }
}
