package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a Content-Type field of a stranger's says (RFC 2045 §5.1), read as mail programs read it:
 * what is no type is text/plain (§5.2). Jakarta Mail's parser refuses too much, and loads slowly.
 */
final class PartType {
  private final String name;
  private final Map<String, String> parameters = new HashMap<>();
  private boolean clear = true;

  private PartType(String name) {
    this.name = name;
  }

  /**
   * Reads a field.
   *
   * @param value what follows the colon, without line ends
   */
  static PartType of(String value) {
    int end = next(';', value, 0);
    String written = withoutComments(value.substring(0, end)).toLowerCase(Locale.ROOT);
    int slash = written.indexOf('/');
    boolean isType = slash > 0 && slash < written.length() - 1;
    PartType type = new PartType(isType ? written : "text/plain");
    while (end < value.length()) {
      int start = end + 1;
      end = next(';', value, start);
      type.add(value.substring(start, end));
    }
    return type;
  }

  /** Type and subtype in lower case, without blanks and comments. */
  String name() {
    return name;
  }

  boolean isText() {
    return name.startsWith("text/");
  }

  boolean isMultipart() {
    return name.startsWith("multipart/");
  }

  /** Whether all programs will find the same boundary. */
  boolean isClear() {
    boolean twice =
        parameters.containsKey("boundary")
            && (parameters.containsKey("boundary*")
                || parameters.containsKey("boundary*0")
                || parameters.containsKey("boundary*0*"));
    return clear && !twice;
  }

  /** A parameter, its pieces put together (RFC 2231 §3); empty when it is not there. */
  String parameter(String parameter) {
    String plain = parameters.get(parameter);
    if (plain != null) {
      return plain;
    }
    String whole = parameters.get(parameter + "*");
    if (whole != null) {
      return decoded(charsetLess(whole));
    }
    StringBuilder joined = new StringBuilder();
    for (int i = 0; ; i++) {
      String piece = parameters.get(parameter + "*" + i);
      String coded = parameters.get(parameter + "*" + i + "*");
      if (piece != null) {
        joined.append(piece);
      } else if (coded != null) {
        joined.append(decoded(i == 0 ? charsetLess(coded) : coded));
      } else {
        return joined.toString();
      }
    }
  }

  private void add(String text) {
    int equals = next('=', text, 0);
    if (equals == text.length()) {
      return;
    }
    String key = withoutComments(text.substring(0, equals)).toLowerCase(Locale.ROOT);
    String raw = text.substring(equals + 1).strip();
    boolean quoted = raw.startsWith("\"");
    String value = quoted ? unquoted(raw) : withoutComments(raw);
    String before = parameters.put(key, value);
    if (key.startsWith("boundary")) {
      // Some end at the blank, some do not; some take the first of two, some the last.
      clear &= before == null || before.equals(value);
      clear &= quoted || raw.equals(value);
      clear &= value.indexOf(' ') < 0 || quoted;
    }
  }

  /** Where a character stands outside quotes and comments; the end when it does not. */
  private static int next(char wanted, String text, int start) {
    boolean quoted = false;
    int comments = 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && (quoted || comments > 0)) {
        i++;
      } else if (c == '"' && comments == 0) {
        quoted = !quoted;
      } else if (!quoted && c == '(') {
        comments++;
      } else if (!quoted && c == ')' && comments > 0) {
        comments--;
      } else if (!quoted && comments == 0 && c == wanted) {
        return i;
      }
    }
    return text.length();
  }

  static String withoutComments(String text) {
    StringBuilder kept = new StringBuilder();
    int comments = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '(') {
        comments++;
      } else if (c == ')' && comments > 0) {
        comments--;
      } else if (comments == 0) {
        kept.append(c);
      }
    }
    return withoutBlanksAtSlash(kept.toString()).strip();
  }

  /** By a loop: a pattern would look at a long run of blanks again from each of them. */
  private static String withoutBlanksAtSlash(String text) {
    StringBuilder out = new StringBuilder();
    int blanks = 0; // Where the run of blanks at the end of what was copied begins.
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean behindSlash = blanks > 0 && out.charAt(blanks - 1) == '/';
      if (c == '/') {
        out.setLength(blanks);
        behindSlash = false;
      }
      if (!HeaderRules.isBlank(c)) {
        out.append(c);
        blanks = out.length();
      } else if (!behindSlash) {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static String unquoted(String raw) {
    StringBuilder value = new StringBuilder();
    for (int i = 1; i < raw.length() && raw.charAt(i) != '"'; i++) {
      if (raw.charAt(i) == '\\' && i + 1 < raw.length()) {
        i++;
      }
      value.append(raw.charAt(i));
    }
    return value.toString();
  }

  /** Without the charset and language that stand before an encoded value. */
  private static String charsetLess(String value) {
    int first = value.indexOf('\'');
    int second = value.indexOf('\'', first + 1);
    return second < 0 ? value : value.substring(second + 1);
  }

  private static String decoded(String value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      int high = i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
      int low = i + 2 < value.length() ? Character.digit(value.charAt(i + 2), 16) : -1;
      if (c == '%' && high >= 0 && low >= 0) {
        bytes.write(high * 16 + low);
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    return bytes.toString(ISO_8859_1);
  }
}
