package dev.posthorn.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** How a message travels inside another: as it is, since RFC 2046 §5.2.1 forbids more. */
final class AttachedMessage {
  private AttachedMessage() {}

  /**
   * Reads it once.
   *
   * @return {@code 7bit} or {@code 8bit}
   */
  static String encoding(Attachment attachment) throws AttachmentException {
    MeasuringStream meter = new MeasuringStream();
    WireStream wire = new WireStream(meter);
    try (InputStream in = attachment.open()) {
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
}
