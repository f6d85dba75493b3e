package dev.posthorn.cli.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Which probe a message belongs to: a word that can be searched for, and that tells when the probe
 * began, so that what was sent can be made again from it.
 *
 * <p>{@code 0tpc3k4x9q2}: seconds since 1970 in base 36, seven digits, then four random digits.
 *
 * @param text eleven digits or lower-case letters
 */
public record ProbeId(String text) {
  private static final int TIME_DIGITS = 7;
  private static final int DIGITS = 11;
  private static final String PREFIX = "posthorn-probe-";
  private static final Pattern TEXT = Pattern.compile("[0-9a-z]{" + DIGITS + "}");

  /** Old enough that no clock's error looks like a replaced Date. */
  private static final Duration AGE_OF_DATE = Duration.ofHours(26);

  /**
   * Checks.
   *
   * @param text see the record
   * @throws IllegalArgumentException when it is no such word
   */
  public ProbeId {
    if (!TEXT.matcher(text).matches()) {
      throw new IllegalArgumentException("The id of a probe has 11 letters or digits.");
    }
  }

  /**
   * A new one.
   *
   * @param now the time
   * @param random tells two probes of one second apart
   * @return an id
   */
  public static ProbeId create(Instant now, RandomGenerator random) {
    String time = Long.toString(Math.max(0, now.getEpochSecond()), 36);
    String chance = Integer.toString(random.nextInt(36 * 36 * 36 * 36), 36);
    return new ProbeId(padded(time, TIME_DIGITS) + padded(chance, DIGITS - TIME_DIGITS));
  }

  /**
   * Reads what a person typed.
   *
   * @param typed the id, or the whole word of the subject, in any case
   * @return the id; empty for anything else
   */
  public static Optional<ProbeId> parse(String typed) {
    String word = typed.strip().toLowerCase(Locale.ROOT);
    String text = word.startsWith(PREFIX) ? word.substring(PREFIX.length()) : word;
    return TEXT.matcher(text).matches() ? Optional.of(new ProbeId(text)) : Optional.empty();
  }

  /**
   * The word in the subject of each of its messages.
   *
   * @return {@code posthorn-probe-} and the id
   */
  public String subject() {
    return PREFIX + text;
  }

  /**
   * What finds its messages in Gmail.
   *
   * @return {@code subject:posthorn-probe-…}
   */
  public String search() {
    return "subject:" + subject();
  }

  /** What its messages say as their Date: more than a day before they are sent. */
  Instant date() {
    long seconds = Long.parseLong(text.substring(0, TIME_DIGITS), 36);
    return Instant.ofEpochSecond(seconds).minus(AGE_OF_DATE);
  }

  private static String padded(String number, int digits) {
    return "0".repeat(Math.max(0, digits - number.length())) + number;
  }
}
