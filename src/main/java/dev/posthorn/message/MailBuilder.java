package dev.posthorn.message;

import java.net.URI;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects a {@link Mail}. Each setter checks what it is given at once, {@link #build()} what does
 * not go together; lists grow with every call, single values are replaced. Not thread-safe; may go
 * on being used after {@link #build()}.
 *
 * <p>Where recipients are taken, groups are too: {@code Team: ann@example.com, bob@example.com;}.
 * Every setter throws {@link InvalidMessageException} when what it is given is not valid.
 */
public final class MailBuilder {
  @Nullable Mailbox from;
  final List<Address> to = new ArrayList<>();
  final List<Address> cc = new ArrayList<>();
  final List<Address> bcc = new ArrayList<>();
  final List<Address> replyTo = new ArrayList<>();
  String subject = "";
  @Nullable String text;
  @Nullable String html;
  @Nullable String markdown;
  final List<Inline> inlines = new ArrayList<>();
  final List<Attachment> attachments = new ArrayList<>();
  final List<Header> headers = new ArrayList<>();
  @Nullable String inReplyTo;
  final List<String> references = new ArrayList<>();
  @Nullable String threadId;
  Priority priority = Priority.NORMAL;
  @Nullable URI listUnsubscribe;
  @Nullable ZonedDateTime date;

  MailBuilder() {}

  /**
   * {@return this, after setting the author}
   *
   * @param mailbox one mailbox, as {@link Mailbox#parse} reads it
   */
  public MailBuilder from(String mailbox) {
    return from(Mailbox.parse(mailbox));
  }

  /**
   * {@return this, after setting the author}
   *
   * @param mailbox the author; Gmail replaces one that is no verified alias of the account
   */
  public MailBuilder from(Mailbox mailbox) {
    from = mailbox;
    return this;
  }

  /**
   * Adds recipients.
   *
   * @param addresses addresses or comma lists of them, as {@link Address#parseList} reads them
   * @return this
   * @throws InvalidMessageException when one is not valid; says which and why
   */
  public MailBuilder to(String... addresses) {
    return add(to, addresses);
  }

  /**
   * {@return this, after adding recipients of a copy}
   *
   * @param addresses as {@link #to} takes them
   */
  public MailBuilder cc(String... addresses) {
    return add(cc, addresses);
  }

  /**
   * {@return this, after adding recipients that the others do not see}
   *
   * @param addresses as {@link #to} takes them
   */
  public MailBuilder bcc(String... addresses) {
    return add(bcc, addresses);
  }

  /**
   * {@return this, after adding addresses for answers}
   *
   * @param addresses as {@link #to} takes them
   */
  public MailBuilder replyTo(String... addresses) {
    return add(replyTo, addresses);
  }

  /**
   * Sets the subject.
   *
   * @param line any Unicode on one line, of any length; blanks around it are dropped
   * @return this
   * @throws InvalidMessageException when it holds CR, LF, NUL or another control character
   */
  public MailBuilder subject(String line) {
    subject = HeaderRules.trim(HeaderRules.checkText("The subject", line));
    return this;
  }

  /**
   * {@return this, after setting the plain text body}
   *
   * @param body any Unicode; lines may end in LF, CR or CRLF
   */
  public MailBuilder text(String body) {
    text = body;
    return this;
  }

  /**
   * Sets the HTML body. With a text as well, readers choose; without one, a text is derived.
   *
   * @param body an HTML document or fragment; lines may end in LF, CR or CRLF. Each {@code cid:}
   *     address in it needs an {@link #inline(String, Path) inline} part.
   * @return this
   */
  public MailBuilder html(String body) {
    html = body;
    return this;
  }

  /**
   * Sets both bodies at once: CommonMark is the text as it is, and is rendered to HTML.
   *
   * @param source CommonMark (0.31, no extensions; HTML in it is kept); excludes text and HTML
   * @return this
   */
  public MailBuilder markdown(String source) {
    markdown = source;
    return this;
  }

  /**
   * Adds something that the HTML shows in its place (multipart/related, RFC 2387).
   *
   * @param contentId what follows {@code cid:} in the HTML
   * @param file a readable regular file; see {@link Attachment#of(Path)}
   * @return this
   * @throws AttachmentException when it is missing, unreadable or no regular file
   */
  public MailBuilder inline(String contentId, Path file) throws AttachmentException {
    return inline(contentId, Attachment.of(file));
  }

  /**
   * {@return this, after adding something that the HTML shows in its place}
   *
   * @param contentId what follows {@code cid:} in the HTML
   * @param attachment what is shown
   */
  public MailBuilder inline(String contentId, Attachment attachment) {
    inlines.add(new Inline(contentId, attachment));
    return this;
  }

  /**
   * {@return this, after attaching a file}
   *
   * @param file a readable regular file; see {@link Attachment#of(Path)}
   * @throws AttachmentException when it is missing, unreadable or no regular file
   */
  public MailBuilder attach(Path file) throws AttachmentException {
    return attach(Attachment.of(file));
  }

  /**
   * {@return this, after attaching something}
   *
   * @param attachment what to attach
   */
  public MailBuilder attach(Attachment attachment) {
    attachments.add(attachment);
    return this;
  }

  /**
   * Makes it an answer (RFC 5322 §3.6.4). The id also ends {@link Mail#references()}.
   *
   * @param messageId one Message-ID, with or without angle brackets
   * @return this
   */
  public MailBuilder inReplyTo(String messageId) {
    List<String> ids = MessageId.parse(messageId);
    if (ids.size() != 1) {
      throw new InvalidMessageException("A message answers exactly one other, not several.");
    }
    inReplyTo = ids.get(0);
    return this;
  }

  /**
   * Adds the conversation so far (RFC 5322 §3.6.4).
   *
   * @param messageIds Message-IDs, the oldest first; each may be several, as in the header
   *     References
   * @return this
   */
  public MailBuilder references(String... messageIds) {
    for (String ids : messageIds) {
      references.addAll(MessageId.parse(ids));
    }
    return this;
  }

  /**
   * Puts it into a conversation of the sender's own mailbox. The recipients' needs {@link
   * #inReplyTo} and {@link Mail#replySubject} as well.
   *
   * @param gmailThreadId Gmail's id; not on the wire, and without meaning by SMTP
   * @return this
   * @throws InvalidMessageException when it is not 1 to 64 letters, digits, {@code -} or {@code _}
   */
  public MailBuilder threadId(String gmailThreadId) {
    threadId = HeaderRules.checkThreadId(gmailThreadId);
    return this;
  }

  /**
   * {@return this, after setting how urgent it is}
   *
   * @param urgency how urgent; {@link Priority#NORMAL} is what it is without
   */
  public MailBuilder priority(Priority urgency) {
    priority = urgency;
    return this;
  }

  /**
   * Lets readers end a subscription with one click (RFC 8058): their provider POSTs {@code
   * List-Unsubscribe=One-Click} there. Gmail asks this of whoever sends 5,000 messages a day.
   *
   * @param https an https address with all that tells this reader's subscription, at most 900
   *     characters
   * @return this
   */
  public MailBuilder listUnsubscribe(URI https) {
    listUnsubscribe = HeaderRules.checkUnsubscribe(https);
    return this;
  }

  /**
   * Sets what Date says, for a message that was written at another time. Gmail's API may replace
   * it.
   *
   * @param when the time with its offset, which readers see; in the years 1900 to 9999
   * @return this
   */
  public MailBuilder date(ZonedDateTime when) {
    date = HeaderRules.checkDate(when);
    return this;
  }

  /**
   * Adds a header. Calls with the same name add further fields; their order is kept.
   *
   * @param name the field's name
   * @param value the field's value
   * @return this
   * @throws InvalidMessageException when name or value holds what a header must not, or when the
   *     field is one that this builder has a setter for, or one that the composer or the servers on
   *     the way write ({@code Content-…}, {@code MIME-Version}, {@code Date}, {@code Message-ID},
   *     {@code Sender}, {@code Resent-…}, {@code Received}, {@code Return-Path})
   */
  public MailBuilder header(String name, String value) {
    Header header = new Header(name, value);
    HeaderRules.checkMayBeAdded(name);
    headers.add(header);
    return this;
  }

  /**
   * Ends the collecting.
   *
   * @return a message of what has been set so far
   * @throws InvalidMessageException when parts contradict each other: Markdown beside text or HTML,
   *     HTML that names a {@code cid:} of nothing given or an inline part that no HTML names, a
   *     header that was added and set too
   */
  public Mail build() {
    return MailChecks.build(this);
  }

  private MailBuilder add(List<Address> list, String... addresses) {
    for (String address : addresses) {
      list.addAll(Address.parseList(address));
    }
    return this;
  }
}
