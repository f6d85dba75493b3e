package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;

/**
 * A mail in a mailbox of the sandbox, for tests to look at. Immutable.
 *
 * @param account the address whose mailbox holds it
 * @param id sixteen hex digits, unique in the whole sandbox
 * @param threadId the id of the first mail of its thread in this mailbox
 * @param labelIds such as {@code SENT}, or {@code UNREAD} and {@code INBOX}
 * @param raw the mail as RFC 5322 text with CRLF, one character an octet (ISO 8859-1)
 */
public record SandboxMessage(
    String account, String id, String threadId, List<String> labelIds, String raw) {
  /**
   * Keeps the values.
   *
   * @param account the address whose mailbox holds it
   * @param id sixteen hex digits
   * @param threadId the id of the first mail of its thread
   * @param labelIds copied
   * @param raw one character an octet
   * @throws NullPointerException when one is null
   */
  public SandboxMessage {
    Objects.requireNonNull(account);
    Objects.requireNonNull(id);
    Objects.requireNonNull(threadId);
    labelIds = List.copyOf(labelIds);
    Objects.requireNonNull(raw);
  }

  /**
   * Opens the octets of the mail, for a MIME parser.
   *
   * @return a new stream; it need not be closed
   */
  public InputStream open() {
    return new ByteArrayInputStream(raw.getBytes(ISO_8859_1));
  }
}
