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
}
