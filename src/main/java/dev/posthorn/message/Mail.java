package dev.posthorn.message;

import java.net.URI;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A message as its writer means it: who, what about, what; without a thought for MIME.
 *
 * <p>All text is plain Unicode; {@link MimeComposer} encodes it. Immutable and thread-safe, though
 * an attachment's file is read only when the message is composed and sent.
 */
public final class Mail {
  private static final Pattern REPLY = Pattern.compile("re(\\[[0-9]+])? ?:.*");

  private final @Nullable Mailbox from;
  private final List<Address> to;
  private final List<Address> cc;
  private final List<Address> bcc;
  private final List<Address> replyTo;
  private final String subject;
  private final @Nullable String text;
  private final @Nullable String html;
  private final List<Inline> inlines;
  private final List<Attachment> attachments;
  private final List<Header> headers;
  private final @Nullable String inReplyTo;
  private final List<String> references;
  private final @Nullable String threadId;
  private final Priority priority;
  private final @Nullable URI listUnsubscribe;
  private final @Nullable ZonedDateTime date;

  Mail(MailBuilder builder, @Nullable String text, @Nullable String html) {
    from = builder.from;
    to = List.copyOf(builder.to);
    cc = List.copyOf(builder.cc);
    bcc = List.copyOf(builder.bcc);
    replyTo = List.copyOf(builder.replyTo);
    subject = builder.subject;
    this.text = text;
    this.html = html;
    inlines = List.copyOf(builder.inlines);
    attachments = List.copyOf(builder.attachments);
    headers = List.copyOf(builder.headers);
    inReplyTo = builder.inReplyTo;
    references = references(builder.references, inReplyTo);
    threadId = builder.threadId;
    priority = builder.priority;
    listUnsubscribe = builder.listUnsubscribe;
    date = builder.date;
  }

  private Mail(Mail mail, Mailbox from) {
    this.from = from;
    to = mail.to;
    cc = mail.cc;
    bcc = mail.bcc;
    replyTo = mail.replyTo;
    subject = mail.subject;
    text = mail.text;
    html = mail.html;
    inlines = mail.inlines;
    attachments = mail.attachments;
    headers = mail.headers;
    inReplyTo = mail.inReplyTo;
    references = mail.references;
    threadId = mail.threadId;
    priority = mail.priority;
    listUnsubscribe = mail.listUnsubscribe;
    date = mail.date;
  }

  /** The message that is answered ends the list (RFC 5322 §3.6.4). */
  private static List<String> references(List<String> ids, @Nullable String inReplyTo) {
    List<String> all = new ArrayList<>(ids);
    if (inReplyTo != null) {
      all.removeIf(inReplyTo::equals);
      all.add(inReplyTo);
    }
    return List.copyOf(all);
  }

  /** {@return a builder of a new message, in which nothing is set} */
  public static MailBuilder builder() {
    return new MailBuilder();
  }

  /**
   * The subject of an answer (RFC 5322 §3.6.5): {@code Re: } and the subject, unless it begins so.
   *
   * @param subject the subject of the message that is answered; may be empty
   * @return what {@link MailBuilder#subject} takes; Gmail's readers see one thread only when it
   *     matches
   */
  public static String replySubject(String subject) {
    boolean isReply = REPLY.matcher(subject.toLowerCase(Locale.ROOT)).matches();
    return isReply ? subject : "Re: " + subject;
  }

  /** {@return the author; empty when the sending account is to stand in From} */
  public Optional<Mailbox> from() {
    return Optional.ofNullable(from);
  }

  /** {@return the recipients that everybody sees first: unmodifiable, in order, perhaps empty} */
  public List<Address> to() {
    return to;
  }

  /** {@return the recipients of a copy: unmodifiable, in order, perhaps empty} */
  public List<Address> cc() {
    return cc;
  }

  /** {@return the recipients that the others do not see: unmodifiable, in order, perhaps empty} */
  public List<Address> bcc() {
    return bcc;
  }

  /** {@return where answers are to go: unmodifiable, in order; empty when they go to the author} */
  public List<Address> replyTo() {
    return replyTo;
  }

  /** {@return the subject: one line of Unicode, {@code ""} for none} */
  public String subject() {
    return subject;
  }

  /**
   * {@return the plain text body with whatever line ends it was given, the Markdown source when it
   * was written in that; empty when there is none}
   */
  public Optional<String> text() {
    return Optional.ofNullable(text);
  }

  /** {@return the HTML body, perhaps made of Markdown; empty when there is none} */
  public Optional<String> html() {
    return Optional.ofNullable(html);
  }

  /** {@return what the HTML shows in its place: unmodifiable, in order, perhaps empty} */
  public List<Inline> inlines() {
    return inlines;
  }

  /** {@return what is attached: unmodifiable, in order, perhaps empty} */
  public List<Attachment> attachments() {
    return attachments;
  }

  /**
   * {@return the headers that were added: unmodifiable, in the order of adding, duplicates kept}
   */
  public List<Header> headers() {
    return headers;
  }

  /**
   * The values of the added headers of one name.
   *
   * @param name a field name, in any case
   * @return unmodifiable, in the order of adding, perhaps empty
   */
  public List<String> header(String name) {
    return headers.stream().filter(h -> h.isNamed(name)).map(Header::value).toList();
  }

  /** {@return the Message-ID that this answers, in angle brackets; empty when it answers none} */
  public Optional<String> inReplyTo() {
    return Optional.ofNullable(inReplyTo);
  }

  /**
   * {@return the Message-IDs of the conversation, in angle brackets, the oldest first, the one that
   * is answered last: unmodifiable, perhaps empty}
   */
  public List<String> references() {
    return references;
  }

  /** {@return Gmail's id of the conversation that this belongs to; empty when it begins one} */
  public Optional<String> threadId() {
    return Optional.ofNullable(threadId);
  }

  /** {@return how urgent it is} */
  public Priority priority() {
    return priority;
  }

  /** {@return the https address that ends a subscription by one POST; empty when there is none} */
  public Optional<URI> listUnsubscribe() {
    return Optional.ofNullable(listUnsubscribe);
  }

  /** {@return what Date is to say; empty for the time of composing} */
  public Optional<ZonedDateTime> date() {
    return Optional.ofNullable(date);
  }

  /**
   * What was given, in short: to tell whether two mails are the same one, written twice. Files are
   * read for it; nothing that composing adds is in it.
   *
   * @return SHA-256 of all that this mail says, each attachment's bytes included, in 64 digits of
   *     lower-case hexadecimal. An author whom {@link #withFromIfAbsent} put in counts as given.
   * @throws AttachmentException when an attachment's file is missing, unreadable or changed
   */
  public String contentDigest() throws AttachmentException {
    return ContentDigest.of(this);
  }

  /**
   * The same message with an author.
   *
   * @param mailbox who is to stand in From when nobody does
   * @return this message when it has an author, else a copy that has
   */
  public Mail withFromIfAbsent(Mailbox mailbox) {
    return from != null ? this : new Mail(this, mailbox);
  }
}
