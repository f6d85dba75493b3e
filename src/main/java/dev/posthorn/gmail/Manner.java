package dev.posthorn.gmail;

import dev.posthorn.send.SendProgress;

/**
 * How a sender goes about it.
 *
 * @param delivery how messages are handed over
 * @param watcher who is told how far a message has got
 * @param chunk how many bytes go into one PUT of an upload; zero for all that remain
 * @param tenacity how long one holds on
 */
record Manner(Delivery delivery, SendProgress watcher, int chunk, Tenacity tenacity) {
  /** The unit in which Gmail counts the pieces of an upload. */
  private static final int CHUNK_UNIT = 256 * 1024;

  Manner {
    if (chunk < 0 || chunk % CHUNK_UNIT != 0) {
      throw new IllegalArgumentException("A piece of an upload is a multiple of 262144 bytes.");
    }
  }

  static Manner usual() {
    return new Manner(Delivery.AUTO, SendProgress.none(), 0, Tenacity.real());
  }

  Manner with(Delivery other) {
    return new Manner(other, watcher, chunk, tenacity);
  }

  Manner with(SendProgress other) {
    return new Manner(delivery, other, chunk, tenacity);
  }

  Manner withChunks(int bytes) {
    return new Manner(delivery, watcher, bytes, tenacity);
  }
}
