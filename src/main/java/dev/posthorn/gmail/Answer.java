package dev.posthorn.gmail;

import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpResponse;
import dev.posthorn.auth.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came back: a status, and as much of the body as could be read.
 *
 * @param status the HTTP status
 * @param body the body as UTF-8, cut where it grew too long; empty when it broke off
 * @param head the headers that matter
 * @param whole whether the body came to its end
 */
record Answer(int status, String body, Head head, boolean whole) {
  /** Resume Incomplete, as the upload protocol uses 308; elsewhere it is a redirect. */
  static final int INCOMPLETE = 308;

  /**
   * The headers that somebody here reads.
   *
   * @param retryAfter Retry-After, empty when there is none
   * @param range Range, which in an answer is the upload protocol's; empty when there is none
   * @param location Location, a secret when it is an upload session; null when there is none
   */
  record Head(String retryAfter, String range, @Nullable Secret location) {
    static Head of(HttpHeaders headers) {
      String location = text(headers, "Location");
      return new Head(
          text(headers, "Retry-After"),
          text(headers, "Range"),
          location.isEmpty() ? null : Secret.of(location));
    }

    private static String text(HttpHeaders headers, String name) {
      return Optional.ofNullable(headers.getFirstHeaderStringValue(name)).orElse("");
    }
  }

  /**
   * Reads an answer, but never more than a limit; hands the connection back only when at its end.
   */
  static Answer read(HttpResponse response, int limit) {
    Head head = Head.of(response.getHeaders());
    byte[] bytes = new byte[0];
    boolean whole = false;
    if (response.getStatusCode() == INCOMPLETE
        && response.getHeaders().getContentLength() == null) {
      disconnect(response); // Its end would be silence, and nothing that counts is in it.
      return new Answer(INCOMPLETE, "", head, false);
    }
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
    return new Answer(
        response.getStatusCode(), new String(bytes, StandardCharsets.UTF_8), head, whole);
  }

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  boolean isUnauthorized() {
    return status == 401;
  }

  /** The session that it is about is not there, or no longer. */
  boolean isGone() {
    return status == 404 || status == 410;
  }

  /** The same without secrets that the server may have echoed. */
  Answer without(Redaction secrets) {
    return new Answer(status, secrets.of(body), head, whole);
  }

  ErrorAnswer toError() {
    return ErrorAnswer.parse(status, body, head.retryAfter(), whole);
  }

  private static void disconnect(HttpResponse response) {
    try {
      response.disconnect();
    } catch (IOException e) {
      throw new UncheckedIOException("A connection that is given up cannot fail.", e);
    }
  }
}
