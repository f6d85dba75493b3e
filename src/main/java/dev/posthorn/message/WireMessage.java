package dev.posthorn.message;

import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message as it goes over the wire: RFC 5322 bytes of a known number, to be written again and
 * again, and an envelope: whom they are for.
 *
 * <p>The body is never held in memory: each {@link #writeTo} makes it anew from the message and its
 * attachments' files, and compares it with what was measured, so that what is sent is what was
 * checked. Lines end in CRLF and have at most 998 octets (RFC 5322 §2.1.1), there is no NUL,
 * headers are ASCII. Immutable; may be used by several threads, as long as nobody changes the
 * {@code MimeMessage} behind it.
 *
 * <p>A new one is what it was given, Bcc included. A way out asks for the form that it needs:
 * {@link #forHeaders()} or {@link #forEnvelope()}.
 *
 * <p>Longer than other files: most of it is what its public methods promise.
 */
public final class WireMessage {
  /**
   * The most that Gmail takes (users.messages.send, "Maximum file size" of media uploads): 35 MiB.
   */
  static final long LARGEST = 36_700_160;

  /** Sources disagree between 100 and 500 a message; above that none says yes. */
  static final int MOST_RECIPIENTS = 500;

  private final Measured form;
  private final int headSize;
  private final List<String> recipients;
  private final @Nullable String threadId;

  WireMessage(Measured form, List<String> recipients, @Nullable String id) {
    // One way takes these fields out, the other writes them for itself.
    form.head().checkLines(Envelope.HIDDEN);
    this.form = form;
    this.headSize = form.head().bytes().length;
    this.recipients = recipients;
    this.threadId = id;
    if (size() > LARGEST) {
      throw MeasuringStream.tooLarge();
    }
  }

  /**
   * Checks and measures a message, in one pass over its bytes.
   *
   * <p>A message that was not yet saved is saved ({@link MimeMessage#saveChanges()}), but keeps the
   * Message-ID it has; one without gets an id that does not name this machine. Its body is changed
   * as that of a {@link WholeMessage} is. One that {@link MimeComposer} made is in the thread that
   * its {@link Mail} named.
   *
   * @param message any message, composed here or elsewhere; must not be changed afterwards
   * @return the handle; its recipients are those of To, Cc and Bcc, or of the first block of
   *     Resent- fields when there is one (RFC 5322 §3.6.6)
   * @throws InvalidMessageException when it cannot be sent: no recipient or more than 500, an
   *     address that is none, a header with a line break that is no fold, with more than ASCII or
   *     with a line over 998 octets, a line over 998 octets or a NUL in what must not be encoded,
   *     or more than 36,700,160 bytes
   * @throws AttachmentException when an attachment cannot be read
   */
  public static WireMessage of(MimeMessage message) throws AttachmentException {
    return JakartaMessage.toWire(message);
  }

  /**
   * A message in a file: {@link WholeMessage#of(Path)} and {@link WholeMessage#toWire()}.
   *
   * @param file RFC 5322 bytes
   * @return the handle
   * @throws InvalidMessageException when it cannot be sent as it is
   * @throws AttachmentException when the file cannot be read
   */
  public static WireMessage of(Path file) throws AttachmentException {
    return WholeMessage.of(file).toWire();
  }

  /**
   * A message in memory: {@link WholeMessage#of(byte[])} and {@link WholeMessage#toWire()}.
   *
   * @param message RFC 5322 bytes; copied
   * @return the handle
   * @throws InvalidMessageException when it cannot be sent as it is
   */
  public static WireMessage of(byte[] message) {
    try {
      return WholeMessage.of(message).toWire();
    } catch (AttachmentException e) {
      throw new IllegalStateException("Bytes in memory could not be read.", e);
    }
  }

  /**
   * A message from a stream: {@link WholeMessage#of(InputStream)} and {@link
   * WholeMessage#toWire()}.
   *
   * @param message RFC 5322 bytes; read to the end, not closed
   * @return the handle
   * @throws InvalidMessageException when it cannot be sent as it is
   * @throws IOException when the stream throws it, or a long message finds no room on the disk
   */
  public static WireMessage of(InputStream message) throws IOException {
    return WholeMessage.of(message).toWire();
  }

  /**
   * How long it is.
   *
   * @return the exact number of bytes that {@link #writeTo} writes; another form of the message may
   *     have another
   */
  public long size() {
    return headSize + form.count().size();
  }

  /**
   * The envelope: who gets it, whatever the header says.
   *
   * @return addr-specs, each once, unmodifiable, at least one
   */
  public List<String> recipients() {
    return recipients;
  }

  /**
   * Who sends it, for SMTP's MAIL FROM.
   *
   * @return the addr-spec of the first of Resent-Sender, Resent-From, Sender and From that has one;
   *     empty when none has
   */
  public Optional<String> sender() {
    return Envelope.sender(form.head());
  }

  /**
   * A header.
   *
   * @param name a field name, in any case
   * @return the value of the first field of that name, on one line, encoded as on the wire; empty
   *     when there is none
   */
  public Optional<String> header(String name) {
    return form.head().first(name).map(Field::text);
  }

  /**
   * Whether it needs a way for eight bits (SMTP's 8BITMIME, RFC 6152).
   *
   * @return whether an octet is above 127
   */
  public boolean isEightBit() {
    return form.count().eightBit();
  }

  /**
   * Gmail's id of the conversation that it belongs to. It is not on the wire; a way that knows no
   * threads ignores it.
   *
   * @return the id; empty for a new conversation
   */
  public Optional<String> threadId() {
    return Optional.ofNullable(threadId);
  }

  /**
   * The same message in a conversation of the sender's mailbox.
   *
   * @param gmailThreadId Gmail's id
   * @return a new handle on the same bytes
   * @throws InvalidMessageException when it is not 1 to 64 letters, digits, {@code -} or {@code _}
   */
  public WireMessage inThread(String gmailThreadId) {
    return thread(HeaderRules.checkThreadId(gmailThreadId));
  }

  /**
   * The same message with one header of that name: where the first was, else at the head's end.
   *
   * @param name a field's name
   * @param value any Unicode on one line
   * @return a new handle on the same body
   * @throws InvalidMessageException when {@link MailBuilder#header} would not take it, or the
   *     message gets too large
   */
  public WireMessage withHeader(String name, String value) {
    Header header = new Header(name, value);
    HeaderRules.checkMayBeAdded(name);
    return with(form.head().withOnly(Field.of(name, HeaderText.field(header))));
  }

  /**
   * Whom To and Cc, or Resent-To and Resent-Cc of the first block, name though the envelope does
   * not, as in a bounced message. No way that takes its recipients from the header can send such a
   * message to the envelope alone; SMTP can.
   *
   * @return addr-specs, or what stands in place of one, shortened; unmodifiable, usually empty
   */
  public List<String> namedBeyondEnvelope() {
    return Envelope.beyond(form.head(), recipients);
  }

  /**
   * The form for a way that takes its recipients from the header, as Gmail's API does: Bcc names
   * whom To and Cc do not; several fields To, or Cc, become one; no Resent-Bcc. In all of them
   * names such as {@code eve@y.org <ann@x.org>}, which some readers take for the address, stand in
   * quotes, and source routes are dropped.
   *
   * @return this when it has that form
   * @throws InvalidMessageException when {@link #namedBeyondEnvelope()} is not empty, or Bcc has a
   *     line that is too long and cannot be folded
   */
  public WireMessage forHeaders() {
    Envelope.checkNobodyBeyond(form.head(), recipients);
    Head addressed = Envelope.forHeaders(form.head(), recipients);
    addressed.checkLines(Set.of());
    return with(addressed);
  }

  /**
   * Why it should go by SMTP rather than by Gmail's API. A signed or encrypted message that is
   * attached counts too, since the API may rewrite it just as well. A message that was composed
   * here arrives whole, whatever its text is, unless such a one is attached.
   *
   * @return what the API would spoil; empty for other messages
   * @throws AttachmentException when the message or an attachment cannot be read, or has changed
   */
  public Optional<Fragility> fragility() throws AttachmentException {
    return form.findings().fragility();
  }

  /**
   * What was changed in what was given, so that it arrives: parts encoded, a charset declared.
   *
   * @return a phrase each, for people, such as {@code text re-encoded as quoted-printable: …};
   *     nothing of the content; unmodifiable, usually empty
   */
  public List<String> changes() {
    return form.changes();
  }

  /**
   * The form for Gmail's API: that of {@link #forHeaders()}, and text that Gmail would wrap, in
   * 7bit or 8bit with a line of more than 68 octets, is quoted-printable, unless it is signed or
   * encrypted, or would be too large then. The same message has the same form each time, byte for
   * byte.
   *
   * @return this when it has that form
   * @throws InvalidMessageException when {@link #namedBeyondEnvelope()} is not empty
   * @throws AttachmentException when the message or an attachment cannot be read, or has changed
   */
  public WireMessage forApi() throws AttachmentException {
    WireMessage addressed = forHeaders();
    try {
      return addressed.with(addressed.form.narrow());
    } catch (InvalidMessageException e) {
      return addressed; // Too large when encoded; Gmail takes it as it is, and wraps it.
    }
  }

  /**
   * The form for a server that takes seven bits only (SMTP without 8BITMIME, RFC 6152): what holds
   * more is encoded, unless it is signed or encrypted.
   *
   * @return this when it has that form, or cannot have it: {@link #isEightBit()} tells
   * @throws InvalidMessageException when the message gets too large
   * @throws AttachmentException when the message or an attachment cannot be read, or has changed
   */
  public WireMessage forSevenBits() throws AttachmentException {
    return with(form.sevenBit());
  }

  /** {@return the form for a way with an envelope of its own, as SMTP: without (Resent-)Bcc} */
  public WireMessage forEnvelope() {
    return with(form.head().without(Envelope.HIDDEN));
  }

  /**
   * Writes the message.
   *
   * @param out gets exactly {@link #size()} bytes in large pieces; is neither flushed nor closed
   * @throws AttachmentException when the message or an attachment has changed or can no longer be
   *     read; the last byte has then not been written
   * @throws IOException when {@code out} throws it, unchanged
   */
  public void writeTo(OutputStream out) throws IOException {
    boolean headIsAll = form.count().size() == 0;
    if (headIsAll) {
      // Whether there is still no body must be known before the head's last byte.
      writeBody(OutputStream.nullOutputStream());
    }
    out.write(form.head().bytes());
    if (!headIsAll) {
      writeBody(out);
    }
  }

  private void writeBody(OutputStream out) throws IOException {
    PromiseStream promise = new PromiseStream(out, form.count());
    WireStream wire = new WireStream(promise);
    try {
      form.body().writeTo(wire);
      wire.finish();
      promise.finish();
    } catch (IOException | InvalidMessageException e) {
      promise.rethrowFailure();
      AttachmentException unreadable = AttachmentException.among(e);
      throw unreadable != null ? unreadable : PromiseStream.changed(e);
    }
  }

  /** A head that need not change is handed back as the same object. */
  @SuppressWarnings("ReferenceEquality")
  private WireMessage with(Head other) {
    return other == form.head() ? this : with(form.withHead(other));
  }

  /** A form that need not change is handed back as the same object. */
  @SuppressWarnings("ReferenceEquality")
  private WireMessage with(Measured other) {
    return other == form ? this : new WireMessage(other, recipients, threadId);
  }

  WireMessage thread(@Nullable String id) {
    return new WireMessage(form, recipients, id);
  }

  /** Throws what was the matter when it was a file; else answers that it was the message. */
  static InvalidMessageException unwritable(Exception e) throws AttachmentException {
    AttachmentException unreadable = AttachmentException.among(e);
    if (unreadable != null) {
      throw unreadable;
    }
    return new InvalidMessageException(
        "The message cannot be written: " + HeaderRules.shown(String.valueOf(e.getMessage())), e);
  }
}
