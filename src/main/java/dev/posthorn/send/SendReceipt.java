package dev.posthorn.send;

import java.util.List;

/**
 * What a provider answered when it took a message.
 *
 * <p>A receipt is acceptance, not delivery: a bounce comes later, as mail. Immutable and
 * thread-safe.
 *
 * @param id the provider's id of the message, never blank; the only proof of the sending. For a
 *     Gmail draft whose answer got lost, and that was sent since it is gone, it is the draft's id
 *     ({@code r-…}), which no users.messages.get finds
 * @param threadId the conversation that the provider put it into, empty when it named none
 * @param labelIds the labels that it carries in the sender's mailbox, in the provider's order; may
 *     be empty
 * @param account the address of the account that sent it
 * @param via the way that it went: {@code api} for Gmail's REST interface, {@code smtp} for SMTP
 */
public record SendReceipt(
    String id, String threadId, List<String> labelIds, String account, String via) {

  /**
   * Checks and copies.
   *
   * @param id see the record
   * @param threadId see the record
   * @param labelIds see the record; copied
   * @param account see the record
   * @param via see the record
   * @throws IllegalArgumentException when the id is blank: without one nothing was receipted
   */
  public SendReceipt {
    if (id.isBlank()) {
      throw new IllegalArgumentException("A receipt needs the id of the message.");
    }
    labelIds = List.copyOf(labelIds);
  }
}
