package dev.posthorn.gmail;

/** A server's words, made fit for a terminal: the server may be hostile, or merely wordy. */
final class ServerText {
  private static final int MAX_CHARACTERS = 300;

  private ServerText() {}

  /**
   * Takes out what could steer a terminal or disguise the text (control and format characters,
   * among them the bidirectional overrides), and cuts at 300 characters.
   */
  static String clean(String text) {
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
