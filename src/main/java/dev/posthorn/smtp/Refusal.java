package dev.posthorn.smtp;

import dev.posthorn.send.RefusedRecipient;

/** A recipient and the reply that refused it. */
record Refusal(String address, Reply reply) {
  RefusedRecipient toRefusedRecipient() {
    return new RefusedRecipient(address, reply.toString());
  }
}
