package dev.posthorn.merge;

/** How a piece of somebody's file is shown in an error message. */
final class Shown {
  private static final int LONGEST = 60;

  private Shown() {}

  /** In quotes, on one line, shortened, with control characters made visible. */
  static String of(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints()
        .limit(LONGEST)
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                out.append(String.format("\\u%04X", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.append(text.codePointCount(0, text.length()) > LONGEST ? "…\"" : "\"").toString();
  }
}
