package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A mail as it travels: header fields as they were written, folds and all, and a body that the
 * copies of one mail share. Line ends are CRLF. Immutable.
 */
final class Rfc822 {
  /**
   * One header field.
   *
   * @param text the whole field with its name and folds, without the last CRLF
   */
  record Field(String name, String text) {
    static Field of(String name, String value) {
      return new Field(name, name + ": " + value);
    }

    boolean is(String other) {
      return name.equalsIgnoreCase(other);
    }

    /** The value on one line (RFC 5322 §2.2.3). */
    String value() {
      return text.substring(name.length()).replaceFirst("^[ \t]*:", "").replace("\r\n", "").trim();
    }
  }

  private final List<Field> fields;
  private final byte[] body;

  private Rfc822(List<Field> fields, byte[] body) {
    this.fields = List.copyOf(fields);
    this.body = body;
  }

  /**
   * Takes a mail apart; bare line feeds and carriage returns become CRLF.
   *
   * @throws Refusal when a header line is no field, or starts with a fold
   */
  static Rfc822 parse(byte[] bytes) {
    byte[] mail = withCrlf(bytes);
    List<Field> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    int at = 0;
    while (at < mail.length) {
      int end = lineEnd(mail, at);
      String line = new String(mail, at, end - at, ISO_8859_1);
      at = Math.min(mail.length, end + 2);
      if (line.isEmpty()) {
        break;
      }
      boolean fold = line.startsWith(" ") || line.startsWith("\t");
      if (!fold && field.length() > 0) {
        fields.add(field(field.toString()));
        field.setLength(0);
      }
      field.append(fold ? "\r\n" : "").append(line);
    }
    if (field.length() > 0) {
      fields.add(field(field.toString()));
    }
    return new Rfc822(fields, Arrays.copyOfRange(mail, at, mail.length));
  }

  private static Field field(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? "" : text.substring(0, colon).stripTrailing();
    if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw ApiError.invalidArgument("Invalid header: a line is no header field");
    }
    return new Field(name, text);
  }

  private static int lineEnd(byte[] mail, int from) {
    int at = from;
    while (at < mail.length && mail[at] != '\r') {
      at++;
    }
    return at;
  }

  private static byte[] withCrlf(byte[] mail) {
    int bare = 0;
    for (int i = 0; i < mail.length; i++) {
      bare += isBare(mail, i) ? 1 : 0;
    }
    if (bare == 0) {
      return mail;
    }
    byte[] out = new byte[mail.length + bare];
    int to = 0;
    for (int i = 0; i < mail.length; i++) {
      if (isBare(mail, i)) {
        out[to++] = '\r';
        out[to++] = '\n';
      } else {
        out[to++] = mail[i];
      }
    }
    return out;
  }

  private static boolean isBare(byte[] mail, int i) {
    return (mail[i] == '\n' && (i == 0 || mail[i - 1] != '\r'))
        || (mail[i] == '\r' && (i + 1 == mail.length || mail[i + 1] != '\n'));
  }

  List<Field> fields() {
    return fields;
  }

  byte[] body() {
    return body;
  }

  /** The values of all fields of this name, unfolded. */
  List<String> values(String name) {
    return fields.stream().filter(field -> field.is(name)).map(Field::value).toList();
  }

  Optional<String> value(String name) {
    return values(name).stream().findFirst();
  }

  /** The same mail with its body, without the fields of these names (in lower case). */
  Rfc822 without(Set<String> names) {
    return new Rfc822(
        fields.stream()
            .filter(field -> !names.contains(field.name().toLowerCase(Locale.ROOT)))
            .toList(),
        body);
  }

  /** The same body under another head. */
  Rfc822 with(List<Field> otherFields) {
    return new Rfc822(otherFields, body);
  }

  /** The same head over another body. */
  Rfc822 with(byte[] otherBody) {
    return new Rfc822(fields, otherBody);
  }

  Rfc822 startingWith(List<Field> more) {
    List<Field> all = new ArrayList<>(more);
    all.addAll(fields);
    return new Rfc822(all, body);
  }

  private byte[] head() {
    StringBuilder head = new StringBuilder();
    fields.forEach(field -> head.append(field.text()).append("\r\n"));
    return head.append("\r\n").toString().getBytes(ISO_8859_1);
  }

  InputStream open() {
    return new SequenceInputStream(
        new ByteArrayInputStream(head()), new ByteArrayInputStream(body));
  }

  byte[] bytes() {
    byte[] head = head();
    byte[] whole = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, whole, head.length, body.length);
    return whole;
  }

  /** How many lines of the body could begin or end a part (RFC 2046 §5.1.1). */
  int linesWithDashes() {
    int lines = 0;
    for (int i = 0; i + 1 < body.length; i++) {
      boolean start = i == 0 || body[i - 1] == '\n';
      lines += start && body[i] == '-' && body[i + 1] == '-' ? 1 : 0;
    }
    return lines;
  }

  long size() {
    return head().length + (long) body.length;
  }
}
