package dev.posthorn.auth;

import java.io.IOException;

/**
 * Something came that is no answer of a token server, so that asking again will not help. The
 * message is our own words.
 */
final class NoAnswerException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String what;

  NoAnswerException(String what) {
    super(what);
    this.what = what;
  }

  /** What came, as a sentence's object: {@code no HTTP}. */
  String what() {
    return what;
  }
}
