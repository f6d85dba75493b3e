package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import java.util.Set;

/**
 * Raw UTF-8 in a head, as cron, PHP and many scripts write it: no server need take it (RFC 5322
 * §2.2). So it becomes encoded-words wherever those may stand (RFC 2047 §5): in free text, in the
 * names of addresses, in other phrases and in comments; and in parameters of MIME fields it takes
 * the form of RFC 2231. What is ASCII in the same field stays as it was written, encoded-words
 * included. In ids, dates and the like there is no form for it, so there it is refused.
 */
final class RawUtf8 {
  /** Lists of addresses beside those that say who sends a message and who gets it. */
  private static final Set<String> ADDRESSES =
      Set.of(
          "disposition-notification-to",
          "errors-to",
          "mail-followup-to",
          "mail-reply-to",
          "return-receipt-to");

  /** Words, and ids or URLs in angle brackets (RFC 5322 §3.6.5 and §4.5.4, RFC 2369, RFC 2919). */
  private static final Set<String> PHRASES =
      Set.of(
          "keywords",
          "in-reply-to",
          "references",
          "list-id",
          "list-help",
          "list-unsubscribe",
          "list-subscribe",
          "list-post",
          "list-owner",
          "list-archive");

  /** What programs read: there only comments are for people. */
  private static final Set<String> STRUCTURES =
      Set.of(
          "date",
          "resent-date",
          "message-id",
          "resent-message-id",
          "received",
          "received-spf",
          "return-path",
          "delivered-to",
          "mime-version",
          "authentication-results",
          "autocrypt",
          "dkim-signature",
          "domainkey-signature",
          "list-unsubscribe-post");

  private RawUtf8() {}

  /**
   * Encodes a field.
   *
   * @param line a field without the line end that closes it, each octet a character
   * @return the same when it is ASCII, or holds what no field may, for {@link Field} to refuse
   * @throws InvalidMessageException when it is not UTF-8, or nothing but ASCII may stand there
   */
  static String encoded(String line) {
    int colon = line.indexOf(':');
    if (colon < 0 || isAscii(line) || holdsControl(line)) {
      return line;
    }
    String name = HeaderRules.trim(line.substring(0, colon));
    try {
      return name + ": " + value(name, HeaderRules.trim(decoded(line.substring(colon + 1))));
    } catch (CharacterCodingException e) {
      throw new InvalidMessageException(
          "The header \""
              + name
              + "\" is in no encoding that a head may have, perhaps Latin-1; write it in UTF-8, or as"
              + " encoded-words (RFC 2047).",
          e);
    } catch (InvalidMessageException e) {
      throw new InvalidMessageException(
          "The header \"" + name + "\" cannot be sent: " + e.getMessage(), e);
    }
  }

  private static String value(String name, String text) {
    String field = name.toLowerCase(Locale.ROOT);
    if (Envelope.holdsAddresses(field) || ADDRESSES.contains(field)) {
      return new RawPhrases(text, RawPhrases.Outside.ADDRESSES).value(name);
    }
    if (PHRASES.contains(field)) {
      return new RawPhrases(text, RawPhrases.Outside.PHRASES).value(name);
    }
    if (field.equals("content-type") || field.equals("content-disposition")) {
      return new RawParameters(text).value(name);
    }
    boolean isFree = field.equals("content-description");
    if (STRUCTURES.contains(field)
        || field.startsWith("arc-")
        || (field.startsWith("content-") && !isFree)) {
      return new RawPhrases(text, RawPhrases.Outside.STRUCTURE).value(name);
    }
    return free(name, text);
  }

  /** Free text (RFC 2047 §5 (1)), which a field that is not known is, too. */
  private static String free(String name, String text) {
    MixedWords words = new MixedWords();
    int at = 0;
    while (at < text.length()) {
      int word = at;
      while (word < text.length() && HeaderRules.isBlank(text.charAt(word))) {
        word++;
      }
      int end = word;
      while (end < text.length() && !HeaderRules.isBlank(text.charAt(end))) {
        end++;
      }
      add(words, text.substring(at, word), text.substring(word, end));
      at = end;
    }
    return words.value(name);
  }

  /** Adds a word of free text, or of a comment, as what it is. */
  static void add(MixedWords words, String blanks, String word) {
    if (!isAscii(word)) {
      words.raw(blanks, word);
    } else if (EncodedWord.is(word)) {
      words.encoded(blanks, word);
    } else {
      words.plain(blanks, word);
    }
  }

  static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  /** An encoded-word could carry a NUL, but nobody could want it to. */
  private static boolean holdsControl(String line) {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == 0x7F || (c < ' ' && c != '\t' && c != '\r' && c != '\n')) {
        return true;
      }
    }
    return false;
  }

  /** On one line. */
  private static String decoded(String octets) throws CharacterCodingException {
    byte[] bytes = octets.replace("\r", "").replace("\n", "").getBytes(ISO_8859_1);
    return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
