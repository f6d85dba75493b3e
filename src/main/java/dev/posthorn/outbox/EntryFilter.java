package dev.posthorn.outbox;

import java.util.Optional;
import java.util.Set;

/**
 * Which entries.
 *
 * @param account of one account, in any case of its letters; empty for all
 * @param states in these states; empty for all
 * @param key with this key; empty for all
 * @param limit at most so many, at least 1
 */
public record EntryFilter(
    Optional<String> account, Set<EntryState> states, Optional<String> key, int limit) {
  /**
   * Checks and copies.
   *
   * @param account see the record
   * @param states see the record; copied
   * @param key see the record
   * @param limit see the record
   * @throws IllegalArgumentException when the limit is below 1
   */
  public EntryFilter {
    if (limit < 1) {
      throw new IllegalArgumentException("A list has at least one entry.");
    }
    account = account.map(Accounts::address);
    states = Set.copyOf(states);
  }
}
