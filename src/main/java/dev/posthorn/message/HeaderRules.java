package dev.posthorn.message;

import java.net.URI;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What may stand in a header, checked where it comes in; and how a bad piece of it is shown. */
final class HeaderRules {
  private static final int SHOWN = 80;
  private static final Set<String> HAVE_A_SETTER =
      Set.of("from", "to", "cc", "bcc", "reply-to", "subject");
  private static final Set<String> ARE_COMPOSED =
      Set.of("date", "message-id", "mime-version", "sender", "received", "return-path");

  private static final Pattern THREAD_ID = Pattern.compile("[0-9A-Za-z_-]{1,64}");

  /** A word that is not folded, on a line of at most 998 octets (RFC 5322 §2.1.1). */
  private static final int LONGEST_URI = 900;

  private HeaderRules() {}

  /**
   * Refuses control characters, above all CR and LF, which would begin a header of the attacker's
   * own, and NUL (RFC 5322 §2.2, §3.2.5). A tab is white space and stays.
   *
   * @param what what the text is, for the message: "The subject"
   */
  static String checkText(String what, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7F) {
        throw new InvalidMessageException(
            what + " must not hold " + name(c) + ": \"" + shown(text) + "\".");
      }
    }
    return wellFormed(text);
  }

  /** Refuses a field name that is empty, overlong, or not printable ASCII (RFC 5322 §2.2). */
  static String checkName(String name) {
    if (name.isEmpty()) {
      throw new InvalidMessageException("A header name must not be empty.");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= ' ' || c >= 0x7F || c == ':') {
        throw new InvalidMessageException(
            "A header name must not hold " + name(c) + ": \"" + shown(name) + "\".");
      }
    }
    if (name.length() > HeaderLine.WIDTH) {
      throw new InvalidMessageException(
          "A header name is longer than " + HeaderLine.WIDTH + ": \"" + shown(name) + "\".");
    }
    return name;
  }

  /** Refuses a field that a message has, or gets on its way, without being told so by its name. */
  static void checkMayBeAdded(String name) {
    String field = name.toLowerCase(Locale.ROOT);
    if (HAVE_A_SETTER.contains(field)) {
      throw new InvalidMessageException(
          "The header " + name + " cannot be added by its name: it is set as what it is.");
    }
    if (ARE_COMPOSED.contains(field)
        || field.startsWith("content-")
        || field.startsWith("resent-")) {
      throw new InvalidMessageException(
          "The header "
              + name
              + " cannot be added: it is written when the message is composed or delivered.");
    }
  }

  /** Refuses what is no id of Gmail's; it also goes into URLs. */
  static String checkThreadId(String id) {
    if (!THREAD_ID.matcher(id).matches()) {
      throw new InvalidMessageException(
          "Bad thread id \""
              + shown(id)
              + "\": it is 1 to 64 letters, digits, hyphens and underscores, as Gmail's API gives it.");
    }
    return id;
  }

  /** Refuses what no provider would post to (RFC 8058 §3.1: https). */
  static URI checkUnsubscribe(URI uri) {
    String text = uri.toASCIIString();
    if (!"https".equalsIgnoreCase(uri.getScheme())
        || uri.getHost() == null
        || uri.getRawUserInfo() != null
        || text.length() > LONGEST_URI) {
      throw new InvalidMessageException(
          "Bad address to unsubscribe at, \""
              + shown(text)
              + "\": one click (RFC 8058) takes an https:// address of at most "
              + LONGEST_URI
              + " characters.");
    }
    return uri;
  }

  /** Refuses years that Date cannot carry (RFC 5322 §3.3). */
  static ZonedDateTime checkDate(ZonedDateTime date) {
    if (date.getYear() < 1900 || date.getYear() > 9999) {
      throw new InvalidMessageException(
          "A date must be in the years 1900 to 9999, not " + date.getYear() + ".");
    }
    return date;
  }

  /** Replaces lone surrogates, which no encoding can carry, by U+FFFD. */
  static String wellFormed(String text) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else {
        out = out == null ? new StringBuilder(text) : out;
        out.setCharAt(i, '\uFFFD');
      }
    }
    return out == null ? text : out.toString();
  }

  /** The text as an error message may quote it: on one line, shortened, controls made visible. */
  static String shown(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .limit(SHOWN)
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                out.append(String.format("\\u%04X", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return text.codePointCount(0, text.length()) > SHOWN
        ? out.append('…').toString()
        : out.toString();
  }

  /** How an error message calls a character. */
  static String name(int c) {
    return switch (c) {
      case '\r' -> "a carriage return (CR)";
      case '\n' -> "a line feed (LF)";
      case 0 -> "a NUL character";
      case ' ' -> "a blank";
      case '\t' -> "a tab";
      default ->
          c > ' ' && c < 0x7F ? "'" + (char) c + "'" : String.format("the character U+%04X", c);
    };
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  /** Without the blanks around it, which no header can carry (RFC 5322 §2.2.3). */
  static String trim(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isBlank(text.charAt(start))) {
      start++;
    }
    while (end > start && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }
}
