package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;

/** A message of text alone as a reader shows it, who keeps to the standard. */
record Letter(String subject, String text) {
  /**
   * Reads one as it arrived.
   *
   * @param raw each octet a character
   */
  static Letter arrived(String raw) throws IOException {
    return read(raw, "");
  }

  /**
   * Reads one as a program wrote it, which may have meant UTF-8 and not said so.
   *
   * @param raw each octet a character
   */
  static Letter written(String raw) throws IOException {
    boolean isDeclared = raw.toLowerCase(Locale.ROOT).contains("\ncontent-type:");
    return read(raw, isDeclared ? "" : "Content-Type: text/plain; charset=UTF-8\n");
  }

  private static Letter read(String raw, String more) throws IOException {
    try {
      byte[] octets = (more + raw).getBytes(ISO_8859_1);
      MimeMessage message = new MimeMessage((Session) null, new ByteArrayInputStream(octets));
      String text = (String) message.getContent();
      return new Letter(subject(message), text.replace("\r\n", "\n"));
    } catch (MessagingException e) {
      throw new IOException(raw, e);
    }
  }

  /** Raw UTF-8 is understood, too, since nobody could mean anything else. */
  private static String subject(MimeMessage message) throws MessagingException, IOException {
    String[] fields = message.getHeader("Subject");
    if (fields == null) {
      return "";
    }
    String unfolded = MimeUtility.unfold(fields[0]);
    boolean isAscii = unfolded.chars().allMatch(c -> c < 0x80);
    return isAscii
        ? MimeUtility.decodeText(unfolded)
        : new String(unfolded.getBytes(ISO_8859_1), java.nio.charset.StandardCharsets.UTF_8);
  }
}
