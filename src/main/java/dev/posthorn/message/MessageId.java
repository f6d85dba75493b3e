package dev.posthorn.message;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Message-ID (RFC 5322 §3.6.4): one, stable, under a domain that is nobody's (RFC 2606 §2). */
final class MessageId {
  static final String FIELD = "Message-ID";

  private MessageId() {}

  /** Printable ASCII without blanks and angle brackets; foreign ids are often no more than that. */
  private static final Pattern ID = Pattern.compile("<?([!-;=?-~]{1,900})>?");

  /**
   * Ids as people and headers write them, with or without angle brackets, blanks between them.
   *
   * @return each in angle brackets, in order; at least one
   */
  static List<String> parse(String text) {
    HeaderRules.checkText("A message id", text);
    List<String> ids = new ArrayList<>();
    for (String word : HeaderRules.trim(text).replace("><", "> <").split("[ \t]+", -1)) {
      Matcher matcher = ID.matcher(word);
      if (!matcher.matches() || word.startsWith("<") != word.endsWith(">")) {
        throw new InvalidMessageException(
            "Bad message id \""
                + HeaderRules.shown(text)
                + "\": it is of the form <something@somewhere>, in ASCII without blanks.");
      }
      ids.add("<" + matcher.group(1) + ">");
    }
    return ids;
  }

  static String of(UUID id) {
    return "<" + id + "@posthorn.invalid>";
  }
}
