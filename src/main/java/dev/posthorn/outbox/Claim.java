package dev.posthorn.outbox;

import dev.posthorn.send.DeliveryHandle;
import org.jspecify.annotations.Nullable;

/**
 * A message that one run has in hand. Its handle is a secret.
 *
 * @param seq the entry's row
 * @param entry as it was when it was claimed
 * @param holder the run; what it writes counts only while the entry is still its own
 * @param way how it was begun; null when it was not
 * @param handle what to ask by; null when nothing of it has gone
 * @param stored where its bytes are
 */
record Claim(
    long seq,
    OutboxEntry entry,
    String holder,
    @Nullable Way way,
    @Nullable DeliveryHandle handle,
    Parts.Stored stored) {}
