package dev.posthorn.message;

import java.util.List;

/**
 * What may stand in a list of recipients (RFC 5322 §3.4, {@code address}): one mailbox, or a group
 * of them under a name. Immutable and thread-safe.
 */
public sealed interface Address permits Mailbox, Group {
  /**
   * Whom it means.
   *
   * @return a mailbox itself, or a group's members: unmodifiable, in order; empty for a group of
   *     nobody
   */
  List<Mailbox> mailboxes();

  /**
   * Reads a list with commas between its parts (RFC 5322 §3.4, {@code address-list}): {@code
   * ann@example.com, Team: bob@example.com, cat@example.com;}.
   *
   * @param text what somebody wrote; at least one address, nothing empty between commas
   * @return mailboxes and groups in their order, unmodifiable
   * @throws InvalidMessageException when one of them is no address; says which and why
   */
  static List<Address> parseList(String text) {
    return new AddressParser(text).parse();
  }
}
