package dev.posthorn.outbox;

import dev.posthorn.message.WireMessage;
import dev.posthorn.send.ResumableDelivery;
import dev.posthorn.send.SendException;

/**
 * The ways out of the accounts, as whoever wires the outbox knows them. Thread-safe.
 *
 * <p>Both methods are called outside of any transaction, and may ask the disk, but not the network.
 */
public interface Ways {
  /**
   * Chooses how a message goes that has not been begun.
   *
   * @param entry what is to be sent
   * @param message its bytes
   * @return the way, which is journalled
   * @throws SendException.NotAuthorized when the account has no consent, or none that serves: the
   *     account pauses
   * @throws SendException.Refused when no way can send this message
   */
  Way choose(OutboxEntry entry, WireMessage message) throws SendException;

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
