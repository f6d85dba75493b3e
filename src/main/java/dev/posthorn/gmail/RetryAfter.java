package dev.posthorn.gmail;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long a server asks to wait. Whatever it says, the answer lies between zero and 24 hours, the
 * longest time for which Gmail's sending limits hold.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3">RFC 9110 §10.2.3</a>
 * @see <a href="https://developers.google.com/workspace/gmail/api/guides/handle-errors">Gmail:
 *     resolve errors</a>
 */
final class RetryAfter {
  static final Duration LONGEST = Duration.ofHours(24);

  private static final Pattern SECONDS = Pattern.compile("[+-]?[0-9]+");
  private static final Pattern IN_TEXT =
      Pattern.compile("Retry after ([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,18}Z)");

  private RetryAfter() {}

  /**
   * Reads the wait out of an answer.
   *
   * @param header the Retry-After header, empty when there is none: seconds, or an HTTP-date
   * @param text the server's message, which may say {@code Retry after 2026-11-22T18:00:00.000Z}
   * @return the wait, or null when neither says one that can be read
   */
  static @Nullable Duration of(String header, String text, Instant now) {
    Duration wait = fromHeader(header.strip(), now);
    return wait != null ? wait : fromText(text, now);
  }

  /** A wait's end for people: in whole seconds, and not too early. */
  static String words(Duration wait, Instant now) {
    Instant end = now.plus(wait).plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
    return "Try again after " + end + ".";
  }

  /**
   * The time until a daily cap that a project's owner set is lifted: midnight in California.
   *
   * @see <a href="https://developers.google.com/android-publisher/quotas">Google says so of its
   *     daily quotas</a>
   */
  static Duration untilTomorrow(Instant now) {
    ZonedDateTime there = now.atZone(ZoneId.of("America/Los_Angeles"));
    ZonedDateTime midnight = there.toLocalDate().plusDays(1).atStartOfDay(there.getZone());
    return bounded(Duration.between(now, midnight.toInstant()));
  }

  private static @Nullable Duration fromHeader(String header, Instant now) {
    if (SECONDS.matcher(header).matches()) {
      if (header.startsWith("-")) {
        return Duration.ZERO;
      }
      // More digits than these are more than 24 hours, and would overflow a long.
      return header.length() > 9 ? LONGEST : bounded(Duration.ofSeconds(Long.parseLong(header)));
    }
    try {
      Instant until = DateTimeFormatter.RFC_1123_DATE_TIME.parse(header, Instant::from);
      return bounded(Duration.between(now, until));
    } catch (DateTimeException e) {
      return null; // As good as absent: the caller backs off by itself.
    }
  }

  private static @Nullable Duration fromText(String text, Instant now) {
    Matcher matcher = IN_TEXT.matcher(text);
    if (!matcher.find()) {
      return null;
    }
    try {
      return bounded(Duration.between(now, Instant.parse(matcher.group(1))));
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static Duration bounded(Duration wait) {
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }
}
