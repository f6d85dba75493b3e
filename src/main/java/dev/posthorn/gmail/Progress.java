package dev.posthorn.gmail;

/** How far a request surely got, which decides whether repeating it could send a message twice. */
enum Progress {
  /**
   * The server cannot have a whole request: it was never reached, or the body is incomplete. Also
   * said of requests that change nothing, such as listing labels, which may always be repeated.
   */
  NOTHING_SENT,
  /** The last byte of the body was handed to the network; the server may have acted on it. */
  PERHAPS_SENT
}
