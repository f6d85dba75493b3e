package dev.posthorn.sandbox;

import java.time.Duration;

/** The client's end of a connection, as far as faults need it. */
interface Peer {
  /** Ends the connection at once with a TCP RST; what was not yet sent is thrown away. */
  void reset();

  /**
   * Waits until the client closes the connection, the sandbox ends, or the time is over.
   *
   * @return false when the time is over
   */
  boolean awaitGone(Duration atMost);
}
