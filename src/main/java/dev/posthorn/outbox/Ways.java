package dev.posthorn.outbox;

import dev.posthorn.message.AttachmentException;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.ResumableDelivery;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendReceipt;

/**
 * The ways out of the accounts, as whoever wires the outbox knows them. Thread-safe.
 *
 * <p>All methods are called outside of any transaction. They may ask the disk; {@link #choose} may
 * also ask, for some seconds, whether a server is there.
 */
public interface Ways {
  /**
   * Chooses how a message goes that has not been begun, or whose last attempt surely did not send
   * it. One that may have been sent keeps its way.
   *
   * @param entry what is to be sent
   * @param message its bytes
   * @return the way, which is journalled
   * @throws SendException.NotAuthorized when the account has no consent, or none that serves: the
   *     account pauses
   * @throws SendException.Refused when no way can send this message
   * @throws SendException.NotSent when the way that it needs cannot be had at the moment
   * @throws AttachmentException when its bytes cannot be read
   */
  Way choose(OutboxEntry entry, WireMessage message) throws SendException, AttachmentException;

  /**
   * Tells what a person should know of a message that was sent; it is kept with the entry.
   *
   * @param entry what was sent
   * @param message its bytes
   * @param receipt how it was sent
   * @return words for people; empty for nothing, as ever unless this is overridden
   * @throws SendException when it cannot be told; the message is sent all the same
   * @throws AttachmentException when its bytes cannot be read; it is sent all the same
   */
  default String remark(OutboxEntry entry, WireMessage message, SendReceipt receipt)
      throws SendException, AttachmentException {
    return "";
  }

  /**
   * Opens a way for an account; it may be kept from message to message.
   *
   * @param account the address
   * @param way the way
   * @return the delivery, not to be closed by the caller
   * @throws SendException.NotAuthorized when the account has no consent
   * @throws SendException.Refused when it cannot be had, for reasons of this machine
   * @throws SendException.NotSent when it cannot be had at the moment; a message that may have been
   *     sent keeps its handle all the same
   */
  ResumableDelivery open(String account, Way way) throws SendException;
}
