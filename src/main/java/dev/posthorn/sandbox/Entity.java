package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A mail or one of its parts, by its place in the octets of the mail's body (RFC 2046 §5.1).
 * However broken a mail is, this ends, in a time that is linear in its size; nesting and the number
 * of parts are bounded, and what lies beyond counts as no part.
 *
 * @param fields its header fields; a line that is no field has no name
 * @param head where its head begins
 * @param body where its body begins
 * @param to where it ends
 * @param parts the parts of a multipart, none of anything else
 */
record Entity(List<Rfc822.Field> fields, int head, int body, int to, List<Entity> parts) {
  private static final int DEEPEST = 20;
  private static final int MOST = 500;

  /** The whole mail; its head is not among the octets, so head and body begin at 0. */
  static Entity of(Rfc822 mail) {
    byte[] octets = mail.body();
    Entity flat = new Entity(mail.fields(), 0, 0, octets.length, List.of());
    return new Reader(octets).withParts(flat, 0);
  }

  /** Such as {@code text/html}; what cannot be read counts as octets (RFC 2045 §5.2). */
  String type() {
    if (value("Content-Type").isEmpty()) {
      return "text/plain";
    }
    return contentType()
        .map(type -> type.getBaseType().toLowerCase(Locale.ROOT))
        .orElse("application/octet-stream");
  }

  /** A parameter of its type; empty when it has none. */
  String parameter(String name) {
    return contentType().map(type -> type.getParameter(name)).orElse("");
  }

  /** Its transfer encoding in lower case. */
  String encoding() {
    return value("Content-Transfer-Encoding").orElse("7bit").toLowerCase(Locale.ROOT);
  }

  private Optional<ContentType> contentType() {
    try {
      return Optional.of(new ContentType(value("Content-Type").orElse("")));
    } catch (ParseException e) {
      return Optional.empty();
    }
  }

  private Optional<String> value(String name) {
    return fields.stream().filter(field -> field.is(name)).findFirst().map(Rfc822.Field::value);
  }

  /** Reads the parts of one mail. */
  private static final class Reader {
    private final byte[] octets;
    private int parts;

    Reader(byte[] octets) {
      this.octets = octets;
    }

    Entity withParts(Entity flat, int depth) {
      String boundary = flat.parameter("boundary");
      if (depth >= DEEPEST || boundary.isEmpty() || !flat.type().startsWith("multipart/")) {
        return flat;
      }
      byte[] line = ("--" + boundary).getBytes(ISO_8859_1);
      List<Entity> found = new ArrayList<>();
      int start = -1;
      for (int at = flat.body; at < flat.to && parts < MOST; at = next(at, flat.to)) {
        if (!delimits(line, at, flat.to)) {
          continue;
        }
        if (start >= 0) {
          parts++;
          found.add(withParts(part(start, Math.max(start, at - 2)), depth + 1));
        }
        start = closes(line, at, flat.to) ? flat.to : next(at, flat.to);
        if (start >= flat.to) {
          return with(flat, found);
        }
      }
      if (start >= 0 && parts < MOST) {
        parts++;
        found.add(withParts(part(start, flat.to), depth + 1));
      }
      return with(flat, found);
    }

    private static Entity with(Entity flat, List<Entity> parts) {
      return new Entity(flat.fields, flat.head, flat.body, flat.to, List.copyOf(parts));
    }

    private boolean delimits(byte[] line, int at, int to) {
      if (!matches(line, at, to)) {
        return false;
      }
      int rest = at + line.length;
      if (closes(line, at, to)) {
        rest += 2;
      }
      while (rest < to && (octets[rest] == ' ' || octets[rest] == '\t')) {
        rest++;
      }
      return rest == to || octets[rest] == '\r';
    }

    private boolean matches(byte[] line, int at, int to) {
      if (to - at < line.length) {
        return false;
      }
      for (int i = 0; i < line.length; i++) {
        if (octets[at + i] != line[i]) {
          return false;
        }
      }
      return true;
    }

    private boolean closes(byte[] line, int at, int to) {
      int rest = at + line.length;
      return rest + 2 <= to && octets[rest] == '-' && octets[rest + 1] == '-';
    }

    private int next(int at, int to) {
      int end = at;
      while (end < to && octets[end] != '\n') {
        end++;
      }
      return Math.min(to, end + 1);
    }

    private Entity part(int from, int to) {
      List<Rfc822.Field> fields = new ArrayList<>();
      StringBuilder field = new StringBuilder();
      int at = from;
      while (at < to) {
        int next = next(at, to);
        String line = new String(octets, at, next - at, ISO_8859_1).replace("\r\n", "");
        at = next;
        if (line.isEmpty()) {
          break;
        }
        boolean fold = line.charAt(0) == ' ' || line.charAt(0) == '\t';
        if (!fold && field.length() > 0) {
          fields.add(field(field.toString()));
          field.setLength(0);
        }
        field.append(field.length() > 0 ? "\r\n" : "").append(line);
      }
      if (field.length() > 0) {
        fields.add(field(field.toString()));
      }
      return new Entity(List.copyOf(fields), from, at, to, List.of());
    }

    private static Rfc822.Field field(String text) {
      int colon = Math.max(0, text.indexOf(':'));
      return new Rfc822.Field(text.substring(0, colon).stripTrailing(), text);
    }
  }
}
