package dev.posthorn.cli.probe;

import java.util.Locale;

/** How a fact looks after a probe. */
public enum Verdict {
  /** Gmail does what we assume. */
  AS_ASSUMED,
  /** Gmail does something else. */
  DIFFERENT,
  /** Not to be told, since the message has not arrived. */
  NOT_ARRIVED,
  /** Not to be told, since the answer to the sending got lost and the message has not arrived. */
  PERHAPS_SENT,
  /** Not to be told for another reason. */
  NOT_TOLD;

  /**
   * Whether the fact is settled.
   *
   * @return true for the first two
   */
  public boolean isTold() {
    return this == AS_ASSUMED || this == DIFFERENT;
  }

  /**
   * For people.
   *
   * @return {@code as assumed}, {@code different} or {@code not to be told}
   */
  public String words() {
    return isTold() ? name().toLowerCase(Locale.ROOT).replace('_', ' ') : "not to be told";
  }
}
