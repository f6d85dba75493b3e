package dev.posthorn.outbox;

import java.time.Instant;
import java.util.Optional;

/**
 * How the outbox is treating one account.
 *
 * @param email the address
 * @param pause why nothing goes out for it; empty when it is not paused
 * @param heldUntil when the next attempt is made, after a failure that concerned the whole account
 *     or for a limit of the day; empty when nothing holds it; it may be past when no worker has
 *     looked since
 * @param heldFor why it is held, in words for people; empty when it is not
 * @param live messages that have not ended
 */
public record AccountState(
    String email, Optional<Pause> pause, Optional<Instant> heldUntil, String heldFor, long live) {

  /**
   * Why an account stands still.
   *
   * @param by who stopped it
   * @param why in words for people
   * @param remedy the exact next step
   */
  public record Pause(By by, String why, String remedy) {}

  /** Who stopped an account. */
  public enum By {
    /** A person, by {@code posthorn outbox pause}. */
    PERSON,
    /** The consent is missing, ended, or too narrow; a login resumes it. */
    CONSENT,
    /** The service refuses the account, or this machine lacks something. */
    SERVICE
  }
}
