package dev.posthorn.send;

/**
 * A server's words, made fit for a terminal: the server may be hostile, or merely wordy.
 *
 * <p>Thread-safe; holds no state.
 */
public final class ServerText {
  private static final int MAX_CHARACTERS = 300;

  private ServerText() {}

  /**
   * Takes out what could steer a terminal or disguise the text (control and format characters,
   * among them the bidirectional overrides), and cuts at 300 characters.
   *
   * @param text what came over the wire, of any length; secrets must be taken out before
   * @return one line, may be empty
   */
  public static String clean(String text) {
    StringBuilder clean = new StringBuilder();
    int taken = 0;
    for (int i = 0; i < text.length() && taken < MAX_CHARACTERS; ) {
      int character = text.codePointAt(i);
      i += Character.charCount(character);
      if (isHarmless(character)) {
        clean.appendCodePoint(character);
        taken++;
      } else if (!clean.isEmpty() && clean.charAt(clean.length() - 1) != ' ') {
        clean.append(' ');
        taken++;
      }
    }
    return clean.toString().strip();
  }

  /**
   * One line of somebody's text, kept as it is but for control characters and line breaks, which
   * show as U+FFFD.
   *
   * @param text what came over the wire, of any length
   * @param longest how many characters (code points) are kept
   * @return one line, may be empty
   */
  public static String line(String text, int longest) {
    String oneLine = text.replaceAll("[\\p{Cc}\\u2028\\u2029]", "\ufffd");
    int length = oneLine.codePointCount(0, oneLine.length());
    return length <= longest
        ? oneLine
        : oneLine.substring(0, oneLine.offsetByCodePoints(0, longest));
  }

  private static boolean isHarmless(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
