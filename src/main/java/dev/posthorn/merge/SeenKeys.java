package dev.posthorn.merge;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The keys of a table so far, as 64 bits of their SHA-256: 8 to 14 bytes a row, whatever the keys
 * are. Of 1,000,000 rows two different ones are taken for the same with a probability of 3 in 100
 * million; the second is then called a problem, and never lost in silence. Not thread-safe.
 *
 * <p>A table of open addressing for each value of the first byte, so that growing copies little.
 */
final class SeenKeys {
  private static final int TABLES = 256;

  private final long[][] tables = new long[TABLES][8];
  private final int[] sizes = new int[TABLES];
  private final MessageDigest digest;

  SeenKeys() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  /** Whether it is new; from then on it is not. */
  boolean add(String key) {
    ByteBuffer hash = ByteBuffer.wrap(digest.digest(key.getBytes(UTF_8)));
    int table = hash.get() & 0xFF;
    long mark = hash.getLong();
    return add(table, mark == 0 ? 1 : mark); // 0 is a free place.
  }

  private boolean add(int table, long mark) {
    long[] marks = tables[table];
    if (sizes[table] * 5L >= marks.length * 4L) {
      marks = new long[marks.length + marks.length / 4 + 4];
      for (long old : tables[table]) {
        if (old != 0) {
          marks[place(marks, old)] = old;
        }
      }
      tables[table] = marks;
    }
    int place = place(marks, mark);
    if (marks[place] == mark) {
      return false;
    }
    marks[place] = mark;
    sizes[table]++;
    return true;
  }

  private static int place(long[] marks, long mark) {
    int place = (int) Long.remainderUnsigned(mark, marks.length);
    while (marks[place] != 0 && marks[place] != mark) {
      place = place + 1 == marks.length ? 0 : place + 1;
    }
    return place;
  }
}
