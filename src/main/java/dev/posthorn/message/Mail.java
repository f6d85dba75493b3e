package dev.posthorn.message;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message as its writer means it: who, what about, what; without a thought for MIME.
 *
 * <p>All text is plain Unicode; {@link MimeComposer} encodes it. Immutable and thread-safe, though
 * an attachment's file is read only when the message is composed and sent.
 */
public final class Mail {
  private final @Nullable Mailbox from;
  private final List<Mailbox> to;
  private final List<Mailbox> cc;
  private final List<Mailbox> bcc;
  private final List<Mailbox> replyTo;
  private final String subject;
  private final @Nullable String text;
  private final @Nullable String html;
  private final List<Attachment> attachments;
  private final List<Header> headers;

  private Mail(Builder builder, @Nullable Mailbox from) {
    this.from = from;
    to = List.copyOf(builder.to);
    cc = List.copyOf(builder.cc);
    bcc = List.copyOf(builder.bcc);
    replyTo = List.copyOf(builder.replyTo);
    subject = builder.subject;
    text = builder.text;
    html = builder.html;
    attachments = List.copyOf(builder.attachments);
    headers = List.copyOf(builder.headers);
  }

  /** {@return a builder of a new message, in which nothing is set} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return the author; empty when the sending account is to stand in From} */
  public Optional<Mailbox> from() {
    return Optional.ofNullable(from);
  }

  /** {@return the recipients that everybody sees first: unmodifiable, in order, perhaps empty} */
  public List<Mailbox> to() {
    return to;
  }

  /** {@return the recipients of a copy: unmodifiable, in order, perhaps empty} */
  public List<Mailbox> cc() {
    return cc;
  }

  /** {@return the recipients that the others do not see: unmodifiable, in order, perhaps empty} */
  public List<Mailbox> bcc() {
    return bcc;
  }

  /** {@return where answers are to go: unmodifiable, in order; empty when they go to the author} */
  public List<Mailbox> replyTo() {
    return replyTo;
  }

  /** {@return the subject: one line of Unicode, {@code ""} for none} */
  public String subject() {
    return subject;
  }

  /**
   * {@return the plain text body with whatever line ends it was given; empty when there is none}
   */
  public Optional<String> text() {
    return Optional.ofNullable(text);
  }

  /** {@return the HTML body; empty when there is none} */
  public Optional<String> html() {
    return Optional.ofNullable(html);
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

  /**
   * The same message with an author.
   *
   * @param mailbox who is to stand in From when nobody does
   * @return this message when it has an author, else a copy that has
   */
  public Mail withFromIfAbsent(Mailbox mailbox) {
    return from != null ? this : new Mail(new Builder(this), mailbox);
  }

  /**
   * Collects a message. Each setter checks what it is given at once; lists grow with every call,
   * single values are replaced. Not thread-safe; may go on being used after {@link #build()}.
   */
  public static final class Builder {
    private @Nullable Mailbox from;
    private final List<Mailbox> to = new ArrayList<>();
    private final List<Mailbox> cc = new ArrayList<>();
    private final List<Mailbox> bcc = new ArrayList<>();
    private final List<Mailbox> replyTo = new ArrayList<>();
    private String subject = "";
    private @Nullable String text;
    private @Nullable String html;
    private final List<Attachment> attachments = new ArrayList<>();
    private final List<Header> headers = new ArrayList<>();

    private Builder() {}

    private Builder(Mail mail) {
      from = mail.from;
      to.addAll(mail.to);
      cc.addAll(mail.cc);
      bcc.addAll(mail.bcc);
      replyTo.addAll(mail.replyTo);
      subject = mail.subject;
      text = mail.text;
      html = mail.html;
      attachments.addAll(mail.attachments);
      headers.addAll(mail.headers);
    }

    /**
     * Sets the author.
     *
     * @param mailbox one mailbox, as {@link Mailbox#parse} reads it
     * @return this
     * @throws InvalidMessageException when it is not one valid mailbox
     */
    public Builder from(String mailbox) {
      return from(Mailbox.parse(mailbox));
    }

    /**
     * Sets the author.
     *
     * @param mailbox the author; Gmail replaces one that is no verified alias of the account
     * @return this
     */
    public Builder from(Mailbox mailbox) {
      from = mailbox;
      return this;
    }

    /**
     * Adds recipients.
     *
     * @param mailboxes mailboxes or comma lists of them, as {@link Mailbox#parseList} reads them
     * @return this
     * @throws InvalidMessageException when one is not valid; says which and why
     */
    public Builder to(String... mailboxes) {
      return add(to, mailboxes);
    }

    /**
     * Adds recipients of a copy.
     *
     * @param mailboxes mailboxes or comma lists of them, as {@link Mailbox#parseList} reads them
     * @return this
     * @throws InvalidMessageException when one is not valid; says which and why
     */
    public Builder cc(String... mailboxes) {
      return add(cc, mailboxes);
    }

    /**
     * Adds recipients that the others do not see.
     *
     * @param mailboxes mailboxes or comma lists of them, as {@link Mailbox#parseList} reads them
     * @return this
     * @throws InvalidMessageException when one is not valid; says which and why
     */
    public Builder bcc(String... mailboxes) {
      return add(bcc, mailboxes);
    }

    /**
     * Adds addresses for answers.
     *
     * @param mailboxes mailboxes or comma lists of them, as {@link Mailbox#parseList} reads them
     * @return this
     * @throws InvalidMessageException when one is not valid; says which and why
     */
    public Builder replyTo(String... mailboxes) {
      return add(replyTo, mailboxes);
    }

    /**
     * Sets the subject.
     *
     * @param line any Unicode on one line, of any length; blanks around it are dropped
     * @return this
     * @throws InvalidMessageException when it holds CR, LF, NUL or another control character
     */
    public Builder subject(String line) {
      subject = HeaderRules.trim(HeaderRules.checkText("The subject", line));
      return this;
    }

    /**
     * {@return this, after setting the plain text body}
     *
     * @param body any Unicode; lines may end in LF, CR or CRLF
     */
    public Builder text(String body) {
      text = body;
      return this;
    }

    /**
     * Sets the HTML body. With a text as well, readers choose; without one, a text is derived.
     *
     * @param body an HTML document or fragment; lines may end in LF, CR or CRLF
     * @return this
     */
    public Builder html(String body) {
      html = body;
      return this;
    }

    /**
     * Attaches a file.
     *
     * @param file a readable regular file; see {@link Attachment#of(Path)}
     * @return this
     * @throws AttachmentException when it is missing, unreadable or no regular file
     */
    public Builder attach(Path file) throws AttachmentException {
      return attach(Attachment.of(file));
    }

    /**
     * {@return this, after attaching something}
     *
     * @param attachment what to attach
     */
    public Builder attach(Attachment attachment) {
      attachments.add(attachment);
      return this;
    }

    /**
     * Adds a header. Calls with the same name add further fields; their order is kept.
     *
     * @param name the field's name
     * @param value the field's value
     * @return this
     * @throws InvalidMessageException when name or value holds what a header must not, or when the
     *     field is one that this builder has a setter for, or one that the composer or the servers
     *     on the way write ({@code Content-…}, {@code MIME-Version}, {@code Date}, {@code
     *     Message-ID}, {@code Sender}, {@code Resent-…}, {@code Received}, {@code Return-Path})
     */
    public Builder header(String name, String value) {
      Header header = new Header(name, value);
      HeaderRules.checkMayBeAdded(name);
      headers.add(header);
      return this;
    }

    /** {@return a message of what has been set so far} */
    public Mail build() {
      return new Mail(this, from);
    }

    private Builder add(List<Mailbox> list, String... mailboxes) {
      for (String mailbox : mailboxes) {
        list.addAll(Mailbox.parseList(mailbox));
      }
      return this;
    }
  }
}
