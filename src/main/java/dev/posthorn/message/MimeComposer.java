package dev.posthorn.message;

import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimePart;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Turns a {@link Mail} into MIME that is right to the letter (RFC 5322, 2045 to 2047, 2183, 2231).
 *
 * <pre>
 * text                 text/plain
 * text and HTML        multipart/alternative (text/plain, text/html)
 * HTML alone           the same, the text derived from the HTML
 * with attachments     multipart/mixed (one of the above, attachments in base64)
 * </pre>
 *
 * <p>Everything is UTF-8. Date is in UTC and Message-ID under a domain that is nobody's ({@code
 * .invalid}, RFC 2606 §2), so that neither tells where the writer is; Bcc stays in, since Gmail's
 * API takes recipients from the headers alone. Thread-safe; one composer serves a whole program.
 */
public final class MimeComposer {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

  private final Clock clock;
  private final Supplier<UUID> ids;

  MimeComposer(Clock clock, Supplier<UUID> ids) {
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * A composer on the clock of this machine.
   *
   * @return a new composer
   */
  public static MimeComposer create() {
    return new MimeComposer(Clock.systemUTC(), UUID::randomUUID);
  }

  /**
   * Composes a message. Attachments are not read yet, only looked at; they are read each time that
   * the message is written.
   *
   * @param mail what to send; without a From it is composed without
   * @return a message with a stable Message-ID, the caller's own to change
   * @throws AttachmentException when an attachment's file is missing or changed
   */
  public MimeMessage compose(Mail mail) throws AttachmentException {
    for (Attachment attachment : mail.attachments()) {
      attachment.checkUnchanged();
    }
    try {
      MimeMessage message = new ComposedMessage(MessageId.of(ids.get()));
      putHeaders(mail, message);
      putContent(mail, message);
      message.saveChanges();
      return message;
    } catch (MessagingException e) {
      throw new IllegalStateException("A valid mail could not be composed.", e);
    }
  }

  private void putHeaders(Mail mail, MimeMessage message) throws MessagingException {
    message.setHeader("Date", DATE.format(ZonedDateTime.now(clock)));
    putAddresses(message, "From", mail.from().map(List::of).orElse(List.of()));
    putAddresses(message, "To", mail.to());
    putAddresses(message, "Cc", mail.cc());
    putAddresses(message, "Bcc", mail.bcc());
    putAddresses(message, "Reply-To", mail.replyTo());
    if (!mail.subject().isEmpty()) {
      message.setHeader("Subject", HeaderText.subject(mail.subject()));
    }
    for (Header header : mail.headers()) {
      message.addHeader(header.name(), HeaderText.field(header));
    }
  }

  private static void putAddresses(MimeMessage message, String field, List<Mailbox> mailboxes)
      throws MessagingException {
    if (!mailboxes.isEmpty()) {
      message.setHeader(field, HeaderText.addresses(field, mailboxes));
    }
  }

  private void putContent(Mail mail, MimePart part) throws MessagingException {
    if (mail.attachments().isEmpty()) {
      putBody(mail, part);
      return;
    }
    ComposedMultipart mixed = new ComposedMultipart("mixed", ids.get());
    MimeBodyPart body = new MimeBodyPart();
    putBody(mail, body);
    mixed.addBodyPart(body);
    for (Attachment attachment : mail.attachments()) {
      mixed.addBodyPart(part(attachment));
    }
    mixed.putInto(part);
  }

  private void putBody(Mail mail, MimePart part) throws MessagingException {
    if (mail.html().isEmpty()) {
      new BodyText("plain", mail.text().orElse("")).putInto(part);
      return;
    }
    String html = mail.html().get();
    ComposedMultipart alternative = new ComposedMultipart("alternative", ids.get());
    MimeBodyPart plainPart = new MimeBodyPart();
    new BodyText("plain", mail.text().orElseGet(() -> HtmlText.of(html))).putInto(plainPart);
    alternative.addBodyPart(plainPart);
    MimeBodyPart htmlPart = new MimeBodyPart();
    new BodyText("html", html).putInto(htmlPart);
    alternative.addBodyPart(htmlPart);
    alternative.putInto(part);
  }

  private static MimeBodyPart part(Attachment attachment) throws MessagingException {
    MimeBodyPart part = new MimeBodyPart();
    part.setDataHandler(new DataHandler(new AttachmentSource(attachment)));
    part.setHeader("Content-Type", attachment.contentType());
    part.setHeader("Content-Transfer-Encoding", "base64");
    part.setHeader("Content-Disposition", FileName.disposition(attachment.fileName()));
    return part;
  }
}
