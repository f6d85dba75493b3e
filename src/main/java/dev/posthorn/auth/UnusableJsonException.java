package dev.posthorn.auth;

/** JSON that does not hold what it should; the message is our own words, never its content. */
final class UnusableJsonException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String why;

  UnusableJsonException(String why) {
    super(why);
    this.why = why;
  }

  /** What is wrong, as the end of a sentence: {@code it has no "client_id"}. */
  @Override
  public String getMessage() {
    return why;
  }
}
