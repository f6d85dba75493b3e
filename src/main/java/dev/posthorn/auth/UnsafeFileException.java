package dev.posthorn.auth;

import java.io.IOException;

/** A file or folder that is there, but that a secret must not be read from or written to. */
final class UnsafeFileException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String cure;

  UnsafeFileException(String why, String cure) {
    super(why);
    this.cure = cure;
  }

  String cure() {
    return cure;
  }
}
