package dev.posthorn.ordeal; // Whose stage this is, too: a Google, accounts, a ledger, workers.

import dev.posthorn.message.Mail;
import dev.posthorn.message.MimeComposer;
import dev.posthorn.message.WireMessage;
import dev.posthorn.outbox.Outbox;
import dev.posthorn.outbox.Submission;
import dev.posthorn.testing.Await;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures the outbox on SQLite and on PostgreSQL: messages accepted a second, with more and more
 * entries in the ledger; bytes a message; messages delivered a second by 1, 2 and 4 workers. Prints
 * CSV. Started by bench/outbox.
 */
public final class OutboxRates {
  private static final Duration LONG = Duration.ofMinutes(30);
  private static final int ACCOUNTS = 20;
  private static final String TEXT = "All work and no play makes Jack a dull boy.\n".repeat(20);

  private final Settings.Store store;
  private final AtomicInteger next = new AtomicInteger();

  private OutboxRates(Settings.Store store) {
    this.store = store;
  }

  public static void main(String[] arguments) throws Exception {
    int most = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
    System.out.println("measure,store,workers or threads,entries there,messages,value,unit");
    for (Settings.Store store : Settings.Store.values()) {
      OutboxRates rates = new OutboxRates(store);
      rates.accepting(most);
      rates.bytes(Math.min(10_000, most));
      for (int workers : new int[] {1, 2, 4}) {
        rates.delivering(workers, 0, 1_000);
        rates.delivering(workers, 0, Math.min(10_000, most));
      }
      rates.delivering(2, most, 1_000);
    }
  }

  private Stage stage(int workers) throws Exception {
    return Stage.set(new Settings(store, workers, 50 * ACCOUNTS, 0, 1), Duration.ofHours(1));
  }

  private void accepting(int most) throws Exception {
    try (Stage stage = stage(1);
        Outbox outbox = stage.open()) {
      accept(stage, outbox, 200, 1); // Java warms up.
      int there = 200;
      for (int entries = 0; entries <= most; entries = Math.max(1_000, entries * 10)) {
        if (entries > there) {
          fill(stage, entries - there, "accepted");
          there = entries;
        }
        for (int threads : new int[] {1, 4}) {
          double seconds = accept(stage, outbox, 1_000, threads);
          print("accepting", threads, entries, 1_000, 1_000 / seconds, "messages/s");
          there += 1_000;
        }
      }
    }
  }

  private void bytes(int messages) throws Exception {
    try (Stage stage = stage(4);
        Outbox outbox = stage.open()) {
      long empty = size(stage);
      accept(stage, outbox, messages, 4);
      double each = (size(stage) - empty) / (double) messages;
      print("database while it waits", 1, 0, messages, each, "bytes/message");
      deliver(stage, outbox, 2);
      each = (size(stage) - empty) / (double) messages;
      print("database once it is sent", 1, 0, messages, each, "bytes/message");
      print("the message itself", 1, 0, messages, message(stage, 0).size(), "bytes/message");
    }
  }

  private void delivering(int workers, int entries, int messages) throws Exception {
    try (Stage stage = stage(workers);
        Outbox outbox = stage.open()) {
      if (entries > 0) {
        accept(stage, outbox, 1, 1);
        fill(stage, entries, "sent");
      }
      accept(stage, outbox, messages, 4);
      double seconds = deliver(stage, outbox, workers);
      print("delivering", workers, entries, messages, messages / seconds, "messages/s");
    }
  }

  /** From the first message that is sent, which tells that a worker's JVM is up, to the last. */
  private double deliver(Stage stage, Outbox outbox, int workers) throws Exception {
    List<Process> processes = new ArrayList<>();
    try {
      for (int i = 0; i < workers; i++) {
        processes.add(stage.worker(stage.log("worker" + i)).start());
      }
      Await.until(LONG, "the first", () -> stage.google().calls().contains("upload.put"));
      long start = System.nanoTime();
      Await.until(LONG, "the last", () -> outbox.workload(Duration.ofDays(1)).due() == 0);
      return (System.nanoTime() - start) / 1e9;
    } finally {
      for (Process process : processes) {
        process.destroy();
        process.waitFor();
      }
    }
  }

  private double accept(Stage stage, Outbox outbox, int messages, int threads) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long start = System.nanoTime();
      List<Future<?>> running = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        running.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < messages / threads; i++) {
                    int number = next.getAndIncrement();
                    Submission.Builder submission =
                        Submission.of(stage.account(number), message(stage, number));
                    outbox.accept(submission.key("bench-" + number, "digest").build());
                  }
                  return null;
                }));
      }
      for (Future<?> each : running) {
        each.get();
      }
      return (System.nanoTime() - start) / 1e9;
    } finally {
      pool.shutdown();
    }
  }

  private static WireMessage message(Stage stage, int number) throws Exception {
    Mail mail =
        Mail.builder()
            .from(stage.account(number))
            .to("somebody@elsewhere.example")
            .subject("Message " + number)
            .text(TEXT)
            .build();
    return MimeComposer.create().toWire(mail);
  }

  /** Copies an entry, and with it its message where it is still to be sent. */
  private void fill(Stage stage, int count, String state) throws Exception {
    boolean sqlite = store == Settings.Store.SQLITE;
    try (Connection connection = stage.connect();
        Statement statement = connection.createStatement()) {
      if (sqlite) {
        statement.execute("pragma synchronous = off");
        statement.execute("pragma busy_timeout = 60000");
      }
      connection.setAutoCommit(false);
      long last = number(statement, "select max(seq) from posthorn_entry");
      String numbers =
          sqlite
              ? "with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < "
                  + count
                  + ") "
              : "with numbers as (select n from generate_series(1, " + count + ") n) ";
      List<String> columns = columns(statement);
      List<String> values = columns.stream().map(column -> value(column, last, state)).toList();
      statement.execute(
          (sqlite ? "" : numbers)
              + "insert into posthorn_entry ("
              + String.join(", ", columns)
              + ") "
              + (sqlite ? numbers : "")
              + "select "
              + String.join(", ", values)
              + " from numbers, (select * from posthorn_entry where seq = "
              + last
              + ") e");
      if (state.equals("accepted")) {
        statement.execute(
            "insert into posthorn_part (entry, part, bytes) select e.seq, p.part, p.bytes"
                + " from posthorn_entry e, (select * from posthorn_part where entry = "
                + last
                + ") p where e.seq > "
                + last);
      }
      connection.commit();
      connection.setAutoCommit(true);
      statement.execute("analyze");
    }
  }

  private static List<String> columns(Statement statement) throws Exception {
    try (ResultSet rows = statement.executeQuery("select * from posthorn_entry where seq = 0")) {
      ResultSetMetaData data = rows.getMetaData();
      List<String> columns = new ArrayList<>();
      for (int i = 1; i <= data.getColumnCount(); i++) {
        if (!data.getColumnName(i).equals("seq")) {
          columns.add(data.getColumnName(i));
        }
      }
      return columns;
    }
  }

  private String value(String column, long last, String state) {
    String number = "(" + last + " + n)";
    return switch (column) {
      case "id" ->
          store == Settings.Store.SQLITE
              ? "printf('%016x', " + number + ")"
              : "lpad(to_hex(" + number + "), 16, '0')";
      case "idem_key" -> "'filled-' || " + number;
      case "conversation" -> "'<' || " + number + " || '@filled.example>'";
      case "account" -> "'user' || (n % " + ACCOUNTS + ") || '@example.com'";
      case "state" -> "'" + state + "'";
      default -> "e." + column;
    };
  }

  private long size(Stage stage) throws Exception {
    try (Connection connection = stage.connect();
        Statement statement = connection.createStatement()) {
      if (store == Settings.Store.SQLITE) {
        return (number(statement, "pragma page_count") - number(statement, "pragma freelist_count"))
            * number(statement, "pragma page_size");
      }
      statement.execute("vacuum full");
      return number(
          statement,
          "select sum(pg_total_relation_size(oid)) from pg_class"
              + " where relkind = 'r' and relname like 'posthorn%'");
    }
  }

  private static long number(Statement statement, String sql) throws Exception {
    try (ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private void print(
      String measure, int workers, int entries, int messages, double value, String unit) {
    System.out.printf(
        Locale.ROOT,
        "%s,%s,%d,%d,%d,%.1f,%s%n",
        measure,
        store.name().toLowerCase(Locale.ROOT),
        workers,
        entries,
        messages,
        value,
        unit);
  }
}
