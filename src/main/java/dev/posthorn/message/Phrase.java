package dev.posthorn.message;

/** A display name as RFC 5322 §3.2.5 writes it: bare where it may be, else a quoted-string. */
final class Phrase {
  private static final String SPECIALS = "()<>[]:;@\\,.\"";

  private Phrase() {}

  static String of(String name) {
    boolean bare = name.chars().noneMatch(c -> SPECIALS.indexOf(c) >= 0);
    return bare ? name : quoted(name);
  }

  /** A quoted-string (RFC 5322 §3.2.4). */
  static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /** What a word means: quotes are dropped wherever they stand in it, and backslashes in them. */
  static String unquoted(String word) {
    StringBuilder out = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else {
        i += c == '\\' && quoted && i + 1 < word.length() ? 1 : 0;
        out.append(word.charAt(i));
      }
    }
    return out.toString();
  }

  /** What a word in a comment means, in which a backslash makes the next character mean itself. */
  static String unescaped(String word) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < word.length(); i++) {
      i += word.charAt(i) == '\\' && i + 1 < word.length() ? 1 : 0;
      out.append(word.charAt(i));
    }
    return out.toString();
  }
}
