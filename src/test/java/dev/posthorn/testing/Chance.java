package dev.posthorn.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Values by chance, the same for the same seed. What is rare among numbers and common among bugs
 * comes often: the empty, the single, the longest, and the ends of a range.
 */
public final class Chance {
  /** A choice in this many is an end. */
  private static final int END = 16;

  private final long seed;
  private final SplittableRandom random;

  private Chance(long seed) {
    this.seed = seed;
    // Neighbouring seeds begin with values that are far from each other.
    this.random = new SplittableRandom(new SplittableRandom(seed).nextLong());
  }

  /** That of a seed. */
  public static Chance of(long seed) {
    return new Chance(seed);
  }

  /** A number from {@code least} to {@code most}, both included. */
  public int between(int least, int most) {
    int kind = random.nextInt(END);
    if (kind < 2) {
      return kind == 0 ? least : most;
    }
    return random.nextInt(least, most + 1);
  }

  /** One of these, each as likely. */
  @SafeVarargs
  public final <T> T of(T... values) {
    return values[random.nextInt(values.length)];
  }

  /** What one of these makes, each as likely. */
  @SafeVarargs
  public final <T> T oneOf(Supplier<? extends T>... makers) {
    return makers[random.nextInt(makers.length)].get();
  }

  /** A list of this many, more often a short one. */
  public <T> List<T> list(int least, int most, Supplier<? extends T> maker) {
    int size = size(least, most);
    List<T> made = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      made.add(maker.get());
    }
    return made;
  }

  /** Up to {@code most} of these pieces, one behind the other. */
  public String joined(int most, String... pieces) {
    return String.join("", list(0, most, () -> of(pieces)));
  }

  /** A text of some of these characters, each a UTF-16 unit. */
  public String text(int least, int most, String characters) {
    return chars(least, most, () -> characters.charAt(random.nextInt(characters.length())));
  }

  /** A text of characters between two, both included. */
  public String text(int least, int most, char first, char last) {
    return chars(least, most, () -> (char) between(first, last));
  }

  /** Any UTF-16 at all, with halves of characters too; much of it is ASCII. */
  public String anyText(int most) {
    return chars(
        0,
        most,
        () ->
            switch (random.nextInt(4)) {
              case 0 -> (char) between(0, 0x7F);
              case 1 -> (char) between(0x80, 0x7FF);
              default -> (char) between(0, 0xFFFF);
            });
  }

  /** Text that UTF-8 can write: code points of all planes, without halves of characters. */
  public String anyUnicode(int most) {
    StringBuilder text = new StringBuilder();
    list(0, most, () -> codePoint()).forEach(text::appendCodePoint);
    return text.toString();
  }

  private int codePoint() {
    return switch (random.nextInt(4)) {
      case 0 -> between(0, 0x7F);
      case 1 -> between(0x80, 0xD7FF);
      case 2 -> between(0xE000, 0xFFFF);
      default -> between(0x10000, 0x10FFFF);
    };
  }

  /** Any bytes. */
  public byte[] bytes(int most) {
    byte[] bytes = new byte[size(0, most)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** For what wants a seed of its own. */
  public long number() {
    return random.nextLong();
  }

  private String chars(int least, int most, Supplier<Character> maker) {
    StringBuilder text = new StringBuilder();
    list(least, most, maker).forEach(text::append);
    return text.toString();
  }

  /** The longest as often as the empty; of the rest half is in the lower quarter. */
  private int size(int least, int most) {
    return random.nextBoolean()
        ? between(least, most)
        : between(least, least + (most - least + 3) / 4);
  }

  /** As a failed test is named. */
  @Override
  public String toString() {
    return "seed " + seed;
  }
}
