package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Raw UTF-8 in a head, as cron, PHP and many scripts write it: no server need take it (RFC 5322
 * §2.2), so it becomes encoded-words (RFC 2047 §5) where they may stand, in free text and in the
 * names of addresses. What is not well-formed UTF-8, or stands in another field, stays as it is,
 * for {@link Field} to refuse.
 */
final class RawUtf8 {
  /** Fields of free text (RFC 5322 §3.6.5). In others nobody knows what was meant. */
  private static final Pattern FREE = Pattern.compile("subject|comments|content-description|x-.*");

  private static final Pattern FOLD = Pattern.compile("\r\n|\r|\n");

  private RawUtf8() {}

  /**
   * Encodes a field.
   *
   * @param line a field without the line end that closes it, each octet a character
   * @return the same when it is ASCII or cannot be helped
   */
  static String encoded(String line) {
    int colon = line.indexOf(':');
    if (colon < 0 || line.chars().allMatch(c -> c < 0x80)) {
      return line;
    }
    String name = HeaderRules.trim(line.substring(0, colon));
    try {
      String text =
          HeaderRules.trim(FOLD.matcher(decoded(line.substring(colon + 1))).replaceAll(""));
      if (Envelope.holdsAddresses(name)) {
        return name + ": " + HeaderText.addresses(name, Address.parseList(text));
      }
      return FREE.matcher(name.toLowerCase(Locale.ROOT)).matches()
          ? name + ": " + HeaderText.field(new Header(name, text))
          : line;
    } catch (CharacterCodingException | InvalidMessageException e) {
      return line;
    }
  }

  private static String decoded(String octets) throws CharacterCodingException {
    return UTF_8.newDecoder().decode(ByteBuffer.wrap(octets.getBytes(ISO_8859_1))).toString();
  }
}
