package dev.posthorn.ordeal;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What an ordeal is made of.
 *
 * @param workers processes at once
 * @param messages how many are accepted
 * @param kills of workers that were seen working
 * @param seed of all that is drawn
 */
record Settings(Store store, int workers, int messages, int kills, long seed) {
  private static final int MOST_ACCOUNTS = 20;

  /** Where the ledger is. */
  enum Store {
    SQLITE,
    POSTGRESQL
  }

  Settings {
    if (workers < 1 || messages < 1 || kills < 0) {
      throw new IllegalArgumentException("An ordeal needs a worker and a message.");
    }
  }

  /** Reads {@code --store sqlite --workers 2 --messages 100 --kills 8 --seed 1}. */
  static Settings parse(String... words) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i + 1 < words.length; i += 2) {
      given.put(words[i], words[i + 1]);
    }
    return new Settings(
        Store.valueOf(given.getOrDefault("--store", "sqlite").toUpperCase(Locale.ROOT)),
        Integer.parseInt(given.getOrDefault("--workers", "2")),
        Integer.parseInt(given.getOrDefault("--messages", "100")),
        Integer.parseInt(given.getOrDefault("--kills", "8")),
        Long.parseLong(given.getOrDefault("--seed", Long.toString(System.nanoTime()))));
  }

  /** How many accounts send. */
  int accounts() {
    return Math.min(MOST_ACCOUNTS, Math.max(4, messages / 50));
  }

  /** How many of the messages are handed in by processes. */
  int byProcess() {
    return Math.min(messages, 2 + messages / 100);
  }

  /** How often the database's server is killed or stopped, and started again. */
  int restarts() {
    return store == Store.SQLITE ? 0 : 1 + kills / 50;
  }

  /** When to give up. */
  Duration patience() {
    return Duration.ofSeconds(120)
        .plus(Duration.ofSeconds(15L * kills))
        .plusMillis(250L * messages);
  }
}
