package dev.posthorn.message;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A Content-Type or Content-Disposition whose parameters hold raw UTF-8, such as {@code
 * name="Größe.pdf"}: they take the form of RFC 2231 §4, as those of composed mail do. One use.
 */
final class RawParameters {
  /** They say how the body is to be read, and cannot be written otherwise. */
  private static final Set<String> STRUCTURES = Set.of("boundary", "charset");

  private final List<String> parts = new ArrayList<>();

  /** The parameters that are there in the form of RFC 2231, too, perhaps in pieces. */
  private final Set<String> extended = new HashSet<>();

  /**
   * Reads a field.
   *
   * @param text its value, on one line
   */
  RawParameters(String text) {
    boolean quoted = false;
    int depth = 0;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      quoted ^= c == '"' && depth == 0;
      depth += quoted ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
      i += c == '\\' && (quoted || depth > 0) ? 1 : 0;
      if (c == ';' && !quoted && depth <= 0) {
        parts.add(HeaderRules.trim(text.substring(from, i)));
        from = i + 1;
      }
    }
    parts.add(HeaderRules.trim(text.substring(from)));
    for (String part : parts) {
      int star = part.indexOf('*');
      if (star > 0) {
        extended.add(part.substring(0, star).toLowerCase(Locale.ROOT));
      }
    }
  }

  /** The value, encoded and folded, for a field of that name. */
  String value(String name) {
    List<String> encoded = new ArrayList<>();
    for (String part : parts) {
      if (!part.isEmpty()) {
        encoded.add(RawUtf8.isAscii(part) ? part : encoded(name, part));
      }
    }
    return String.join(";\r\n ", encoded);
  }

  private String encoded(String name, String part) {
    int equals = part.indexOf('=');
    String attribute = HeaderRules.trim(part.substring(0, Math.max(equals, 0)));
    boolean isParameter = equals > 0 && RawUtf8.isAscii(attribute) && attribute.indexOf('(') < 0;
    if (!isParameter || STRUCTURES.contains(attribute.toLowerCase(Locale.ROOT))) {
      return new RawPhrases(part, RawPhrases.Outside.STRUCTURE).value(name);
    }
    String value = Phrase.unquoted(HeaderRules.trim(part.substring(equals + 1)));
    if (attribute.endsWith("*")) {
      return attribute + "=" + FileName.percentEncodedBeyondAscii(value);
    }
    return extended.contains(attribute.toLowerCase(Locale.ROOT))
        ? FileName.plainParameter(attribute, value)
        : FileName.parameter(attribute, value);
  }
}
