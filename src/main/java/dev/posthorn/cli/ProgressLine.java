package dev.posthorn.cli;

import dev.posthorn.send.SendProgress;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Locale;

/**
 * A line on a terminal that says how much of a message is out: {@code posthorn: sending 42 % of
 * 20.1 MB}. Redrawn at most ten times a second, and wiped away at the end. Thread-safe.
 *
 * <p>Not a library: me.tongfei's bar loads native code for the width of the terminal, and Java 25
 * warns of that on stderr.
 */
final class ProgressLine implements SendProgress, AutoCloseable {
  /** Shorter messages are out before anybody has read a line. */
  static final long WORTH_SHOWING = 1 << 20;

  private static final long PAUSE_MILLIS = 100;

  private final PrintStream terminal;
  private final Clock clock;
  private final boolean shown;
  private long shownAt = Long.MIN_VALUE;
  private int width;
  private boolean closed;

  /**
   * A line that nobody has seen yet.
   *
   * @param shown false for one that nobody ever sees
   */
  ProgressLine(PrintStream terminal, Clock clock, boolean shown) {
    this.terminal = terminal;
    this.clock = clock;
    this.shown = shown;
  }

  @Override
  public synchronized void written(long written, long total) {
    long now = clock.millis();
    if (closed
        || !shown
        || total < WORTH_SHOWING
        || (written < total && now - PAUSE_MILLIS < shownAt)) {
      return;
    }
    shownAt = now;
    String line =
        String.format(
            Locale.ROOT, "posthorn: sending %3d %% of %.1f MB", 100 * written / total, total / 1e6);
    width = line.length();
    draw("\r" + line);
  }

  /** Leaves the line empty for what is said next, and draws no other. */
  @Override
  public synchronized void close() {
    closed = true;
    if (width > 0) {
      draw("\r" + " ".repeat(width) + "\r");
      width = 0;
    }
  }

  private void draw(String text) {
    terminal.print(text);
    terminal.flush();
  }
}
