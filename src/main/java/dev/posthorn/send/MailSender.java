package dev.posthorn.send;

import dev.posthorn.message.WireMessage;

/**
 * A way out: takes one message and gives one answer, a receipt or one of the four exceptions.
 *
 * <p>An implementation never sends a message a second time when the first attempt may have got
 * through; it may repeat what surely was not carried out. Implementations are thread-safe.
 */
@FunctionalInterface
public interface MailSender {
  /**
   * Sends a message to its {@link WireMessage#recipients()}, nobody else, and waits for the answer.
   *
   * @param message what to send; not changed
   * @return the proof that the provider took it
   * @throws SendException.Refused when it was not sent and never will be as it is
   * @throws SendException.NotAuthorized when it was not sent for want of consent
   * @throws SendException.NotSent when it was surely not sent, so that sending again is safe
   * @throws SendException.OutcomeUnknown when it may have been sent
   */
  SendReceipt send(WireMessage message) throws SendException;
}
