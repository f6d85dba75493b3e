package dev.posthorn.gmail;

import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the access token out of the JDK's own log.
 *
 * <p>{@code HttpURLConnection} logs every request header at FINE, Authorization among them, and
 * knows no switch against it. So its logger gets a filter, in front of the one that it may have: it
 * blots out the token and lets everything pass. That is a setting of the whole JVM, and wanted
 * there: no other request's credential belongs into a log either.
 */
final class WireLog implements Filter {
  /** Held here, since a logger that nobody holds is forgotten along with its filter. */
  private static final Logger JDK = Logger.getLogger("sun.net.www.protocol.http.HttpURLConnection");

  private static final Pattern CREDENTIAL =
      Pattern.compile("((?:Proxy-)?Authorization: )[^}\\r\\n]*", Pattern.CASE_INSENSITIVE);

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
      record.setMessage(CREDENTIAL.matcher(record.getMessage()).replaceAll("$1[redacted]"));
    }
    return next == null || next.isLoggable(record);
  }
}
