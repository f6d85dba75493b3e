package dev.posthorn.message;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Message-ID (RFC 5322 §3.6.4): one, stable, and under the domain of its author, as receivers
 * expect it; never with the name of this machine.
 */
final class MessageId {
  static final String FIELD = "Message-ID";

  /** A domain that is not anybody's (RFC 2606 §2), for a message whose author is not known. */
  static final String NOBODYS = "posthorn.invalid";

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

  /**
   * An id.
   *
   * @param domain see {@link #domain}
   */
  static String of(UUID id, String domain) {
    return "<" + id + "@" + domain + ">";
  }

  /** The domain of an address. */
  static String domain(String address) {
    return address.substring(address.lastIndexOf('@') + 1);
  }

  /** The domain of who wrote a message or, where that is not said, of who sends it. */
  static String domain(Head head) {
    return head.first("From")
        .flatMap(from -> Envelope.sender(new Head(List.of(from))))
        .or(() -> Envelope.sender(head))
        .map(MessageId::domain)
        .orElse(NOBODYS);
  }
}
