package dev.posthorn.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.message.WireMessage;
import dev.posthorn.outbox.FaultyLedger.Fault;
import dev.posthorn.testing.Await;
import dev.posthorn.testing.Postgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every single write to the ledger in the life of one message, from its acceptance to its receipt:
 * failed, lost, or the last thing that a worker ever did. Whatever it is, the message is delivered
 * once.
 */
final class JournalSweepIT {
  private static final int AT_ONCE = 12;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String ACCOUNT = "ann@example.com";

  @TempDir private Path folder;

  /** A database of its own for each case. */
  private record Ledger(DataSource driver, Engine engine) {
    /** With a pool that gives up soon: what is gone here stays so. */
    Outbox open(DataSource through) throws OutboxException {
      Connections few = new Connections(through, engine.isFile(), Duration.ofMillis(500));
      return Outbox.over(new Database(few, engine), Clock.systemUTC());
    }
  }

  private Ledger ledger(String kind, String name) throws Exception {
    if (kind.equals("sqlite")) {
      SqliteEngine engine = new SqliteEngine(folder.resolve(name + ".db"));
      return new Ledger(engine.driver(), engine);
    }
    Postgres.Database database = Postgres.shared().database();
    PostgresEngine engine =
        new PostgresEngine(database.url(), database.user(), database.password());
    return new Ledger(engine.driver(), engine);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void whateverWriteFailsTheMessageIsDeliveredOnce(String kind) throws Exception {
    Set<String> writes = writesOfAHealthyLife(kind);
    assertThat(writes)
        .anyMatch(sql -> sql.contains("insert into posthorn_entry"))
        .anyMatch(sql -> sql.contains("state = 'uploading'"))
        .anyMatch(sql -> sql.contains("receipt_id"));

    ExecutorService cases = Executors.newFixedThreadPool(AT_ONCE);
    List<Future<?>> running = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      for (String write : writes) {
        Ledger ledger = ledger(kind, "case" + running.size());
        running.add(cases.submit(new Case(ledger, fault, write, new CopyOnWriteArrayList<>())));
      }
    }
    cases.shutdown();
    for (Future<?> each : running) {
      each.get();
    }
  }

  @SuppressWarnings("try") // The worker works by itself.
  private Set<String> writesOfAHealthyLife(String kind) throws Exception {
    Ledger ledger = ledger(kind, "healthy");
    FaultyLedger watched = new FaultyLedger(ledger.driver(), JournalSweepIT::counts);
    RememberingProvider google = new RememberingProvider();
    try (Outbox outbox = ledger.open(watched)) {
      int schema = watched.written().size();
      outbox.accept(message());
      try (OutboxWorker worker = worker(outbox, google, new ArrayList<>())) {
        awaitDelivery(outbox);
        Await.until(PATIENCE, "the account's rest", () -> isIdle(ledger));
      }
      return new LinkedHashSet<>(watched.written().subList(schema, watched.written().size()));
    }
  }

  /** All but the signs of life, which come when they come. */
  private static boolean counts(String sql) {
    return !sql.contains("last_heartbeat") || sql.contains("picked");
  }

  private static boolean isIdle(Ledger ledger) throws Exception {
    try (var connection = ledger.driver().getConnection()) {
      return Sql.number(connection, "select count(*) from posthorn_task") == 0;
    }
  }

  /** One fault at one write. */
  private record Case(Ledger ledger, Fault fault, String write, List<String> events)
      implements Callable<Void> {
    @Override
    @SuppressWarnings("try") // The worker works by itself.
    public Void call() throws Exception {
      ledger.open(ledger.driver()).close(); // The tables are not part of a message's life.
      FaultyLedger faulty = new FaultyLedger(ledger.driver(), JournalSweepIT::counts);
      faulty.plan(write, fault);
      RememberingProvider google = new RememberingProvider();
      Outbox outbox = ledger.open(faulty);
      Life life = new Life(outbox, google, events);
      Thread first = new Thread(life, "life " + this);
      first.start();
      try (Outbox healthy = ledger.open(ledger.driver())) {
        Await.until(PATIENCE, "the fault of " + this, faulty::hasStruck);
        if (fault == Fault.FAILS_BEFORE || fault == Fault.FAILS_AFTER) {
          check(healthy, google);
        } else {
          healthy.accept(message());
          try (OutboxWorker second = worker(healthy, google, events)) {
            check(healthy, google);
          }
        }
        faulty.revive(); // Who was taken for dead comes back, and does no harm.
        Await.until(PATIENCE, "the rest after " + this, () -> isIdle(ledger));
        life.end();
        first.join();
        check(healthy, google);
      } finally {
        faulty.bury();
        life.end();
        first.join();
        outbox.close();
      }
      return null;
    }

    private void check(Outbox outbox, RememberingProvider google) throws Exception {
      try {
        awaitDelivery(outbox);
      } catch (AssertionError e) {
        throw new AssertionError(
            String.join(
                "\n",
                toString(),
                entries(outbox).toString(),
                outbox.accounts().toString(),
                google.calls.toString(),
                String.join("\n", events)),
            e);
      }
      assertThat(google.delivered()).as("%s", this).hasSize(1);
      assertThat(entries(outbox)).as("%s", this).hasSize(1);
    }

    @Override
    public String toString() {
      return fault + " at " + write.replaceAll("\\s+", " ");
    }
  }

  /** Whoever hands the message in, and the worker that runs beside, on the faulty ledger. */
  private static final class Life implements Runnable {
    private final Outbox outbox;
    private final RememberingProvider google;
    private final List<String> events;
    private volatile boolean ended;

    Life(Outbox outbox, RememberingProvider google, List<String> events) {
      this.events = events;
      this.outbox = outbox;
      this.google = google;
    }

    void end() {
      ended = true;
    }

    @Override
    @SuppressWarnings("try") // The worker works by itself.
    public void run() {
      try {
        while (!ended && !isAccepted()) {
          Await.breathe();
        }
        try (OutboxWorker worker = worker(outbox, google, events)) {
          while (!ended) {
            Await.breathe();
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private boolean isAccepted() {
      try {
        outbox.accept(message());
        return true;
      } catch (OutboxException e) {
        return false;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  private static OutboxWorker worker(
      Outbox outbox, RememberingProvider google, List<String> events) {
    return OutboxWorker.of(outbox, google)
        .takeover(Duration.ofSeconds(3))
        .listener(event -> events.add(Instant.now() + " " + event))
        .start();
  }

  private static Submission message() {
    byte[] mail =
        "From: ann@example.com\r\nTo: bob@example.com\r\nSubject: Hi\r\n\r\nHi\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    return Submission.of(ACCOUNT, WireMessage.of(mail)).key("the key", "the digest").build();
  }

  private static void awaitDelivery(Outbox outbox) throws Exception {
    Await.until(
        PATIENCE,
        "the delivery",
        () -> entries(outbox).stream().anyMatch(entry -> entry.state() == EntryState.SENT));
  }

  private static List<OutboxEntry> entries(Outbox outbox) throws OutboxException {
    List<OutboxEntry> entries = new ArrayList<>();
    outbox.list(new EntryFilter(Optional.empty(), Set.of(), Optional.empty(), 10), entries::add);
    return entries;
  }
}
