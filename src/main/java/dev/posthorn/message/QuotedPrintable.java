package dev.posthorn.message;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Encodes text as quoted-printable while it passes (RFC 2045 §6.7). Lines may end in CRLF, LF or
 * CR, and end in CRLF afterwards; none has more than 76 characters. A line that begins with "From "
 * (to which mailboxes put a "&gt;") or ends in a blank (which some drop) arrives as it is, and no
 * line that is broken here can look like a boundary.
 */
final class QuotedPrintable extends OutputStream {
  /** Without the {@code =} of a soft line break, which makes it the 76 of the rule. */
  static final int LONGEST_LINE = 75;

  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'
  };
  private static final byte[] FROM = {'F', 'r', 'o', 'm', ' '};

  private final OutputStream out;
  private final byte[] buffer = new byte[4 * 1024];
  private int used;
  private int column;

  /** How many characters of "From " the line has begun with, held back; -1 behind others. */
  private int from;

  /** A blank that may be the line's last; 0 for none. */
  private int blank;

  private boolean afterCr;

  QuotedPrintable(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int b) throws IOException {
    take(b & 0xFF);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      take(bytes[i] & 0xFF);
    }
  }

  /** Ends the text. What it is written to is neither flushed nor closed. */
  void finish() throws IOException {
    endText();
    drain();
  }

  private void take(int b) throws IOException {
    boolean secondOfPair = afterCr && b == '\n';
    afterCr = b == '\r';
    if (secondOfPair) {
      return;
    }
    if (b == '\r' || b == '\n') {
      endText();
      lineEnd();
      from = 0;
    } else if (from >= 0 && b == FROM[from]) {
      from++;
      if (from == FROM.length) {
        from = -1;
        encode('F');
        literal("rom");
        blank = ' ';
      }
    } else {
      release();
      put(b);
    }
  }

  /** What seemed to become "From " became something else. */
  private void release() throws IOException {
    int held = from;
    from = -1;
    for (int i = 0; i < held; i++) {
      put(FROM[i]);
    }
  }

  private void put(int b) throws IOException {
    if (blank != 0) {
      plain(blank);
      blank = 0;
    }
    if (b == ' ' || b == '\t') {
      blank = b;
    } else if (b > ' ' && b < 0x7F && b != '=') {
      plain(b);
    } else {
      encode(b);
    }
  }

  private void endText() throws IOException {
    release();
    if (blank != 0) {
      encode(blank);
      blank = 0;
    }
  }

  private void literal(String text) throws IOException {
    for (int i = 0; i < text.length(); i++) {
      plain(text.charAt(i));
    }
  }

  private void plain(int b) throws IOException {
    if (column + 1 > LONGEST_LINE) {
      softBreak();
      // Else a boundary, or a line of a mailbox, would seem to begin where the text had no line.
      if (b == '-' || b == 'F') {
        encode(b);
        return;
      }
    }
    room(1);
    buffer[used++] = (byte) b;
    column++;
  }

  private void encode(int b) throws IOException {
    if (column + 3 > LONGEST_LINE) {
      softBreak();
    }
    room(3);
    buffer[used++] = '=';
    buffer[used++] = HEX[b >> 4];
    buffer[used++] = HEX[b & 0xF];
    column += 3;
  }

  private void softBreak() throws IOException {
    room(1);
    buffer[used++] = '=';
    lineEnd();
  }

  private void lineEnd() throws IOException {
    room(2);
    buffer[used++] = '\r';
    buffer[used++] = '\n';
    column = 0;
  }

  private void room(int length) throws IOException {
    if (length > buffer.length - used) {
      drain();
    }
  }

  private void drain() throws IOException {
    out.write(buffer, 0, used);
    used = 0;
  }
}
