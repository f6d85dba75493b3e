package dev.posthorn.sandbox;

import java.time.Instant;
import java.util.List;

/** A mail in somebody's mailbox. */
record StoredMail(
    String account,
    String id,
    String threadId,
    List<String> labelIds,
    Rfc822 mail,
    Instant received) {
  StoredMail {
    labelIds = List.copyOf(labelIds);
  }
}
