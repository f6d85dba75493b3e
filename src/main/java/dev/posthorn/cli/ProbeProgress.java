package dev.posthorn.cli;

import java.io.PrintStream;

/**
 * A line on a terminal: {@code posthorn: sent 3 of 16}. Each one replaces the one before, and the
 * last is wiped away. Thread-safe.
 */
final class ProbeProgress implements AutoCloseable {
  private final PrintStream terminal;
  private final boolean shown;
  private int width;
  private boolean closed;

  /**
   * A line that is not drawn yet.
   *
   * @param shown false for one that is never drawn
   */
  ProbeProgress(PrintStream terminal, boolean shown) {
    this.terminal = terminal;
    this.shown = shown;
  }

  synchronized void show(String words) {
    if (!shown || closed) {
      return;
    }
    wipe();
    String line = "posthorn: " + words;
    terminal.print(line);
    terminal.flush();
    width = line.length();
  }

  /** Lets other words be said on a line of their own. */
  synchronized void aside(Runnable words) {
    wipe();
    words.run();
  }

  @Override
  public synchronized void close() {
    wipe();
    closed = true;
  }

  /** Leaves the line empty for what is said next. */
  synchronized void wipe() {
    if (width > 0) {
      terminal.print("\r" + " ".repeat(width) + "\r");
      terminal.flush();
      width = 0;
    }
  }
}
