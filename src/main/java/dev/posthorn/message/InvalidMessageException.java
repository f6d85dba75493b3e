package dev.posthorn.message;

/**
 * A message that cannot be sent as it is: a bad address, a line break in a header, no recipient,
 * too large. Nothing was sent, and nothing will be until the message itself is changed.
 *
 * <p>The text says what is wrong and why. It may quote the one offending address, name or value,
 * shortened and with control characters made visible, so that it is safe to log on one line.
 */
public final class InvalidMessageException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  InvalidMessageException(String message) {
    super(message);
  }

  InvalidMessageException(String message, Throwable cause) {
    super(message, cause);
  }
}
