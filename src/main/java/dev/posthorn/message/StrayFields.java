package dev.posthorn.message;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/**
 * Looks for fields of a head in what would go out as text. A text may begin without an empty line
 * before it, or without any head; but where To, Cc, Bcc or a Content- field stands in it before the
 * next empty line, it was a head that something broke: the message would go to other people than it
 * says, and all of them would read whom it was to reach in secret. Lines end as the body's do, in
 * LF, CRLF or CR. One use.
 */
final class StrayFields {
  /** Enough of a line to know the field. */
  private static final int SHOWN = 100;

  private final String before;
  private final String cure;

  /** Whether only lines count that are fields or folds: behind an empty line a text may say To:. */
  private final boolean onlyFields;

  private final StringBuilder line = new StringBuilder();
  private boolean afterCr;
  private boolean begun;
  private boolean over;

  private StrayFields(String before, String cure, boolean onlyFields) {
    this.before = before;
    this.cure = cure;
    this.onlyFields = onlyFields;
  }

  /**
   * For a text that begins without an empty line.
   *
   * @param number of the field before it; 0 when there is no head
   */
  static StrayFields behindField(int number) {
    return new StrayFields(
        number == 0
            ? "its first line is no field"
            : "what follows its header field "
                + number
                + " is neither a field nor an empty line before the body",
        "Mend the head; where all of it is meant as text, put an empty line before it.",
        false);
  }

  /** For a message that begins with an empty line. */
  static StrayFields behindEmptyLine() {
    return new StrayFields(
        "it begins with an empty line",
        "Take that line out; where all of it is meant as text, put a Subject before it.",
        true);
  }

  /**
   * Reads on to the next empty line.
   *
   * @param first the line that was read last, without its end
   * @throws InvalidMessageException when a field was found
   */
  void check(String first, InputStream rest) throws IOException {
    for (int i = 0; i < first.length(); i++) {
      add(first.charAt(i));
    }
    int b = '\n';
    while (b >= 0 && !over) {
      add(b);
      b = over ? -1 : rest.read();
    }
    if (!over) {
      end();
    }
  }

  private void add(int b) {
    boolean secondOfPair = afterCr && b == '\n';
    afterCr = b == '\r';
    if (over || secondOfPair) {
      return;
    }
    if (b == '\r' || b == '\n') {
      end();
      line.setLength(0);
    } else if (line.length() < SHOWN) {
      line.append((char) b);
    }
  }

  private void end() {
    if (line.length() == 0) {
      over = begun;
      return;
    }
    String text = line.toString();
    boolean isField = HeadReader.isField(text);
    boolean isFold = begun && HeaderRules.isBlank(text.charAt(0));
    if (onlyFields && !isField && !isFold && !HeadReader.isMboxLine(text)) {
      over = true;
      return;
    }
    begun = true;
    String name = text.toLowerCase(Locale.ROOT);
    int colon = name.indexOf(':');
    boolean named = isField && Envelope.holdsRecipients(HeaderRules.trim(name.substring(0, colon)));
    if (named || name.startsWith("content-")) {
      String shown = named ? text.substring(0, colon) : "Content-…";
      throw new InvalidMessageException(
          "The message's head is broken: "
              + before
              + ", yet a field "
              + HeaderRules.trim(shown)
              + " comes after that, which all recipients would read as text. "
              + cure);
    }
  }
}
