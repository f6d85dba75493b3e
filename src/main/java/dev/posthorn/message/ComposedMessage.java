package dev.posthorn.message;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;

/** A message that keeps its Message-ID, where Jakarta Mail makes a new one at each saving. */
final class ComposedMessage extends MimeMessage {
  private final String messageId;

  ComposedMessage(String messageId) {
    super((Session) null);
    this.messageId = messageId;
  }

  @Override
  protected void updateMessageID() throws MessagingException {
    setHeader("Message-ID", messageId);
  }
}
