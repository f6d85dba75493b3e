package dev.posthorn.testing;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Everything that java.util.logging says at its finest level, as text, while it is open. */
public final class LogRecords implements AutoCloseable {
  private final List<String> records = Collections.synchronizedList(new ArrayList<>());
  private final Logger root = LogManager.getLogManager().getLogger("");
  private final Level before = root.getLevel();
  private final Handler handler = new Capturing();

  public LogRecords() {
    handler.setLevel(Level.ALL);
    root.setLevel(Level.ALL);
    root.addHandler(handler);
  }

  /** What was said so far, formatted, with parameters and stack traces. */
  public String text() {
    synchronized (records) {
      return String.join("\n", records);
    }
  }

  @Override
  public void close() {
    root.removeHandler(handler);
    root.setLevel(before);
  }

  private final class Capturing extends Handler {
    private final SimpleFormatter formatter = new SimpleFormatter();

    @Override
    public void publish(LogRecord record) {
      StringWriter trace = new StringWriter();
      if (record.getThrown() != null) {
        record.getThrown().printStackTrace(new PrintWriter(trace));
      }
      String parameters =
          record.getParameters() == null ? "" : List.of(record.getParameters()) + "";
      records.add(record.getLoggerName() + ": " + formatter.format(record) + parameters + trace);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
