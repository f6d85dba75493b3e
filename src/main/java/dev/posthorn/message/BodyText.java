package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A body of text: UTF-8, CRLF, and the shortest transfer encoding that arrives whole (RFC 2045 §6).
 */
final class BodyText {
  private static final int QP_LINE = 76;
  private static final byte[] FROM = {'F', 'r', 'o', 'm', ' '};

  private final String subtype;
  private final byte[] bytes;

  BodyText(String subtype, String text) {
    this.subtype = subtype;
    this.bytes = HeaderRules.wellFormed(text).replaceAll("\r\n|\r|\n", "\r\n").getBytes(UTF_8);
  }

  /** Adds its own fields to others. */
  Entity entity(FieldList fields) {
    String encoding = encoding();
    fields.set("Content-Type", "text/" + subtype + "; charset=UTF-8");
    fields.set("Content-Transfer-Encoding", encoding);
    return new Entity(fields.all(), new Entity.Leaf(Content.of(bytes), encoding));
  }

  /**
   * 7bit when nothing on the way changes it, else the shorter of the other two. Gmail's API wraps
   * lines that are long, some drop blanks at the end of a line, and mailboxes put a ">" before
   * "From ".
   */
  String encoding() {
    boolean plain = true;
    long quoted = 0;
    int line = 0;
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      boolean ends = b == '\r' || b == '\n';
      plain &= !(ends && i > 0 && isBlank(bytes[i - 1]));
      line = ends ? 0 : line + 1;
      boolean text = (b >= ' ' && b < 0x7F) || b == '\t' || ends;
      plain &= text && line <= Findings.WIDEST_LINE && !(line == FROM.length && isFrom(i));
      quoted += text && b != '=' ? 1 : 3;
    }
    if (plain && !(bytes.length > 0 && isBlank(bytes[bytes.length - 1]))) {
      return "7bit";
    }
    long base64 = (bytes.length + 2L) / 3 * 4;
    quoted += quoted / QP_LINE * "=\r\n".length();
    base64 += base64 / QP_LINE * "\r\n".length();
    return quoted <= base64 ? "quoted-printable" : "base64";
  }

  /** Whether the line that has come up to here is "From ". */
  private boolean isFrom(int last) {
    for (int i = 0; i < FROM.length; i++) {
      if (bytes[last + 1 - FROM.length + i] != FROM[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }
}
