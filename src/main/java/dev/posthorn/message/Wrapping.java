package dev.posthorn.message;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Breaks long lines of what is encoded already, by line ends that every decoder skips: what is
 * decoded is the same, however forgiving the decoder is. (Programs in PHP put base64 on one line.)
 */
final class Wrapping extends OutputStream {
  private final OutputStream out;

  /** Whether it is quoted-printable rather than base64. */
  private final boolean quoted;

  private int column;
  private boolean afterCr;

  /** Characters of {@code =XX} that have come, which stay together. */
  private final byte[] code = new byte[3];

  private int coded;

  Wrapping(boolean quoted, OutputStream out) {
    this.quoted = quoted;
    this.out = new BufferedOutputStream(out, 4 * 1024);
  }

  @Override
  public void write(int b) throws IOException {
    boolean secondOfPair = afterCr && b == '\n';
    afterCr = b == '\r';
    if (secondOfPair) {
      return;
    }
    if (b == '\r' || b == '\n') {
      // A soft line break stays where it is.
      out.write(code, 0, coded);
      coded = 0;
      lineEnd();
    } else if (quoted) {
      quoted((byte) b);
    } else {
      base64((byte) b);
    }
  }

  private void quoted(byte b) throws IOException {
    if (coded == 0 && b != '=') {
      plain(b);
      return;
    }
    code[coded++] = b;
    if (coded == code.length || (coded > 1 && !isHex(b))) {
      int length = coded;
      coded = 0;
      breakBefore(length);
      for (int i = 0; i < length; i++) {
        raw(code[i]);
      }
    }
  }

  private void plain(byte b) throws IOException {
    // At the beginning of a line these could be taken for a boundary, or a mailbox's line.
    boolean broken = breakBefore(1);
    if (b == 0 || (broken && (b == '-' || b == 'F'))) {
      breakBefore(3);
      String hex = b == 0 ? "=00" : b == '-' ? "=2D" : "=46";
      for (int i = 0; i < hex.length(); i++) {
        raw((byte) hex.charAt(i));
      }
    } else {
      raw(b);
    }
  }

  private boolean breakBefore(int length) throws IOException {
    if (column + length <= QuotedPrintable.LONGEST_LINE) {
      return false;
    }
    out.write('=');
    lineEnd();
    return true;
  }

  private void base64(byte b) throws IOException {
    if (b == 0) {
      return; // No character of base64: skipped by all who decode it.
    }
    if (column >= Base64Lines.LINE && isBase64(b)) {
      lineEnd();
    }
    raw(b);
  }

  private void raw(byte b) throws IOException {
    if (b != 0) {
      out.write(b);
      column++;
    }
  }

  private void lineEnd() throws IOException {
    out.write('\r');
    out.write('\n');
    column = 0;
  }

  /** Ends the content. */
  void finish() throws IOException {
    out.write(code, 0, coded);
    coded = 0;
    out.flush();
  }

  private static boolean isHex(byte b) {
    return (b >= '0' && b <= '9') || (b >= 'A' && b <= 'F') || (b >= 'a' && b <= 'f');
  }

  private static boolean isBase64(byte b) {
    return (b >= 'A' && b <= 'Z')
        || (b >= 'a' && b <= 'z')
        || (b >= '0' && b <= '9')
        || b == '+'
        || b == '/'
        || b == '=';
  }
}
