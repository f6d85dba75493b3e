package dev.posthorn.message;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How a message travels inside another: as it is, since RFC 2046 §5.2.1 forbids to encode it. Its
 * parts may be encoded, and are where no server would take them. What is no message would be spoilt
 * on that way, since its line ends become CRLF.
 */
final class AttachedMessage {
  /** RFC 2046 §5.2.1 wants one of these three, and nothing else of what RFC 5322 wants. */
  private static final Pattern TELLING =
      Pattern.compile("(from|subject|date)[ \t]*:.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private AttachedMessage() {}

  /**
   * Reads its head, then all of it; once more where parts of it have to be encoded.
   *
   * @param changes gets what was changed in it, in words
   * @return it, in {@code 7bit} or {@code 8bit}
   * @throws InvalidMessageException when it is no message, or cannot go
   */
  static Entity.Leaf leaf(Attachment attachment, List<String> changes) throws AttachmentException {
    try {
      checkHead(attachment);
      MeasuringStream meter = new MeasuringStream();
      WireStream wire = WireStream.tolerant(meter);
      Findings findings = walk(attachment.content(), wire);
      if (findings.refusal().isPresent()) {
        throw new InvalidMessageException(findings.refusal().get());
      }
      if (wire.isBroken()) {
        return encoded(attachment, findings.lines(), changes);
      }
      return leaf(attachment.content(), meter);
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
  }

  /** Some part of it has a line that no server would take. */
  private static Entity.Leaf encoded(Attachment attachment, Plan plan, List<String> changes)
      throws IOException {
    MeasuringStream meter = new MeasuringStream();
    WireStream wire = new WireStream(meter);
    try (InputStream in = new RecodedContent(attachment.content(), plan, 0).open()) {
      in.transferTo(wire);
      wire.finish();
    }
    for (String words : plan.words("a line of more than 998 octets, or a NUL character")) {
      changes.add("in the attached message: " + words);
    }
    return leaf(new RecodedContent(attachment.content(), plan, meter.size()), meter);
  }

  private static Entity.Leaf leaf(Content content, MeasuringStream meter) {
    return new Entity.Leaf(content, meter.count().eightBit() ? "8bit" : "7bit");
  }

  private static Findings walk(Content content, WireStream wire) throws IOException {
    MimeWalker walker = new MimeWalker(wire, new PartHead(), new Plan(), true);
    try (InputStream in = content.open()) {
      in.transferTo(walker);
      walker.finish();
      wire.finish();
    }
    return walker.findings();
  }

  private static void checkHead(Attachment attachment) throws IOException {
    HeadReader.Found head;
    try (InputStream in = attachment.open()) {
      head = new HeadReader(new BufferedInputStream(in), HeadReader.LARGEST).read();
    }
    if (head.lacksEmptyLine()) {
      throw new InvalidMessageException(
          "It is no message: no empty line stands between its head and its text.");
    }
    if (head.fields().stream().noneMatch(field -> TELLING.matcher(field).matches())) {
      throw new InvalidMessageException(
          "It is no message: no From, Subject or Date is in its head (RFC 2046 §5.2.1).");
    }
  }
}
