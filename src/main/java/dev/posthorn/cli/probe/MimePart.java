package dev.posthorn.cli.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A message that arrived, or a part of one, taken apart without judging it: whatever the octets
 * are, something is made of them. Line ends are CRLF here, whatever they were in a file.
 */
final class MimePart {
  /** Deeper than any message of a probe. */
  private static final int DEEPEST = 8;

  private static final int MOST_PARTS = 100;

  private record Field(String name, String value) {}

  private final String octets;
  private final String body;
  private final List<Field> fields;
  private final List<MimePart> parts;

  private MimePart(String octets, int depth) {
    this.octets = octets;
    int end = octets.startsWith("\r\n") ? 0 : octets.indexOf("\r\n\r\n");
    String head = end < 0 ? octets : octets.substring(0, end);
    this.body = end < 0 ? "" : octets.substring(end + (end == 0 ? 2 : 4));
    this.fields = fields(head);
    String boundary = parameter("boundary");
    this.parts =
        depth < DEEPEST && type().startsWith("multipart/") && !boundary.isEmpty()
            ? parts(boundary, depth + 1)
            : List.of();
  }

  /** Takes a message apart. */
  static MimePart of(byte[] message) {
    String text = new String(message, ISO_8859_1).replace("\r\n", "\n").replace("\n", "\r\n");
    String plain = text.startsWith("\u00ef\u00bb\u00bf") ? text.substring(3) : text; // A BOM.
    boolean mbox = plain.startsWith("From ");
    return new MimePart(mbox ? plain.substring(plain.indexOf('\n') + 1) : plain, 0);
  }

  /** All of it, head included, as ISO 8859-1. */
  String octets() {
    return octets;
  }

  List<MimePart> parts() {
    return parts;
  }

  /** The first field of a name, on one line; empty when it is missing. */
  String field(String name) {
    return fields.stream()
        .filter(field -> field.name.equalsIgnoreCase(name))
        .map(Field::value)
        .findFirst()
        .orElse("");
  }

  boolean has(String name) {
    return fields.stream().anyMatch(field -> field.name.equalsIgnoreCase(name));
  }

  /** The content's type in lower case, without parameters; text/plain when it says none. */
  String type() {
    String value = field("Content-Type");
    int end = value.indexOf(';');
    String type = (end < 0 ? value : value.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    return type.isEmpty() ? "text/plain" : type;
  }

  String encoding() {
    String encoding = field("Content-Transfer-Encoding").strip().toLowerCase(Locale.ROOT);
    return encoding.isEmpty() ? "7bit" : encoding;
  }

  /** The first text/plain in it that is no multipart, itself perhaps. */
  Optional<MimePart> plainText() {
    if (parts.isEmpty()) {
      return type().equals("text/plain") ? Optional.of(this) : Optional.empty();
    }
    return parts.stream().flatMap(part -> part.plainText().stream()).findFirst();
  }

  /** The lines of its text, decoded; empty ones at the end left out. */
  List<String> lines() {
    String text = new String(decoded(), charset()).replace("\r\n", "\n");
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    while (!lines.isEmpty() && lines.get(lines.size() - 1).isBlank()) {
      lines.remove(lines.size() - 1);
    }
    return lines;
  }

  private byte[] decoded() {
    byte[] raw = body.getBytes(ISO_8859_1);
    if (encoding().equals("quoted-printable")) {
      return unquoted(raw);
    }
    if (!encoding().equals("base64")) {
      return raw;
    }
    try {
      return Base64.getMimeDecoder().decode(raw);
    } catch (IllegalArgumentException e) {
      return raw; // Broken base64 is no text of ours, which the comparison finds.
    }
  }

  private static byte[] unquoted(byte[] raw) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < raw.length; i++) {
      int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
      int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
      boolean soft = i + 2 < raw.length && raw[i + 1] == '\r' && raw[i + 2] == '\n';
      if (raw[i] == '=' && soft) {
        i += 2;
      } else if (raw[i] == '=' && high >= 0 && low >= 0) {
        out.write(16 * high + low);
        i += 2;
      } else {
        out.write(raw[i]);
      }
    }
    return out.toByteArray();
  }

  private Charset charset() {
    try {
      String name = parameter("charset");
      return name.isEmpty() ? UTF_8 : Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return ISO_8859_1;
    }
  }

  /** A parameter of Content-Type; empty when it is missing. */
  private String parameter(String name) {
    for (String piece : field("Content-Type").split(";", MOST_PARTS)) {
      int equals = piece.indexOf('=');
      if (equals > 0 && piece.substring(0, equals).strip().equalsIgnoreCase(name)) {
        String value = piece.substring(equals + 1).strip();
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
      }
    }
    return "";
  }

  private static List<Field> fields(String head) {
    List<Field> fields = new ArrayList<>();
    for (String line : head.replaceAll("\r\n(?=[ \t])", "").split("\r\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        fields.add(new Field(line.substring(0, colon).strip(), line.substring(colon + 1).strip()));
      }
    }
    return List.copyOf(fields);
  }

  private List<MimePart> parts(String boundary, int depth) {
    List<MimePart> found = new ArrayList<>();
    String delimiter = "\r\n--" + boundary;
    String text = "\r\n" + body;
    int at = text.indexOf(delimiter);
    while (at >= 0 && found.size() < MOST_PARTS) {
      int start = text.indexOf("\r\n", at + delimiter.length());
      if (text.startsWith("--", at + delimiter.length()) || start < 0) {
        break;
      }
      int next = text.indexOf(delimiter, start);
      found.add(
          new MimePart(
              text.substring(start + 2, next < 0 ? text.length() : Math.max(next, start + 2)),
              depth));
      at = next;
    }
    return List.copyOf(found);
  }
}
