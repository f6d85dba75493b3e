package dev.posthorn.message;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a message is made of could not be read as it was promised: an attachment's file, or that of
 * a whole message, is missing, unreadable, or changed while it was read.
 *
 * <p>It always comes before the last byte of the message has been handed on, so a message that
 * fails in this way has not been sent. Failures of the stream that is written <em>to</em> are never
 * reported by this class.
 */
public final class AttachmentException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Path file;

  AttachmentException(@Nullable Path file, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.file = file;
  }

  /** The failure of reading among the causes; null when there is none. */
  static @Nullable AttachmentException among(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof AttachmentException found) {
        return found;
      }
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof FileSystemException || cause instanceof FileNotFoundException) {
        String why = HeaderRules.shown(String.valueOf(cause.getMessage()));
        return new AttachmentException(null, "A part of the message cannot be read: " + why, e);
      }
    }
    return null;
  }

  /**
   * The file that failed.
   *
   * @return the path as it was given; empty when the content came from a caller's own {@code
   *     MimeMessage}, whose files are not known
   */
  public Optional<Path> file() {
    return Optional.ofNullable(file);
  }
}
