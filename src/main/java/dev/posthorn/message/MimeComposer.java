package dev.posthorn.message;

import static java.time.temporal.ChronoField.DAY_OF_MONTH;
import static java.time.temporal.ChronoField.DAY_OF_WEEK;
import static java.time.temporal.ChronoField.HOUR_OF_DAY;
import static java.time.temporal.ChronoField.MINUTE_OF_HOUR;
import static java.time.temporal.ChronoField.MONTH_OF_YEAR;
import static java.time.temporal.ChronoField.SECOND_OF_MINUTE;
import static java.time.temporal.ChronoField.YEAR_OF_ERA;

import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimePart;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Turns a {@link Mail} into MIME that is right to the letter (RFC 5322, 2045 to 2047, 2183, 2231).
 *
 * <pre>
 * text                 text/plain
 * text and HTML        multipart/alternative (text/plain, text/html)
 * HTML alone           the same, the text derived from the HTML
 * with inline parts    in place of text/html: multipart/related (text/html, parts in base64)
 * with attachments     multipart/mixed (one of the above, attachments in base64)
 * </pre>
 *
 * <p>An attached message is message/rfc822, in 7bit or 8bit; the multipart/mixed around it is then
 * 8bit as well (RFC 2045 §6.4).
 *
 * <p>Everything is UTF-8. Date is in UTC, unless it was given, and Message-ID under a domain that
 * is nobody's ({@code .invalid}, RFC 2606 §2), so that neither tells where the writer is; Bcc stays
 * in, since Gmail's API takes recipients from the headers alone. Thread-safe; one composer serves a
 * whole program.
 */
public final class MimeComposer {
  /** RFC 5322 §3.3, with names of our own: those of a locale take longer to load than all else. */
  private static final DateTimeFormatter DATE =
      new DateTimeFormatterBuilder()
          .appendText(DAY_OF_WEEK, names("Mon Tue Wed Thu Fri Sat Sun"))
          .appendLiteral(", ")
          .appendValue(DAY_OF_MONTH)
          .appendLiteral(' ')
          .appendText(MONTH_OF_YEAR, names("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"))
          .appendLiteral(' ')
          .appendValue(YEAR_OF_ERA, 4, 19, SignStyle.EXCEEDS_PAD)
          .appendLiteral(' ')
          .appendValue(HOUR_OF_DAY, 2)
          .appendLiteral(':')
          .appendValue(MINUTE_OF_HOUR, 2)
          .appendLiteral(':')
          .appendValue(SECOND_OF_MINUTE, 2)
          .appendLiteral(' ')
          .appendOffset("+HHMM", "+0000")
          .toFormatter(Locale.ROOT);

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
   * Composes a message. Attachments are not read yet, only looked at (attached messages are read at
   * once, to see whether they are messages and can go as they are); they are read each time that
   * the message is written.
   *
   * @param mail what to send; without a From it is composed without
   * @return a message with a stable Message-ID, the caller's own to change
   * @throws AttachmentException when an attachment's file is missing or changed
   * @throws InvalidMessageException when an attached message is none, or has a NUL or too long a
   *     line
   */
  public MimeMessage compose(Mail mail) throws AttachmentException {
    for (Attachment attachment : mail.attachments()) {
      attachment.checkUnchanged();
    }
    for (Inline inline : mail.inlines()) {
      inline.attachment().checkUnchanged();
    }
    try {
      MimeMessage message =
          new ComposedMessage(MessageId.of(ids.get()), mail.threadId().orElse(null));
      putHeaders(mail, message);
      putContent(mail, message);
      message.saveChanges();
      return message;
    } catch (MessagingException e) {
      throw new IllegalStateException("A valid mail could not be composed.", e);
    }
  }

  private void putHeaders(Mail mail, MimeMessage message) throws MessagingException {
    message.setHeader("Date", date(mail.date().orElseGet(() -> ZonedDateTime.now(clock))));
    putAddresses(message, "From", mail.from().map(List::of).orElse(List.of()));
    putAddresses(message, "To", mail.to());
    putAddresses(message, "Cc", mail.cc());
    putAddresses(message, "Bcc", mail.bcc());
    putAddresses(message, "Reply-To", mail.replyTo());
    if (!mail.subject().isEmpty()) {
      message.setHeader("Subject", HeaderText.subject(mail.subject()));
    }
    if (mail.inReplyTo().isPresent()) {
      putWords(message, "In-Reply-To", List.of(mail.inReplyTo().get()));
    }
    putWords(message, "References", mail.references());
    for (Header header : mail.priority().headers()) {
      message.setHeader(header.name(), header.value());
    }
    if (mail.listUnsubscribe().isPresent()) {
      String uri = mail.listUnsubscribe().get().toASCIIString();
      putWords(message, "List-Unsubscribe", List.of("<" + uri + ">"));
      message.setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
    for (Header header : mail.headers()) {
      message.addHeader(header.name(), HeaderText.field(header));
    }
  }

  /** A time as RFC 5322 §3.3 writes it. */
  static String date(ZonedDateTime time) {
    return DATE.format(time);
  }

  private static Map<Long, String> names(String words) {
    Map<Long, String> names = new HashMap<>();
    for (String word : words.split(" ", -1)) {
      names.put(names.size() + 1L, word);
    }
    return names;
  }

  /** Words of ASCII that no encoding may touch, even where one looks encoded. */
  private static void putWords(MimeMessage message, String field, List<String> words)
      throws MessagingException {
    if (!words.isEmpty()) {
      HeaderLine line = new HeaderLine(field);
      words.forEach(word -> line.word(" ", word));
      message.setHeader(field, line.value());
    }
  }

  private static void putAddresses(
      MimeMessage message, String field, List<? extends Address> addresses)
      throws MessagingException {
    if (!addresses.isEmpty()) {
      message.setHeader(field, HeaderText.addresses(field, addresses));
    }
  }

  private void putContent(Mail mail, MimePart part) throws MessagingException, AttachmentException {
    if (mail.attachments().isEmpty()) {
      putBody(mail, part);
      return;
    }
    ComposedMultipart mixed = new ComposedMultipart("mixed", ids.get());
    MimeBodyPart body = new MimeBodyPart();
    putBody(mail, body);
    mixed.addBodyPart(body);
    boolean eightBit = false;
    for (Attachment attachment : mail.attachments()) {
      String encoding = attachment.isMessage() ? AttachedMessage.encoding(attachment) : "base64";
      mixed.addBodyPart(part(attachment, encoding, "attachment"));
      eightBit |= encoding.equals("8bit");
    }
    mixed.putInto(part);
    if (eightBit) {
      part.setHeader("Content-Transfer-Encoding", "8bit");
    }
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
    putHtml(html, mail.inlines(), htmlPart);
    alternative.addBodyPart(htmlPart);
    alternative.putInto(part);
  }

  private void putHtml(String html, List<Inline> inlines, MimePart part) throws MessagingException {
    BodyText body = new BodyText("html", html);
    if (inlines.isEmpty()) {
      body.putInto(part);
      return;
    }
    ComposedMultipart related = new ComposedMultipart("related", "; type=\"text/html\"", ids.get());
    MimeBodyPart root = new MimeBodyPart();
    body.putInto(root);
    related.addBodyPart(root);
    for (Inline inline : inlines) {
      MimeBodyPart shown = part(inline.attachment(), "base64", "inline");
      shown.setHeader("Content-ID", "<" + inline.contentId() + ">");
      related.addBodyPart(shown);
    }
    related.putInto(part);
  }

  private static MimeBodyPart part(Attachment attachment, String encoding, String disposition)
      throws MessagingException {
    MimeBodyPart part = new MimeBodyPart();
    part.setDataHandler(new DataHandler(new AttachmentSource(attachment)));
    part.setHeader("Content-Type", attachment.contentType());
    part.setHeader("Content-Transfer-Encoding", encoding);
    part.setHeader("Content-Disposition", FileName.disposition(disposition, attachment.fileName()));
    return part;
  }
}
