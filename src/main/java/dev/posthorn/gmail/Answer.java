package dev.posthorn.gmail;

import com.google.api.client.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What came back: a status, and as much of the body as could be read.
 *
 * @param status the HTTP status
 * @param body the body as UTF-8, cut where it grew too long; empty when it broke off
 * @param retryAfter the Retry-After header, empty when there is none
 * @param whole whether the body came to its end
 */
record Answer(int status, String body, String retryAfter, boolean whole) {

  /**
   * Reads an answer, but never more than a limit; hands the connection back only when at its end.
   */
  static Answer read(HttpResponse response, int limit) {
    byte[] bytes = new byte[0];
    boolean whole = false;
    try (InputStream in =
        Optional.ofNullable(response.getContent()).orElse(InputStream.nullInputStream())) {
      bytes = in.readNBytes(limit);
      whole = in.read() == -1;
      if (!whole) {
        response.disconnect(); // Closing alone would read on for the sake of the next request.
      }
    } catch (IOException e) {
      whole = false; // The status came through all the same.
    }
    String retryAfter = response.getHeaders().getFirstHeaderStringValue("Retry-After");
    return new Answer(
        response.getStatusCode(),
        new String(bytes, StandardCharsets.UTF_8),
        retryAfter == null ? "" : retryAfter,
        whole);
  }

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  boolean isUnauthorized() {
    return status == 401;
  }

  /** The same as an error, without a secret that the server may have echoed. */
  ErrorAnswer toError(String secret) {
    return ErrorAnswer.parse(status, body.replace(secret, "[redacted]"), retryAfter, whole);
  }
}
