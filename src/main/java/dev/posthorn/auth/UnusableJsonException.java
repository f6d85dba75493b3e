package dev.posthorn.auth;

/** JSON that does not hold what it should; the message is our own words, never its content. */
final class UnusableJsonException extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableJsonException(String why) {
    super(why);
  }
}
