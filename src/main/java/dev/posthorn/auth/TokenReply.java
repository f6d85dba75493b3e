package dev.posthorn.auth;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * What a token server answered, before anything of it is believed. No record: its text holds
 * tokens, which a record would print. Immutable.
 */
final class TokenReply {
  private final int status;
  private final @Nullable String retryAfter;
  private final String text;

  /**
   * An answer.
   *
   * @param status the HTTP status
   * @param retryAfter the Retry-After header, or null
   * @param text the body; empty when there was none
   */
  TokenReply(int status, @Nullable String retryAfter, String text) {
    this.status = status;
    this.retryAfter = retryAfter;
    this.text = text;
  }

  int status() {
    return status;
  }

  boolean isSuccess() {
    return status == 200;
  }

  /** Tells whether the server has trouble, by its status alone: the same request may yet do. */
  boolean isTrouble() {
    return status >= 500 || status == 429 || status == 408;
  }

  /** The answer as a JSON object; not so when it is HTML, cut off or anything else. */
  JsonFields fields() throws UnusableJsonException {
    return JsonFields.parse(text);
  }

  /** The error code of RFC 6749 §5.2; empty when the answer names none that can be shown. */
  String error() {
    return code("error");
  }

  /** A code out of the answer, or empty: only what looks like one is ever shown to a person. */
  String code(String name) {
    try {
      return fields().text(name).filter(code -> code.matches("[a-z_]{1,64}")).orElse("");
    } catch (UnusableJsonException e) {
      return ""; // An error page in HTML, or nothing: the status has to do.
    }
  }

  /** How long the server asks to wait, or null: RFC 9110 §10.2.3, seconds or a date. */
  @Nullable Duration retryAfter(Instant now) {
    if (retryAfter == null) {
      return null;
    }
    String header = retryAfter.strip();
    if (header.matches("[0-9]{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(header));
    }
    try {
      Instant then = ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return then.isAfter(now) ? Duration.between(now, then) : Duration.ZERO;
    } catch (DateTimeException e) {
      return null; // What is neither counts as not there.
    }
  }

  /** Shows the status alone. */
  @Override
  public String toString() {
    return "TokenReply[" + status + "]";
  }
}
