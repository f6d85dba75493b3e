package dev.posthorn.outbox;

import java.util.Locale;

/**
 * What one account may use up, by Google's rules or by somebody's choice.
 *
 * @param unitsPerMinute quota units in any 60 seconds, at least 100 (one message)
 * @param dailyMessages messages in any 24 hours, at least 1
 * @param dailyRecipients recipients in any 24 hours, at least 1
 * @param projectUnitsPerMinute quota units of all accounts together in any 60 seconds, at least 100
 * @see <a href="https://developers.google.com/workspace/gmail/api/reference/quota">Gmail API
 *     quota</a>
 */
public record Limits(
    int unitsPerMinute, int dailyMessages, int dailyRecipients, int projectUnitsPerMinute) {
  /** What users.messages.send costs. */
  public static final int UNITS_OF_A_SEND = 100;

  private static final int PROJECT_UNITS = 1_200_000;

  /**
   * Checks.
   *
   * @param unitsPerMinute see the record
   * @param dailyMessages see the record
   * @param dailyRecipients see the record
   * @param projectUnitsPerMinute see the record
   * @throws IllegalArgumentException when nothing could ever be sent
   */
  public Limits {
    if (unitsPerMinute < UNITS_OF_A_SEND
        || projectUnitsPerMinute < UNITS_OF_A_SEND
        || dailyMessages < 1
        || dailyRecipients < 1) {
      throw new IllegalArgumentException("No message could ever go within such limits.");
    }
  }

  /**
   * What Google allows an account of a project that is new (since May 2026).
   *
   * @param email the address: {@code gmail.com} and {@code googlemail.com} are consumer accounts
   *     (500 messages and recipients a day), all others are taken for Workspace (2,000 messages,
   *     10,000 recipients)
   * @return the limits
   */
  public static Limits of(String email) {
    String address = email.toLowerCase(Locale.ROOT);
    boolean consumer = address.endsWith("@gmail.com") || address.endsWith("@googlemail.com");
    return consumer
        ? new Limits(6_000, 500, 500, PROJECT_UNITS)
        : new Limits(6_000, 2_000, 10_000, PROJECT_UNITS);
  }
}
