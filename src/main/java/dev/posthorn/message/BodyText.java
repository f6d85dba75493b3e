package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A body of text: UTF-8, CRLF, and the shortest transfer encoding that is honest (RFC 2045 §6). */
final class BodyText {
  private static final int LONGEST_LINE = 998;
  private static final int QP_LINE = 76;

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

  /** 7bit when nothing needs encoding, else the shorter of the other two. */
  String encoding() {
    boolean plain = true;
    long quoted = 0;
    int line = 0;
    for (byte b : bytes) {
      line = b == '\r' || b == '\n' ? 0 : line + 1;
      boolean text = (b >= ' ' && b < 0x7F) || b == '\t' || b == '\r' || b == '\n';
      plain &= text && line <= LONGEST_LINE;
      quoted += text && b != '=' ? 1 : 3;
    }
    if (plain) {
      return "7bit";
    }
    long base64 = (bytes.length + 2L) / 3 * 4;
    quoted += quoted / QP_LINE * "=\r\n".length();
    base64 += base64 / QP_LINE * "\r\n".length();
    return quoted <= base64 ? "quoted-printable" : "base64";
  }
}
