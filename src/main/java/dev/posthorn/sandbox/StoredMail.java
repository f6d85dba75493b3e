package dev.posthorn.sandbox;

import java.time.Instant;
import java.util.List;

/**
 * A mail in somebody's mailbox.
 *
 * @param changes where it differs from what was sent, a sentence each
 */
record StoredMail(
    String account,
    String id,
    String threadId,
    List<String> labelIds,
    Rfc822 mail,
    Instant received,
    List<String> changes) {
  StoredMail {
    labelIds = List.copyOf(labelIds);
    changes = List.copyOf(changes);
  }
}
