package dev.posthorn.sandbox;

import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Text that is HTML already. Everything else that comes into a {@link Template} is escaped, so
 * whoever makes one of these by hand answers for it.
 *
 * @param text the markup
 */
record Html(String text) {
  static final Html NONE = new Html("");

  /** Escapes plain text for element content and quoted attributes alike. */
  static Html escape(String plain) {
    StringBuilder out = new StringBuilder(plain.length() + 16);
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        case '\t', '\n', '\r' -> out.append(c);
        default -> out.append(Character.isISOControl(c) ? '\uFFFD' : c);
      }
    }
    return new Html(out.toString());
  }

  static Html join(Collection<Html> parts) {
    return new Html(parts.stream().map(Html::text).collect(Collectors.joining()));
  }
}
