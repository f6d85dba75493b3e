package dev.posthorn.cli;

import dev.posthorn.outbox.AccountState;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * A line on a terminal: {@code posthorn: sent 120 of 1,000, 58 a minute, 15 min left; pace: until
 * 14:05}. Redrawn at most ten times a second; wiped away before other words. Thread-safe.
 */
final class MergeProgress implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private final PrintStream terminal;
  private final Clock clock;
  private final boolean shown;
  private String verb = "";
  private long total;
  private long done;
  private String waiting = "";
  private Instant begun = Instant.MIN;
  private Instant drawn = Instant.MIN;
  private int width;
  private boolean closed;

  /**
   * A line that nobody has seen yet.
   *
   * @param shown false for one that nobody ever sees
   */
  MergeProgress(PrintStream terminal, Clock clock, boolean shown) {
    this.terminal = terminal;
    this.clock = clock;
    this.shown = shown;
  }

  /**
   * Begins a part of the work.
   *
   * @param what is done, such as {@code sent}
   * @param outOf so many; 0 when nobody knows
   */
  synchronized void begin(String what, long outOf) {
    verb = what;
    total = outOf;
    done = 0;
    waiting = "";
    begun = clock.instant();
    drawn = Instant.MIN;
    draw();
  }

  /** One more. */
  synchronized void step() {
    done++;
    waiting = "";
    if (clock.instant().isAfter(drawn.plus(PAUSE))) {
      draw();
    }
  }

  /** Nothing goes on, for a reason. */
  synchronized void waits(AccountState account) {
    waiting =
        account.heldUntil().map(until -> account.heldFor() + ": until " + moment(until)).orElse("");
    draw();
  }

  private String moment(Instant until) {
    ZoneId zone = clock.getZone();
    boolean isSoon = until.isBefore(clock.instant().plus(12, ChronoUnit.HOURS));
    return (isSoon ? TIME : DAY).format(until.atZone(zone));
  }

  private void draw() {
    if (!shown || closed) {
      return;
    }
    drawn = clock.instant();
    String line = "posthorn: " + words();
    String rest = " ".repeat(Math.max(0, width - line.length()));
    width = line.length();
    terminal.print("\r" + line + rest);
    terminal.flush();
  }

  private String words() {
    StringBuilder words = new StringBuilder(String.format(Locale.ROOT, "%s %,d", verb, done));
    if (total > 0) {
      words.append(String.format(Locale.ROOT, " of %,d", total));
    }
    double seconds = Duration.between(begun, drawn).toMillis() / 1000.0;
    if (done > 0 && seconds >= 1) {
      double perSecond = done / seconds;
      words.append(
          perSecond >= 10
              ? String.format(Locale.ROOT, ", %,.0f a second", perSecond)
              : String.format(Locale.ROOT, ", %,.0f a minute", 60 * perSecond));
      if (total > done) {
        words.append(", ").append(left((total - done) / perSecond)).append(" left");
      }
    }
    return waiting.isEmpty() ? words.toString() : words.append("; ").append(waiting).toString();
  }

  private static String left(double seconds) {
    if (seconds < 90) {
      return Math.max(1, Math.round(seconds)) + " s";
    }
    double minutes = seconds / 60;
    double hours = minutes / 60;
    if (minutes < 90) {
      return Math.round(minutes) + " min";
    }
    return hours < 48 ? Math.round(hours) + " h" : Math.round(hours / 24) + " days";
  }

  /** Leaves the line empty for what is said next. */
  synchronized void wipe() {
    if (width > 0) {
      terminal.print("\r" + " ".repeat(width) + "\r");
      terminal.flush();
      width = 0;
    }
  }

  /** Whether anybody sees it. */
  boolean isShown() {
    return shown;
  }

  /** Lets other words be said, with the line out of their way. */
  synchronized void aside(Runnable words) {
    wipe();
    words.run();
    if (shown && !verb.isEmpty()) {
      draw();
    }
  }

  @Override
  public synchronized void close() {
    wipe();
    closed = true;
  }
}
