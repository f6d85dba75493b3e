package dev.posthorn.message;

import java.io.IOException;
import java.io.OutputStream;

/** Quoted-printable of text whose lines end in CRLF (RFC 2045 §6.7). */
final class QuotedPrintable {
  /** Without the {@code =} of a soft line break, which makes it the 76 of the rule. */
  private static final int LONGEST_LINE = 75;

  private static final String HEX = "0123456789ABCDEF";

  private QuotedPrintable() {}

  static void encode(byte[] text, OutputStream out) throws IOException {
    int column = 0;
    for (int i = 0; i < text.length; i++) {
      int b = text[i] & 0xFF;
      if (b == '\r' || b == '\n') {
        out.write(b);
        column = 0;
        continue;
      }
      boolean literal = b > ' ' && b < 0x7F && b != '=';
      boolean atEnd = i + 1 == text.length || text[i + 1] == '\r' || text[i + 1] == '\n';
      int width = literal || (b == ' ' && !atEnd) ? 1 : 3;
      if (column + width > LONGEST_LINE) {
        out.write('=');
        out.write('\r');
        out.write('\n');
        column = 0;
      }
      column += width;
      if (width == 1) {
        out.write(b);
      } else {
        out.write('=');
        out.write(HEX.charAt(b >> 4));
        out.write(HEX.charAt(b & 0xF));
      }
    }
  }
}
