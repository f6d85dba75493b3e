package dev.posthorn.message;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import org.jspecify.annotations.Nullable;

/** A message that keeps its Message-ID, where Jakarta Mail makes a new one at each saving. */
final class ComposedMessage extends MimeMessage {
  private final String messageId;
  private final @Nullable String threadId;

  ComposedMessage(String messageId, @Nullable String threadId) {
    super((Session) null);
    this.messageId = messageId;
    this.threadId = threadId;
  }

  /** Gmail's id of the conversation, which no header says; null for a new one. */
  @Nullable String threadId() {
    return threadId;
  }

  @Override
  protected void updateMessageID() throws MessagingException {
    setHeader("Message-ID", messageId);
  }
}
