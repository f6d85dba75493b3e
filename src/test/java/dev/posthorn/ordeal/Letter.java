package dev.posthorn.ordeal;

import java.util.SplittableRandom;

/**
 * One message of an ordeal. All of its text follows from its number, so that whoever finds it can
 * tell whether it is whole.
 *
 * @param seed the ordeal's
 * @param number which, from 0 on
 */
record Letter(long seed, int number) {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz ";
  private static final int LINE = 60;

  /** Its idempotency key. */
  String key() {
    return "ordeal-" + seed + "-" + number;
  }

  String subject() {
    return "Letter " + number + " of ordeal " + seed;
  }

  /** Lines of ASCII that end in LF: mostly a few, sometimes more than a row of the ledger holds. */
  String text() {
    SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
    int kind = random.nextInt(100);
    int lines = kind < 90 ? random.nextInt(1, 30) : kind < 98 ? 600 : random.nextInt(5_000, 12_000);
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < lines; line++) {
      long bits = random.nextLong();
      for (int i = 0; i < LINE; i++) {
        bits = Long.rotateLeft(bits, 7) * 31 + i;
        text.append(LETTERS.charAt((int) Math.floorMod(bits, (long) LETTERS.length())));
      }
      text.append(".\n");
    }
    return text.toString();
  }
}
