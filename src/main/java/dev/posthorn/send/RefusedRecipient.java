package dev.posthorn.send;

import java.io.Serializable;

/**
 * One recipient whom a server would not take, and why. Immutable and thread-safe.
 *
 * @param address the addr-spec, as it stood in the envelope
 * @param reply the server's code and words, made fit for a terminal: at most 300 characters, no
 *     control characters, none of our secrets
 */
public record RefusedRecipient(String address, String reply) implements Serializable {
  private static final long serialVersionUID = 1L;
}
