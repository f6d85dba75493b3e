package dev.posthorn.message;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;

/**
 * How a message travels inside another: as it is, since RFC 2046 §5.2.1 forbids more. What is none
 * would be spoilt on that way, since its line ends become CRLF.
 */
final class AttachedMessage {
  /** RFC 2046 §5.2.1 wants one of these three, and nothing else of what RFC 5322 wants. */
  private static final Pattern TELLING =
      Pattern.compile("(from|subject|date)[ \t]*:.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private AttachedMessage() {}

  /**
   * Reads its head, then all of it.
   *
   * @return {@code 7bit} or {@code 8bit}
   * @throws InvalidMessageException when it is no message, or cannot go as it is
   */
  static String encoding(Attachment attachment) throws AttachmentException {
    MeasuringStream meter = new MeasuringStream();
    WireStream wire = new WireStream(meter);
    try (InputStream in = attachment.open()) {
      checkHead(attachment);
      in.transferTo(wire);
      wire.finish();
    } catch (AttachmentException e) {
      throw e;
    } catch (InvalidMessageException e) {
      throw new InvalidMessageException(
          "The attached message "
              + HeaderRules.shown(attachment.fileName())
              + " cannot go as message/rfc822: "
              + e.getMessage()
              + " Attach it as another type, such as application/octet-stream.",
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("A stream that only counts failed.", e);
    }
    return meter.count().eightBit() ? "8bit" : "7bit";
  }

  private static void checkHead(Attachment attachment) throws IOException {
    HeadReader.Found head;
    try (InputStream in = attachment.open()) {
      head = new HeadReader(new BufferedInputStream(in), HeadReader.LARGEST).read();
    }
    if (head.fields().stream().noneMatch(field -> TELLING.matcher(field).matches())) {
      throw new InvalidMessageException(
          "It is no message: no From, Subject or Date is in its head (RFC 2046 §5.2.1).");
    }
  }
}
