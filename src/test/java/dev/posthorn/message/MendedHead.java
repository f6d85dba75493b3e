package dev.posthorn.message;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What becomes of a head that ends where no empty line is, in as few words as possible. */
final class MendedHead {
  private static final Pattern EMPTY_FOLDS = Pattern.compile("(?<=\r\n)[ \t]+(\r\n|$)");
  private static final Pattern FIELDS =
      Pattern.compile("(?s)(?:[!-9;-~]+[ \t]*:[^\r\n]*(?:\r\n|$)(?:[ \t][^\r\n]*(?:\r\n|$))*)+");

  private MendedHead() {}

  /**
   * The message as it goes out.
   *
   * @param message with CRLF for its line ends, and with a field first
   */
  static String in(String message) {
    int end = message.indexOf("\r\n\r\n");
    String head = end < 0 ? message : message.substring(0, end + 2);
    String rest = end < 0 ? "" : message.substring(end + 2);
    Matcher fields = FIELDS.matcher(head);
    if (!fields.lookingAt()) {
      return message;
    }
    String text = head.substring(fields.end());
    String mended = EMPTY_FOLDS.matcher(fields.group()).replaceAll("");
    return text.isEmpty() ? mended + rest : mended + "\r\n" + text + rest;
  }
}
