package dev.posthorn.gmail;

import dev.posthorn.auth.Secret;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets out of what others say: a server's answer that echoes them, or an exception of the
 * JDK's that names the address it called.
 *
 * <p>Immutable and thread-safe.
 */
final class Redaction {
  private static final String INSTEAD = "[redacted]";

  private final List<String> secrets;

  private Redaction(List<String> secrets) {
    this.secrets = secrets;
  }

  static Redaction of(Stream<Secret> secrets) {
    return new Redaction(secrets.map(Secret::value).toList());
  }

  /** A text with "[redacted]" in the place of each secret. */
  String of(String text) {
    String redacted = text;
    for (String secret : secrets) {
      redacted = redacted.replace(secret, INSTEAD);
    }
    return redacted;
  }

  /**
   * The same exception, unless it or a cause of it says a secret: then a copy of it, causes
   * included, that says none and means the same to {@link GmailErrors}.
   */
  Exception of(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String text = String.valueOf(cause.getMessage());
      if (!of(text).equals(text)) {
        return copy(failure);
      }
    }
    return failure;
  }

  private Exception copy(Throwable failure) {
    String said = failure.getMessage();
    Exception copy = like(failure, said == null ? null : of(said));
    if (failure.getCause() != null) {
      copy.initCause(copy(failure.getCause()));
    }
    copy.setStackTrace(failure.getStackTrace());
    return copy;
  }

  /** Of the same kind, as far as kinds are judged. */
  private static Exception like(Throwable failure, @Nullable String text) {
    if (failure instanceof UnknownHostException) {
      return new UnknownHostException(text);
    }
    if (failure instanceof SocketTimeoutException) {
      return new SocketTimeoutException(text);
    }
    if (failure instanceof NoRouteToHostException) {
      return new NoRouteToHostException(text);
    }
    if (failure instanceof ConnectException) {
      return new ConnectException(text);
    }
    if (failure instanceof SSLException) {
      return new SSLException(text);
    }
    return failure instanceof GeneralSecurityException
        ? new GeneralSecurityException(text)
        : new IOException(text);
  }
}
