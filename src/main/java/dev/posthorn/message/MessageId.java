package dev.posthorn.message;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
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

  /**
   * Saves a message that is not yet saved, and undoes what saving does to its Message-ID: Jakarta
   * Mail writes a new one, with the name of this machine.
   */
  static void settle(MimeMessage message) throws MessagingException {
    String[] before = message.getHeader(FIELD);
    saveIfUnsaved(message);
    String id = before == null ? of(UUID.randomUUID()) : before[0];
    message.setHeader(FIELD, id);
  }

  /**
   * Only a message that was changed may be saved: one that was read from a stream would be taken
   * apart and written anew. A message tells nobody which it is, but saves itself, or not, before it
   * writes its first byte.
   */
  private static void saveIfUnsaved(MimeMessage message) throws MessagingException {
    try {
      message.writeTo(new Refusing());
    } catch (FirstByte expected) {
      return;
    } catch (IOException e) {
      throw new MessagingException("The message could not be saved.", e);
    }
  }

  private static final class FirstByte extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private static final class Refusing extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      throw new FirstByte();
    }
  }
}
