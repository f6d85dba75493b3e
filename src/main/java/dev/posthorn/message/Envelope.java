package dev.posthorn.message;

import jakarta.mail.Address;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the headers of any message say, read with the suspicion that a stranger's headers deserve.
 */
final class Envelope {
  /**
   * A field with its folds (RFC 5322 §2.2.3): after each line break a blank, and something more.
   */
  private static final Pattern FIELD =
      Pattern.compile("[!-9;-~]++[ \t]*+:[ -~\t]*+(?:(?:\r\n|\r|\n)[ \t]++[!-~][ -~\t]*+)*+");

  private Envelope() {}

  /**
   * Refuses headers that would not be one ASCII field on the wire: an injected line break above
   * all. It looks at characters, since Jakarta Mail writes their lower eight bits: U+010A as a line
   * feed.
   */
  static void checkHeaders(MimeMessage message) throws MessagingException {
    for (String line : Collections.list(message.getAllHeaderLines())) {
      if (!FIELD.matcher(line).matches()) {
        int colon = line.indexOf(':');
        String name = colon < 0 ? line : line.substring(0, colon);
        throw new InvalidMessageException(
            "The header \""
                + HeaderRules.shown(name)
                + "\" holds a line break, a control character or unencoded characters.");
      }
    }
  }

  /** The addr-specs of To, Cc and Bcc, those of groups included, each once. */
  static List<String> recipients(MimeMessage message) throws MessagingException {
    Set<String> found = new LinkedHashSet<>();
    for (RecipientType type : List.of(RecipientType.TO, RecipientType.CC, RecipientType.BCC)) {
      try {
        add(found, message.getRecipients(type));
      } catch (AddressException e) {
        throw new InvalidMessageException(
            "The header " + type + " is not a list of addresses: " + e.getMessage() + ".", e);
      }
    }
    if (found.isEmpty()) {
      throw new InvalidMessageException("The message has no recipient: To, Cc and Bcc are empty.");
    }
    if (found.size() > WireMessage.MOST_RECIPIENTS) {
      throw new InvalidMessageException(
          "The message has "
              + found.size()
              + " recipients; Gmail takes at most "
              + WireMessage.MOST_RECIPIENTS
              + " in one message.");
    }
    return List.copyOf(found);
  }

  private static void add(Set<String> found, Address[] addresses) throws AddressException {
    if (addresses == null) {
      return;
    }
    for (Address address : addresses) {
      InternetAddress mailbox = (InternetAddress) address;
      if (mailbox.isGroup()) {
        add(found, mailbox.getGroup(true));
      } else {
        found.add(AddrSpec.normalise(mailbox.getAddress()));
      }
    }
  }
}
