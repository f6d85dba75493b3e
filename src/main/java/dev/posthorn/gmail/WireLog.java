package dev.posthorn.gmail;

import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps access tokens and upload sessions out of the JDK's own log.
 *
 * <p>{@code HttpURLConnection} logs every request line, every header and, finer, every address that
 * it looks for a proxy for, and knows no switch against it. So its logger gets a filter, in front
 * of the one that it may have: it blots out credentials, where a Location leads, what follows
 * {@code /upload/} in an address, and {@code X-GUploader-UploadID}, in which Google says a
 * session's id once more; everything else passes. That is a setting of the whole JVM, and wanted
 * there: no other request's credential belongs into a log either.
 */
final class WireLog implements Filter {
  /** Held here, since a logger that nobody holds is forgotten along with its filter. */
  private static final Logger JDK = Logger.getLogger("sun.net.www.protocol.http.HttpURLConnection");

  private static final Pattern SECRET =
      Pattern.compile(
          "((?:(?:Proxy-)?Authorization|(?:Content-)?Location|X-GUploader-UploadID): )[^}\\r\\n]*"
              + "|(/upload/)[^}\\s]*",
          Pattern.CASE_INSENSITIVE);

  private final @Nullable Filter next;

  private WireLog(@Nullable Filter next) {
    this.next = next;
  }

  /** From now on; calling it again changes nothing. */
  static synchronized void redact() {
    Filter present = JDK.getFilter();
    if (!(present instanceof WireLog)) {
      JDK.setFilter(new WireLog(present));
    }
  }

  @Override
  public boolean isLoggable(LogRecord record) {
    if (record.getMessage() != null) {
      record.setMessage(SECRET.matcher(record.getMessage()).replaceAll("$1$2[redacted]"));
    }
    return next == null || next.isLoggable(record);
  }
}
