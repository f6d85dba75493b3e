package dev.posthorn.message;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as it goes over the wire: RFC 5322 bytes of a known number, to be written again and
 * again.
 *
 * <p>The bytes are never held in memory: each {@link #writeTo} makes them anew from the message and
 * its attachments' files, and compares them with those that were measured, so that what is sent is
 * what was checked. Lines end in CRLF and have at most 998 octets (RFC 5322 §2.1.1), there is no
 * NUL, headers are ASCII, Bcc is kept. May be used by several threads, as long as nobody changes
 * the {@code MimeMessage} behind it.
 */
public final class WireMessage {
  /**
   * The most that Gmail takes (users.messages.send, "Maximum file size" of media uploads): 35 MiB.
   */
  static final long LARGEST = 36_700_160;

  /** Sources disagree between 100 and 500 a message; above that none says yes. */
  static final int MOST_RECIPIENTS = 500;

  private final MimeMessage message;
  private final List<String> recipients;
  private final WireCount measured;

  private WireMessage(MimeMessage message, List<String> recipients, WireCount measured) {
    this.message = message;
    this.recipients = recipients;
    this.measured = measured;
  }

  /**
   * Checks and measures a message, in one pass over its bytes.
   *
   * <p>A message that was not yet saved is saved ({@link MimeMessage#saveChanges()}), but keeps the
   * Message-ID it has; one without gets an id that does not name this machine. Bare CR and LF
   * become CRLF.
   *
   * @param message any message, composed here or elsewhere; must not be changed afterwards
   * @return the handle
   * @throws InvalidMessageException when it cannot be sent: no recipient or more than 500, an
   *     address that is none, a header with a line break that is no fold or with more than ASCII, a
   *     line over 998 octets, a NUL, or more than 36,700,160 bytes
   * @throws AttachmentException when an attachment cannot be read
   */
  public static WireMessage of(MimeMessage message) throws AttachmentException {
    try {
      MessageId.settle(message);
      Envelope.checkHeaders(message);
      List<String> recipients = Envelope.recipients(message);
      MeasuringStream meter = new MeasuringStream();
      WireStream out = new WireStream(meter);
      message.writeTo(out);
      out.finish();
      return new WireMessage(message, recipients, meter.count());
    } catch (IOException | MessagingException e) {
      AttachmentException unreadable = unreadable(e);
      if (unreadable != null) {
        throw unreadable;
      }
      throw new InvalidMessageException(
          "The message cannot be written: " + HeaderRules.shown(String.valueOf(e.getMessage())), e);
    }
  }

  /**
   * How long it is.
   *
   * @return the exact number of bytes that {@link #writeTo} writes
   */
  public long size() {
    return measured.size();
  }

  /**
   * Who gets it: the addresses of To, Cc and Bcc, without names.
   *
   * @return addr-specs in that order, each once, unmodifiable, at least one
   */
  public List<String> recipients() {
    return recipients;
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
    PromiseStream promise = new PromiseStream(out, measured);
    WireStream wire = new WireStream(promise);
    try {
      message.writeTo(wire);
      wire.finish();
      promise.finish();
    } catch (IOException | MessagingException | InvalidMessageException e) {
      promise.rethrowFailure();
      AttachmentException unreadable = unreadable(e);
      throw unreadable != null ? unreadable : PromiseStream.changed(e);
    }
  }

  /** The failure of reading among the causes; null when there is none. */
  private static @Nullable AttachmentException unreadable(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof AttachmentException found) {
        return found;
      }
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof FileSystemException || cause instanceof FileNotFoundException) {
        String why = HeaderRules.shown(String.valueOf(cause.getMessage()));
        return new AttachmentException(null, "A part of the message cannot be read: " + why, e);
      }
    }
    return null;
  }
}
