package dev.posthorn.smtp;

import dev.posthorn.send.ServerText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One reply of a server (RFC 5321 §4.2), taken apart.
 *
 * @param code 200 to 599; 0 when it was no reply at all, {@link #END} when the server hung up
 * @param status the enhanced status code such as {@code 5.1.1} (RFC 3463), empty when there is none
 * @param text the words of all lines, cleaned; without codes
 */
record Reply(int code, String status, String text) {
  static final int END = -1;

  private static final Pattern LINE =
      Pattern.compile("([2-5][0-9]{2})(?:[ -](?:([245]\\.[0-9]{1,3}\\.[0-9]{1,3})(?: |$))?(.*))?");

  /**
   * Takes a reply apart.
   *
   * @param raw its lines, or {@code [EOF]} as Angus says when there was none
   * @param secrets what must not be shown, even when the server repeats it
   */
  static Reply parse(String raw, List<String> secrets) {
    if (raw.equals("[EOF]")) {
      return new Reply(END, "", "");
    }
    int code = 0;
    String status = "";
    List<String> words = new ArrayList<>();
    for (String line : raw.split("\n", -1)) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        code = code == 0 ? Integer.parseInt(matcher.group(1)) : code;
        status = status.isEmpty() && matcher.group(2) != null ? matcher.group(2) : status;
        words.add(matcher.group(3) == null ? "" : matcher.group(3));
      } else if (!line.isEmpty()) {
        code = 0;
        break;
      }
    }
    String text = redacted(String.join(" ", words), secrets);
    return new Reply(code, status, ServerText.clean(text));
  }

  /** A server's words without the secrets that it repeats. */
  static String redacted(String text, List<String> secrets) {
    String shown = text;
    for (String secret : secrets) {
      shown = shown.replace(secret, "[redacted]");
    }
    return shown;
  }

  boolean isPositive() {
    return code / 100 == 2;
  }

  /** A plain no, for now or for good. */
  boolean isRefusal() {
    return isTransient() || isPermanent();
  }

  boolean isTransient() {
    return code / 100 == 4;
  }

  boolean isPermanent() {
    return code / 100 == 5;
  }

  /** The codes and the words, as they may be shown. */
  @Override
  public String toString() {
    String codes = status.isEmpty() ? "" + code : code + " " + status;
    return text.isEmpty() ? codes : codes + " " + text;
  }
}
