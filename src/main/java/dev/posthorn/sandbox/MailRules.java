package dev.posthorn.sandbox;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Gmail refuses to send.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc5322#section-2.1.1">RFC 5322 §2.1.1</a>
 */
final class MailRules {
  private static final int LONGEST_LINE = 998;
  private static final int MOST_RECIPIENTS = 500;
  private static final int LONGEST_ENCODED_WORD = 75;
  private static final Pattern ENCODED_WORD =
      Pattern.compile("=\\?[^?\\s]+\\?[bBqQ]\\?[^?\\s]*\\?=");

  private MailRules() {}

  /**
   * Checks the form of a mail.
   *
   * @throws Refusal with 400 and Google's words
   */
  static void check(Rfc822 mail) {
    mail.fields().forEach(MailRules::checkField);
    checkBody(mail.body());
  }

  /**
   * Reads who gets a mail.
   *
   * @param joined whether a second field of a name counts, too
   * @return the addresses of To, Cc and Bcc, in that order
   * @throws Refusal with 400 and Google's words
   */
  static List<String> recipients(Rfc822 mail, boolean joined) {
    List<String> recipients = new ArrayList<>();
    for (String name : List.of("To", "Cc", "Bcc")) {
      List<String> values = mail.values(name);
      for (String value : joined ? values : values.stream().limit(1).toList()) {
        recipients.addAll(addresses(name, value));
      }
    }
    if (recipients.isEmpty()) {
      throw ApiError.invalidArgument("Recipient address required");
    }
    if (recipients.size() > MOST_RECIPIENTS) {
      throw ApiError.invalidArgument("Too many recipients");
    }
    return recipients;
  }

  /** The addresses of a field, those inside groups too. */
  static List<String> addresses(String name, String value) {
    try {
      List<String> found = new ArrayList<>();
      for (InternetAddress address : InternetAddress.parse(value, true)) {
        InternetAddress[] members = address.isGroup() ? address.getGroup(true) : null;
        for (InternetAddress one : members == null ? new InternetAddress[] {address} : members) {
          one.validate();
          found.add(one.getAddress());
        }
      }
      return found;
    } catch (AddressException e) {
      throw ApiError.invalidArgument("Invalid " + name + " header");
    }
  }

  private static void checkField(Rfc822.Field field) {
    if (!field.text().chars().allMatch(c -> c < 128)) {
      throw ApiError.invalidArgument(
          "Invalid " + field.name() + " header: unencoded non-ASCII characters");
    }
    if (field.text().indexOf('\0') >= 0) {
      throw ApiError.invalidArgument("Invalid " + field.name() + " header: NUL");
    }
    for (String line : field.text().split("\r\n", -1)) {
      if (line.length() > LONGEST_LINE) {
        throw tooLong();
      }
    }
    Matcher word = ENCODED_WORD.matcher(field.text());
    while (word.find()) {
      if (word.group().length() > LONGEST_ENCODED_WORD) {
        throw ApiError.invalidArgument(
            "Invalid " + field.name() + " header: an encoded-word is longer than 75 characters");
      }
    }
  }

  private static void checkBody(byte[] body) {
    int line = 0;
    for (byte octet : body) {
      line = octet == '\n' ? 0 : line + 1;
      if (line > LONGEST_LINE + 1 || (line == LONGEST_LINE + 1 && octet != '\r')) {
        throw tooLong();
      }
    }
  }

  private static Refusal tooLong() {
    return ApiError.invalidArgument("Invalid message: a line is longer than 998 octets");
  }
}
