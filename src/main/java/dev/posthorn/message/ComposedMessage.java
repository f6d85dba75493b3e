package dev.posthorn.message;

import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimePart;
import org.jspecify.annotations.Nullable;

/** A message that keeps its Message-ID, where Jakarta Mail makes a new one at each saving. */
final class ComposedMessage extends MimeMessage {
  private final String messageId;
  private final @Nullable String threadId;

  private ComposedMessage(String messageId, @Nullable String threadId) {
    super((Session) null);
    this.messageId = messageId;
    this.threadId = threadId;
  }

  /** The same message for Jakarta Mail. */
  static MimeMessage of(Entity entity, String messageId, @Nullable String threadId) {
    try {
      ComposedMessage message = new ComposedMessage(messageId, threadId);
      fill(message, entity);
      message.saveChanges();
      return message;
    } catch (MessagingException e) {
      throw new IllegalStateException("A valid mail could not be composed.", e);
    }
  }

  private static void fill(MimePart part, Entity entity) throws MessagingException {
    part.setDataHandler(handler(entity));
    for (Field field : entity.fields()) {
      part.addHeader(field.name(), field.value().substring(" ".length()));
    }
  }

  private static DataHandler handler(Entity entity) throws MessagingException {
    if (entity.body() instanceof Entity.Leaf leaf) {
      String type = new Head(entity.fields()).first("Content-Type").map(Field::text).orElse("");
      return new DataHandler(new EntitySource(type, leaf.content()));
    }
    Entity.Multipart composed = (Entity.Multipart) entity.body();
    ComposedMultipart multipart = new ComposedMultipart(composed);
    for (Entity part : composed.parts()) {
      MimeBodyPart filled = new MimeBodyPart();
      fill(filled, part);
      multipart.addBodyPart(filled);
    }
    return multipart.handler();
  }

  /** Gmail's id of the conversation, which no header says; null for a new one. */
  @Nullable String threadId() {
    return threadId;
  }

  @Override
  protected void updateMessageID() throws MessagingException {
    setHeader(MessageId.FIELD, messageId);
  }
}
