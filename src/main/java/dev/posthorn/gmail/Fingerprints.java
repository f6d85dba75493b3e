package dev.posthorn.gmail;

import java.io.IOException;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Remembers what a message looked like each time it was read, so that the pieces of an upload fit
 * together: a file that changed between two of them, even if it changed back before the end, never
 * becomes a message of both.
 *
 * <p>Kept is a CRC-32C of everything up to a position, for every 256 KiB and for the place where
 * each reading ended. For one thread.
 */
final class Fingerprints {
  private static final long GRID = 256 * 1024;

  private final TreeMap<Long, Long> seen = new TreeMap<>();

  /** The message was not the same as before; the text is the one of an attachment that changed. */
  static final class ChangedException extends IOException {
    private static final long serialVersionUID = 1L;

    ChangedException() {
      super("The message or an attachment of it changed while it was sent.");
    }
  }

  /** Begins to read from the start. */
  Reading read() {
    return new Reading();
  }

  /** One reading of the message. */
  final class Reading {
    private final CRC32C checksum = new CRC32C();
    private long position;

    /** How many of the next bytes may be taken in before the next comparison. */
    int upTo(int length) {
      long grid = (position / GRID + 1) * GRID;
      Long mark = seen.higherKey(position);
      long next = mark == null ? grid : Math.min(mark, grid);
      return (int) Math.min(length, next - position);
    }

    /** Takes in no more bytes than {@link #upTo} said. */
    void take(byte[] bytes, int offset, int length) throws ChangedException {
      checksum.update(bytes, offset, length);
      position += length;
      Long before = seen.get(position);
      if (before != null && before != checksum.getValue()) {
        throw new ChangedException();
      }
      if (position % GRID == 0) {
        seen.put(position, checksum.getValue());
      }
    }

    /** The reading ends here, and what was read up to here may have gone out. */
    void end() {
      seen.putIfAbsent(position, checksum.getValue());
    }
  }
}
