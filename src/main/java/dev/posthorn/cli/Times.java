package dev.posthorn.cli;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Moments and durations as people write them, in the zone of a clock.
 *
 * <pre>
 *   2026-11-27T09:00:00+01:00    RFC 3339; a blank may stand for T, seconds may be left out
 *   2026-11-27 9:00              local time; so are all that follow
 *   today 17:30   tomorrow 9:00
 *   monday 8:00   mon 8:00       the next one that is still ahead, today perhaps
 *   9:00                         the next 9:00
 *   +2h   +1h30m                 from now; s, m, h, d (24 hours), w
 *   now
 * </pre>
 *
 * <p>A local time that is skipped when clocks go forward lies as much later; one that comes twice
 * is the first ({@link LocalDateTime#atZone}).
 */
final class Times {
  private static final String CLOCK = "([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?";
  private static final Pattern TIME = Pattern.compile(CLOCK);
  private static final Pattern ON_A_DAY = Pattern.compile("([a-z]+) +(" + CLOCK + ")");
  private static final Pattern DATE =
      Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})(?:t| +)(" + CLOCK + ")");
  private static final Pattern WITH_OFFSET =
      Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})(?:t| +)([0-9:.]+) ?(z|[+-][0-9]{2}:[0-9]{2})");
  private static final Pattern PARTS = Pattern.compile("([0-9]{1,6})([smhdw])");
  private static final Pattern DURATION = Pattern.compile("(?:[0-9]{1,6}[smhdw])+");

  private final Clock clock;

  /**
   * Reads in the zone of a clock.
   *
   * @param clock tells what time it is where the user is
   */
  Times(Clock clock) {
    this.clock = clock;
  }

  /**
   * Reads a moment.
   *
   * @throws IllegalArgumentException when it is none, with words that can follow an option's name
   */
  Instant moment(String text) {
    String words = text.strip().toLowerCase(Locale.ROOT);
    try {
      if (words.equals("now")) {
        return clock.instant();
      }
      if (words.startsWith("+")) {
        return clock.instant().plus(duration(words.substring(1)));
      }
      return written(words).orElseThrow(() -> new IllegalArgumentException(none(text)));
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(none(text), e);
    }
  }

  /** Reads a moment, or a duration such as {@code 30m} that begins at another moment. */
  Instant momentOrAfter(Instant start, String text) {
    String words = text.strip().toLowerCase(Locale.ROOT);
    return isDuration(words) ? start.plus(duration(words)) : moment(text);
  }

  /** Whether a text is a duration. */
  static boolean isDuration(String text) {
    return DURATION.matcher(text.strip().toLowerCase(Locale.ROOT)).matches();
  }

  /** Whether a text means the same moment whenever it is read. */
  static boolean isDate(String text) {
    String words = text.strip().toLowerCase(Locale.ROOT);
    return DATE.matcher(words).matches() || WITH_OFFSET.matcher(words).matches();
  }

  /**
   * Reads {@code 90s}, {@code 30m}, {@code 2h}, {@code 7d}, {@code 1w}, or several of them.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Duration duration(String text) {
    if (!isDuration(text)) {
      throw new IllegalArgumentException(
          "needs a duration such as 90s, 30m, 2h or 7d, not '" + text + "'");
    }
    Duration sum = Duration.ZERO;
    Matcher part = PARTS.matcher(text.strip().toLowerCase(Locale.ROOT));
    while (part.find()) {
      sum = sum.plus(one(Long.parseLong(part.group(1)), part.group(2)));
    }
    return sum;
  }

  private static Duration one(long amount, String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      case "d" -> Duration.ofDays(amount);
      default -> Duration.ofDays(Math.multiplyExact(7, amount));
    };
  }

  private Optional<Instant> written(String words) {
    Matcher exact = WITH_OFFSET.matcher(words);
    if (exact.matches()) {
      String zone = exact.group(3).toUpperCase(Locale.ROOT);
      return Optional.of(
          OffsetDateTime.parse(exact.group(1) + "T" + padded(exact.group(2)) + zone).toInstant());
    }
    Matcher date = DATE.matcher(words);
    if (date.matches()) {
      return Optional.of(at(LocalDate.parse(date.group(1)).atTime(time(date.group(2)))));
    }
    Matcher time = TIME.matcher(words);
    if (time.matches()) {
      return Optional.of(next(today(), 1, time(words)));
    }
    Matcher onDay = ON_A_DAY.matcher(words);
    return onDay.matches() ? onDay(onDay.group(1), time(onDay.group(2))) : Optional.empty();
  }

  private Optional<Instant> onDay(String day, LocalTime time) {
    if (day.equals("today")) {
      return Optional.of(at(today().atTime(time)));
    }
    if (day.equals("tomorrow")) {
      return Optional.of(at(today().plusDays(1).atTime(time)));
    }
    return Arrays.stream(DayOfWeek.values())
        .filter(each -> isNameOf(each, day))
        .findFirst()
        .map(each -> next(today().with(TemporalAdjusters.nextOrSame(each)), 7, time));
  }

  private static boolean isNameOf(DayOfWeek day, String word) {
    String name = day.name().toLowerCase(Locale.ROOT);
    return name.equals(word) || name.substring(0, 3).equals(word);
  }

  /** The time on that day, or so many days later when it has passed. */
  private Instant next(LocalDate day, int later, LocalTime time) {
    Instant moment = at(day.atTime(time));
    return moment.isAfter(clock.instant()) ? moment : at(day.plusDays(later).atTime(time));
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), clock.getZone());
  }

  private Instant at(LocalDateTime local) {
    return local.atZone(clock.getZone()).toInstant();
  }

  private static LocalTime time(String text) {
    return LocalTime.parse(padded(text));
  }

  /** {@code 9:00} as ISO 8601 writes it. */
  private static String padded(String time) {
    return time.indexOf(':') == 1 ? "0" + time : time;
  }

  private static String none(String text) {
    return "needs a time such as 2026-11-27T09:00+01:00, \"tomorrow 9:00\", \"monday 8:00\", 17:30"
        + " or +2h, not '"
        + text
        + "'";
  }
}
