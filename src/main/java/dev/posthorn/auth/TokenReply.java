package dev.posthorn.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.api.client.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * What a token endpoint answered, before anything of it is believed.
 *
 * @param status the HTTP status
 * @param retryAfter how long the server asks us to wait, or null
 * @param body the body, holding secrets; at most {@value #LONGEST} bytes of it were read
 */
record TokenReply(int status, @Nullable Duration retryAfter, Secret body) {
  static final int LONGEST = 1 << 20;
  private static final Secret NOTHING = Secret.of(" ");

  static TokenReply read(HttpResponse response, Instant now) throws IOException {
    try {
      Duration retryAfter = retryAfter(response.getHeaders().getRetryAfter(), now);
      InputStream content = response.getContent();
      if (content == null) {
        return new TokenReply(response.getStatusCode(), retryAfter, NOTHING);
      }
      byte[] bytes = content.readNBytes(LONGEST + 1);
      String text = bytes.length > LONGEST ? "" : new String(bytes, UTF_8);
      return new TokenReply(
          response.getStatusCode(), retryAfter, text.isEmpty() ? NOTHING : Secret.of(text));
    } finally {
      response.disconnect();
    }
  }

  boolean isSuccess() {
    return status == 200;
  }

  JsonFields fields() throws UnusableJsonException {
    return JsonFields.parse(body.value());
  }

  /** RFC 9110 §10.2.3: seconds, or a date; what is neither counts as not there. */
  static @Nullable Duration retryAfter(@Nullable String header, Instant now) {
    if (header == null) {
      return null;
    }
    String text = header.strip();
    if (text.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
