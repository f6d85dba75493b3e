package dev.posthorn.auth;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Words for what goes wrong with token files; every exception here is of kind TOKEN_FILE. */
final class TokenFileTrouble {
  private TokenFileTrouble() {}

  static AuthException of(String what, IOException cause) {
    String cure =
        cause instanceof UnsafeFileException unsafe
            ? unsafe.cure()
            : "Make the folder and its files readable and writable for you, and try again.";
    return trouble(what + ": " + reason(cause) + ".", cure, cause);
  }

  static AuthException notStored(Path file, IOException cause) {
    String cure =
        cause instanceof UnsafeFileException unsafe
            ? unsafe.cure()
            : "Make room, or make the folder writable for you, and try again.";
    return trouble(
        "Cannot store the token file "
            + file
            + ": "
            + reason(cause)
            + ". What was stored before is still there.",
        cure,
        cause);
  }

  static AuthException movedAside(
      String account, Path file, Path aside, UnusableJsonException cause) {
    return trouble(
        "The token file "
            + file
            + " cannot be used: "
            + cause.getMessage()
            + ". It was moved to "
            + aside
            + ".",
        login(account),
        cause);
  }

  static AuthException unreadable(String account, Path file, Path aside, IOException cause) {
    return trouble(
        "The token file " + file + " may not be read. It was moved to " + aside + ".",
        login(account) + " (or make that file yours, and move it back)",
        cause);
  }

  static AuthException locked(String account) {
    return trouble(
        "Another process has kept the tokens of " + account + " locked for minutes.",
        "Find and end it: a posthorn that was stopped with Ctrl-Z, for example.",
        null);
  }

  static AuthException interrupted(String when, InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new AuthException(
        AuthException.Kind.INTERRUPTED, "Interrupted while " + when + ".", "", cause);
  }

  static String login(String account) {
    // A name that a shell would take apart is not put into a command to be pasted.
    return account.matches("[A-Za-z0-9_+][A-Za-z0-9@._+-]*")
        ? "Run: posthorn login --account " + account
        : "Run: posthorn login";
  }

  /** The system's own words, without the path that the message names already. */
  private static String reason(IOException e) {
    if (e instanceof FileSystemException fs && fs.getReason() != null) {
      return fs.getReason();
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private static AuthException trouble(String message, String remedy, @Nullable Throwable cause) {
    return new AuthException(AuthException.Kind.TOKEN_FILE, message, remedy, cause);
  }
}
