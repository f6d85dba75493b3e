package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * File names of attachments, and how a Content-Disposition (RFC 2183), or any parameter of a MIME
 * field, carries them.
 */
final class FileName {
  /** What the file systems of today take; it also keeps the header's line below 998 octets. */
  private static final int LONGEST = 255;

  private static final String ATTRIBUTE_CHARS = "!#$&+-.^_`|~";

  private FileName() {}

  static String check(String name) {
    HeaderRules.checkText("A file name", name);
    if (name.isBlank()) {
      throw new InvalidMessageException("A file name must not be empty.");
    }
    if (name.getBytes(UTF_8).length > LONGEST) {
      throw new InvalidMessageException(
          "A file name is longer than " + LONGEST + " bytes: \"" + HeaderRules.shown(name) + "\".");
    }
    return HeaderRules.wellFormed(name);
  }

  /**
   * The whole Content-Disposition: {@code filename*} (RFC 2231 §4) before a plain ASCII {@code
   * filename} for older readers, since some take the first they find.
   *
   * @param kind {@code attachment} or {@code inline}
   */
  static String disposition(String kind, String name) {
    return kind + ";\r\n " + parameter("filename", name);
  }

  /** One parameter, in both forms where it needs them. */
  static String parameter(String attribute, String value) {
    String plain = plainParameter(attribute, value);
    return plain(value).equals(value)
        ? plain
        : attribute + "*=UTF-8''" + percentEncoded(value) + ";\r\n " + plain;
  }

  /** One parameter in the form for older readers alone. */
  static String plainParameter(String attribute, String value) {
    return attribute + "=\"" + plain(value) + '"';
  }

  /**
   * ASCII that needs no escape in any reader: quotes, backslashes and the like become {@code _}.
   */
  private static String plain(String name) {
    StringBuilder out = new StringBuilder();
    name.codePoints()
        .forEach(c -> out.append(c >= ' ' && c < 0x7F && "\"\\%".indexOf(c) < 0 ? (char) c : '_'));
    boolean trimmed = name.startsWith(" ") || name.endsWith(" ") || name.contains("=?");
    return trimmed ? out.toString().replace(' ', '_').replace("=?", "__") : out.toString();
  }

  /** An extended value that somebody wrote without encoding it; a blank in it is one of these. */
  static String percentEncodedBeyondAscii(String value) {
    StringBuilder out = new StringBuilder();
    value
        .codePoints()
        .forEach(
            c -> {
              String character = Character.toString(c);
              boolean stays = c > ' ' && c < 0x7F && "\"\\();,".indexOf(c) < 0;
              out.append(stays ? character : percentEncoded(character));
            });
    return out.toString();
  }

  private static String percentEncoded(String name) {
    StringBuilder out = new StringBuilder();
    for (byte b : name.getBytes(UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean bare =
          (c >= '0' && c <= '9')
              || (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || ATTRIBUTE_CHARS.indexOf(c) >= 0;
      out.append(bare ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    return out.toString();
  }
}
