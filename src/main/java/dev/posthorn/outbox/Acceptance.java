package dev.posthorn.outbox;

/**
 * The outbox has a message: it is on the disk, and survives the end of this process.
 *
 * @param id the entry's id
 * @param repeated whether the key had been accepted before, so that nothing was added now
 */
public record Acceptance(String id, boolean repeated) {}
