package dev.posthorn.message;

import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimePart;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** A message that keeps its Message-ID, where Jakarta Mail makes a new one at each saving. */
final class ComposedMessage extends MimeMessage {
  private final String messageId;
  private final @Nullable String threadId;

  /** Its content, where it has no parts. */
  private @Nullable ComposedLeaf composed;

  private ComposedMessage(String messageId, @Nullable String threadId) {
    super((Session) null);
    this.messageId = messageId;
    this.threadId = threadId;
  }

  /** The same message for Jakarta Mail. */
  static MimeMessage of(Entity entity, String messageId, @Nullable String threadId) {
    try {
      ComposedMessage message = new ComposedMessage(messageId, threadId);
      message.composed = fill(message, entity);
      message.saveChanges();
      return message;
    } catch (MessagingException e) {
      throw new IllegalStateException("A valid mail could not be composed.", e);
    }
  }

  private static @Nullable ComposedLeaf fill(MimePart part, Entity entity)
      throws MessagingException {
    DataHandler handler = handler(entity);
    part.setDataHandler(handler);
    for (Field field : entity.fields()) {
      part.addHeader(field.name(), field.value().substring(" ".length()));
    }
    return entity.body() instanceof Entity.Leaf leaf ? new ComposedLeaf(leaf, handler) : null;
  }

  private static DataHandler handler(Entity entity) throws MessagingException {
    if (entity.body() instanceof Entity.Leaf leaf) {
      String type = new Head(entity.fields()).first("Content-Type").map(Field::text).orElse("");
      return new DataHandler(new EntitySource(type, leaf.content()));
    }
    Entity.Multipart composed = (Entity.Multipart) entity.body();
    ComposedMultipart multipart = new ComposedMultipart(composed);
    for (Entity part : composed.parts()) {
      ComposedPart filled = new ComposedPart();
      filled.composed = fill(filled, part);
      multipart.addBodyPart(filled);
    }
    return multipart.handler();
  }

  /** A part that encodes its content as we do. */
  private static final class ComposedPart extends MimeBodyPart {
    private @Nullable ComposedLeaf composed;

    @Override
    public void writeTo(OutputStream out) throws IOException, MessagingException {
      if (composed != null && composed.isStill(this)) {
        composed.write(this, new String[0], out);
      } else {
        super.writeTo(out);
      }
    }
  }

  @Override
  public void writeTo(OutputStream out, String[] without) throws IOException, MessagingException {
    if (!saved) {
      saveChanges();
    }
    if (composed != null && composed.isStill(this)) {
      composed.write(this, without == null ? new String[0] : without, out);
    } else {
      super.writeTo(out, without);
    }
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
