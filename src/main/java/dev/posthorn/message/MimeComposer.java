package dev.posthorn.message;

import static java.time.temporal.ChronoField.DAY_OF_MONTH;
import static java.time.temporal.ChronoField.DAY_OF_WEEK;
import static java.time.temporal.ChronoField.HOUR_OF_DAY;
import static java.time.temporal.ChronoField.MINUTE_OF_HOUR;
import static java.time.temporal.ChronoField.MONTH_OF_YEAR;
import static java.time.temporal.ChronoField.SECOND_OF_MINUTE;
import static java.time.temporal.ChronoField.YEAR_OF_ERA;

import jakarta.mail.internet.MimeMessage;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.util.ArrayList;
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
 * <p>Text is quoted-printable or base64 as soon as something on its way might change it: a line of
 * more than 68 octets, a blank at a line's end, "From " at its beginning, or more than ASCII.
 *
 * <p>An attached message is message/rfc822, in 7bit or 8bit; the multipart/mixed around it is then
 * 8bit as well (RFC 2045 §6.4). Attached text files that are UTF-8 say so.
 *
 * <p>Everything is UTF-8. Date is in UTC, unless it was given, and Message-ID under the domain of
 * From (without a From under {@code posthorn.invalid}, RFC 2606 §2), so that neither tells where
 * the writer is; Bcc stays in, since Gmail's API takes recipients from the headers alone.
 * Thread-safe; one composer serves a whole program.
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
   * Composes a message for programs that use Jakarta Mail. Attachments are not read yet, only
   * looked at (attached messages are read at once, to see whether they are messages and can go as
   * they are, and text files, to see whether they are UTF-8); they are read each time that the
   * message is written.
   *
   * @param mail what to send; without a From it is composed without
   * @return a message with a stable Message-ID, the caller's own to change
   * @throws AttachmentException when an attachment's file is missing or changed
   * @throws InvalidMessageException when an attached message is none, or has a NUL or too long a
   *     line where nothing may be encoded
   */
  public MimeMessage compose(Mail mail) throws AttachmentException {
    String messageId = messageId(mail);
    Entity message = entity(mail, messageId, new ArrayList<>());
    return ComposedMessage.of(message, messageId, mail.threadId().orElse(null));
  }

  /**
   * Composes a message, checks and measures it: the same bytes as those of {@link #compose}, in
   * less time. Attachments are read once here (text files and messages twice), and again each time
   * that the message is written.
   *
   * @param mail what to send; without a From it is composed without
   * @return the message, in the thread that the mail names
   * @throws AttachmentException when an attachment's file is missing, changed or cannot be read
   * @throws InvalidMessageException as {@link #compose} and {@link WireMessage#of(MimeMessage)} do
   */
  public WireMessage toWire(Mail mail) throws AttachmentException {
    List<String> changes = new ArrayList<>();
    Entity message = entity(mail, messageId(mail), changes);
    Head head = new Head(message.fields());
    List<String> recipients = Envelope.recipients(head);
    boolean holdsMessage = false;
    for (Attachment attachment : mail.attachments()) {
      holdsMessage |= attachment.isMessage();
    }
    Measured form = Measured.composed(head, Body.of(message), holdsMessage, changes);
    return new WireMessage(form, recipients, mail.threadId().orElse(null));
  }

  private String messageId(Mail mail) {
    String domain =
        mail.from().map(from -> MessageId.domain(from.address())).orElse(MessageId.NOBODYS);
    return MessageId.of(ids.get(), domain);
  }

  private Entity entity(Mail mail, String messageId, List<String> changes)
      throws AttachmentException {
    for (Attachment attachment : mail.attachments()) {
      attachment.checkUnchanged();
    }
    for (Inline inline : mail.inlines()) {
      inline.attachment().checkUnchanged();
    }
    FieldList fields = new FieldList();
    putFields(mail, fields);
    fields.set(MessageId.FIELD, messageId);
    fields.set("MIME-Version", "1.0");
    return content(mail, fields, changes);
  }

  private void putFields(Mail mail, FieldList fields) {
    fields.set("Date", date(mail.date().orElseGet(() -> ZonedDateTime.now(clock))));
    putAddresses(fields, "From", mail.from().map(List::of).orElse(List.of()));
    putAddresses(fields, "To", mail.to());
    putAddresses(fields, "Cc", mail.cc());
    putAddresses(fields, "Bcc", mail.bcc());
    putAddresses(fields, "Reply-To", mail.replyTo());
    if (!mail.subject().isEmpty()) {
      fields.set("Subject", HeaderText.subject(mail.subject()));
    }
    if (mail.inReplyTo().isPresent()) {
      putWords(fields, "In-Reply-To", List.of(mail.inReplyTo().get()));
    }
    putWords(fields, "References", mail.references());
    for (Header header : mail.priority().headers()) {
      fields.set(header.name(), header.value());
    }
    if (mail.listUnsubscribe().isPresent()) {
      String uri = mail.listUnsubscribe().get().toASCIIString();
      putWords(fields, "List-Unsubscribe", List.of("<" + uri + ">"));
      fields.set("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
    for (Header header : mail.headers()) {
      fields.add(header.name(), HeaderText.field(header));
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
  private static void putWords(FieldList fields, String name, List<String> words) {
    if (!words.isEmpty()) {
      HeaderLine line = new HeaderLine(name);
      words.forEach(word -> line.word(" ", word));
      fields.set(name, line.value());
    }
  }

  private static void putAddresses(
      FieldList fields, String name, List<? extends Address> addresses) {
    if (!addresses.isEmpty()) {
      fields.set(name, HeaderText.addresses(name, addresses));
    }
  }

  private Entity content(Mail mail, FieldList fields, List<String> changes)
      throws AttachmentException {
    if (mail.attachments().isEmpty()) {
      return body(mail, fields);
    }
    UUID boundary = ids.get();
    List<Entity> parts = new ArrayList<>();
    parts.add(body(mail, new FieldList()));
    boolean eightBit = false;
    for (Attachment attachment : mail.attachments()) {
      Entity.Leaf leaf =
          attachment.isMessage()
              ? AttachedMessage.leaf(attachment, changes)
              : new Entity.Leaf(attachment.content(), "base64");
      FieldList own = fields(attachment, leaf.encoding(), "attachment");
      parts.add(new Entity(own.all(), leaf));
      eightBit |= leaf.encoding().equals("8bit");
    }
    if (eightBit) {
      fields.set("Content-Transfer-Encoding", "8bit");
    }
    return multipart("mixed", "", boundary, parts, fields);
  }

  private Entity body(Mail mail, FieldList fields) throws AttachmentException {
    if (mail.html().isEmpty()) {
      return new BodyText("plain", mail.text().orElse("")).entity(fields);
    }
    String html = mail.html().get();
    UUID boundary = ids.get();
    String text = mail.text().orElseGet(() -> HtmlText.of(html));
    List<Entity> parts =
        List.of(
            new BodyText("plain", text).entity(new FieldList()),
            html(html, mail.inlines(), new FieldList()));
    return multipart("alternative", "", boundary, parts, fields);
  }

  private Entity html(String html, List<Inline> inlines, FieldList fields)
      throws AttachmentException {
    BodyText body = new BodyText("html", html);
    if (inlines.isEmpty()) {
      return body.entity(fields);
    }
    UUID boundary = ids.get();
    List<Entity> parts = new ArrayList<>();
    parts.add(body.entity(new FieldList()));
    for (Inline inline : inlines) {
      FieldList own = fields(inline.attachment(), "base64", "inline");
      own.set("Content-ID", "<" + inline.contentId() + ">");
      Content content = inline.attachment().content();
      parts.add(new Entity(own.all(), new Entity.Leaf(content, "base64")));
    }
    return multipart("related", "; type=\"text/html\"", boundary, parts, fields);
  }

  /** The boundary begins as no line of base64 or quoted-printable can (RFC 2045 §6.7). */
  private static Entity multipart(
      String subtype, String parameters, UUID boundary, List<Entity> parts, FieldList fields) {
    Entity.Multipart body = new Entity.Multipart(subtype, parameters, "=_" + boundary, parts);
    fields.set("Content-Type", body.contentType());
    return new Entity(fields.all(), body);
  }

  private static FieldList fields(Attachment attachment, String encoding, String disposition)
      throws AttachmentException {
    FieldList fields = new FieldList();
    fields.set("Content-Type", attachment.typeOnTheWire());
    fields.set("Content-Transfer-Encoding", encoding);
    fields.set("Content-Disposition", FileName.disposition(disposition, attachment.fileName()));
    return fields;
  }
}
