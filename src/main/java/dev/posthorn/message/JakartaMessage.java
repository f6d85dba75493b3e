package dev.posthorn.message;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/**
 * Makes a message of Jakarta Mail's ready for the wire; apart, since most messages need no such.
 */
final class JakartaMessage {
  private JakartaMessage() {}

  static WireMessage toWire(MimeMessage message) throws AttachmentException {
    try {
      settle(message);
      Head head = Head.ofLines(Collections.list(message.getAllHeaderLines()));
      String threadId = message instanceof ComposedMessage composed ? composed.threadId() : null;
      List<String> recipients = Envelope.recipients(head);
      return new WireMessage(Measured.given(head, body(message)), recipients, threadId);
    } catch (MessagingException e) {
      throw WireMessage.unwritable(e);
    }
  }

  private static Body body(MimeMessage message) throws MessagingException {
    List<String> lines = Collections.list(message.getAllHeaderLines());
    String[] names =
        Collections.list(message.getAllHeaders()).stream()
            .map(header -> header.getName())
            .distinct()
            .toArray(String[]::new);
    return out -> {
      try {
        if (!Collections.list(message.getAllHeaderLines()).equals(lines)) {
          throw PromiseStream.changed(null);
        }
        message.writeTo(out, names);
      } catch (MessagingException e) {
        throw new IOException(e.getMessage(), e);
      }
    };
  }

  /**
   * Saves a message that is not yet saved, and undoes what saving does to its Message-ID: Jakarta
   * Mail writes a new one, with the name of this machine.
   */
  private static void settle(MimeMessage message) throws MessagingException {
    String[] before = message.getHeader(MessageId.FIELD);
    saveIfUnsaved(message);
    String id = before == null ? newId(message) : before[0];
    message.setHeader(MessageId.FIELD, id);
  }

  private static String newId(MimeMessage message) throws MessagingException {
    Head head = Head.ofLines(Collections.list(message.getAllHeaderLines()));
    return MessageId.of(UUID.randomUUID(), MessageId.domain(head));
  }

  /**
   * Only a message that was changed may be saved: one that was read from a stream would be taken
   * apart and written anew. A message tells nobody which it is, but saves itself, or not, before it
   * writes its first byte.
   */
  private static void saveIfUnsaved(MimeMessage message) throws MessagingException {
    try {
      message.writeTo(new Refusing());
    } catch (FirstByte expected) {
      return;
    } catch (IOException e) {
      throw new MessagingException("The message could not be saved.", e);
    }
  }

  private static final class FirstByte extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private static final class Refusing extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      throw new FirstByte();
    }
  }
}
