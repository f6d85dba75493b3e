package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Set;

/**
 * A file name that is safe to save under: no folders, no leading dot, nothing invisible, nothing
 * that turns the reading direction, not too long.
 */
record FileName(String text) {
  private static final int LONGEST = 120;
  private static final Set<Character> BAD = Set.of('/', '\\', ':', '*', '?', '"', '<', '>', '|');

  static FileName of(MailPart part) {
    String given = part.givenName();
    String base = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
    StringBuilder name = new StringBuilder();
    base.codePoints()
        .filter(c -> !invisible(c))
        .map(c -> c < 128 && BAD.contains((char) c) ? '_' : c)
        .forEach(name::appendCodePoint);
    String safe = name.toString().strip().replaceFirst("^[. ]+", "").replaceFirst("[. ]+$", "");
    return new FileName(
        safe.isEmpty() ? "part-" + (part.number() + 1) + extension(part) : shortened(safe));
  }

  private static boolean invisible(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  /** The end stays, since it says what the file is. */
  private static String shortened(String name) {
    int length = name.codePointCount(0, name.length());
    if (length <= LONGEST) {
      return name;
    }
    int keepEnd = 20;
    String start = name.substring(0, name.offsetByCodePoints(0, LONGEST - keepEnd - 1));
    return start + "…" + name.substring(name.offsetByCodePoints(name.length(), -keepEnd));
  }

  private static String extension(MailPart part) {
    return switch (part.mimeType()) {
      case "text/plain" -> ".txt";
      case "text/html" -> ".html";
      case "message/rfc822" -> ".eml";
      default -> ".bin";
    };
  }

  /** The header that makes a browser save it (RFC 6266 §4.1, RFC 8187). */
  String disposition() {
    StringBuilder ascii = new StringBuilder();
    text.codePoints().forEach(c -> ascii.append(c >= ' ' && c < 127 && c != '%' ? (char) c : '_'));
    StringBuilder encoded = new StringBuilder();
    for (byte octet : text.getBytes(UTF_8)) {
      boolean plain = (Character.isLetterOrDigit(octet) && octet > 0) || "-._~".indexOf(octet) >= 0;
      encoded.append(plain ? Character.toString((char) octet) : String.format("%%%02X", octet));
    }
    return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
  }
}
