package dev.posthorn.auth;

import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestInitializer;
import java.time.Duration;

/**
 * What every request that carries a credential keeps to: no redirect is followed (it would carry
 * the token to another host), nothing is logged (the log would hold tokens and mail), nothing is
 * repeated behind our back, and silence ends.
 *
 * <p>Immutable and thread-safe.
 */
public final class HttpRules implements HttpRequestInitializer {
  private static final int CONNECT_MILLIS = (int) Duration.ofSeconds(20).toMillis();
  private static final int READ_MILLIS = (int) Duration.ofSeconds(60).toMillis();

  /** Creates the rules; they hold no state. */
  public HttpRules() {}

  @Override
  public void initialize(HttpRequest request) {
    request
        .setFollowRedirects(false)
        .setLoggingEnabled(false)
        .setCurlLoggingEnabled(false)
        .setNumberOfRetries(0)
        .setThrowExceptionOnExecuteError(false)
        .setConnectTimeout(CONNECT_MILLIS)
        .setReadTimeout(READ_MILLIS);
  }
}
