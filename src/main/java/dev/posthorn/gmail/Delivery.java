package dev.posthorn.gmail;

/**
 * How a message is handed to Gmail's REST interface.
 *
 * <p>All of them deliver the same message; they differ in how sure one can be when an answer gets
 * lost on its way.
 */
public enum Delivery {
  /** {@link #RAW} up to 4 MiB of RFC 5322 bytes, {@link #SESSION} above. */
  AUTO,
  /** One request to users.messages.send; a lost answer leaves the outcome unknown. */
  RAW,
  /**
   * A resumable upload: begun first, asked after every lost answer, and resumed where it broke off.
   * The outcome stays unknown when the last byte has left and nobody can be asked what became of
   * it: the session is gone, seven questions in a row got no answer that counts (a minute or more
   * without a network), the token failed, or the thread was interrupted.
   *
   * @see <a
   *     href="https://developers.google.com/workspace/gmail/api/guides/uploads#resumable">Gmail:
   *     resumable upload</a>
   */
  SESSION,
  /**
   * A draft is made, then sent; after a lost answer the draft tells: it vanishes when it is sent.
   * One that is still there after about a minute is removed, and the outcome is unknown. Needs a
   * consent that covers gmail.compose, gmail.modify or https://mail.google.com/.
   *
   * @see <a href="https://developers.google.com/workspace/gmail/api/guides/drafts">Gmail:
   *     drafts</a>
   */
  DRAFT
}
