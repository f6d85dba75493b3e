package dev.posthorn.send;

/**
 * Is told how much of a message has gone out, so that somebody can show it.
 *
 * <p>Called on the sending thread; an implementation must be quick and must not throw. A count that
 * falls back means that the bytes go out once more, since what went before surely did not arrive.
 */
@FunctionalInterface
public interface SendProgress {
  /**
   * Some bytes went out.
   *
   * @param written bytes of the message that were handed to the network so far, 0 to {@code total}
   * @param total bytes of the message, more than zero
   */
  void written(long written, long total);

  /**
   * Progress that nobody looks at.
   *
   * @return does nothing
   */
  static SendProgress none() {
    return (written, total) -> {};
  }
}
