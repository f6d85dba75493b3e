package dev.posthorn.outbox;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Sends what is due in an outbox, account by account, in threads of its own. Several may work on
 * one ledger, in one process or on several machines: what one of them leaves behind when it dies,
 * another takes over. The clocks of those machines have to agree within a second or two.
 *
 * <p>Thread-safe.
 */
public final class OutboxWorker implements AutoCloseable {
  /** So long a stop waits for what is under way, before it interrupts that. */
  private static final Duration GRACE = Duration.ofSeconds(18);

  private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);

  private final Desk desk;
  private final Claims claims;
  private final Courier courier;
  private final ExecutorService lanes = Executors.newCachedThreadPool(OutboxWorker::lane);
  private final int messagesAtOnce;
  private final Scheduler scheduler;

  private OutboxWorker(Builder builder) {
    Database database = builder.outbox.database();
    desk =
        new Desk(
            builder.ways,
            builder.limits,
            builder.outbox.clock(),
            new Backoff(() -> ThreadLocalRandom.current().nextDouble()),
            new StopSignal(),
            builder.listener);
    claims = new Claims(database, builder.limits);
    courier = new Courier(database, desk);
    messagesAtOnce = builder.messagesAtOnce;
    scheduler =
        new Executions(
                database,
                task(),
                desk.clock(),
                builder.takeover,
                Executors.newFixedThreadPool(
                    builder.accountsAtOnce, work -> turn(work, database.engine())))
            .threads(builder.accountsAtOnce)
            .shutdownMaxWait(builder.grace)
            .build();
  }

  /** What db-scheduler lets fall when it cannot write is told as any failure of the ledger. */
  private Thread turn(Runnable work, Engine engine) {
    Thread thread = new Thread(work, "posthorn-turn");
    thread.setUncaughtExceptionHandler((any, thrown) -> tell(thrown, engine));
    return thread;
  }

  private void tell(Throwable thrown, Engine engine) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      if (at instanceof SQLException failure) {
        desk.tell(new Event.LedgerFailed(engine.trouble(failure)));
        return;
      }
    }
    String words = "This is a defect in Posthorn: " + thrown + ".";
    desk.tell(
        new Event.LedgerFailed(
            new OutboxException(OutboxException.Kind.BUSY, words, "Report it.", thrown)));
  }

  /** One that hangs in the network does not keep the program from its end. */
  private static Thread lane(Runnable work) {
    Thread thread = new Thread(work, "posthorn-lane");
    thread.setDaemon(true);
    return thread;
  }

  private CustomTask<Void> task() {
    return Tasks.custom(Wakes.NAME, Void.class)
        .onFailure(
            (complete, operations) ->
                operations.reschedule(complete, desk.clock().instant().plus(AFTER_A_FAILURE)))
        .onDeadExecution(
            (complete, operations) -> operations.reschedule(complete, desk.clock().instant()))
        .execute(
            (instance, context) ->
                run(
                    new Turn(
                        instance.getId(),
                        UUID.randomUUID().toString(),
                        context.getExecution().version)));
  }

  /** One execution: an account, until nothing of it is due. */
  private CompletionHandler<Void> run(Turn turn) {
    try {
      Optional<AccountRun.Rest> rest =
          new AccountRun(turn, claims, courier, desk, lanes, messagesAtOnce).run();
      return (complete, operations) -> rest.ifPresent(left -> release(turn, left));
    } catch (OutboxException e) {
      desk.tell(new Event.LedgerFailed(e));
      throw new IllegalStateException(e);
    }
  }

  /**
   * Who calls for an account while it is worked on leaves the execution's row alone, so the calls
   * are counted, and the count is compared in the transaction that frees the row. When that fails,
   * the execution counts as dead after a while, and is run again.
   */
  private void release(Turn turn, AccountRun.Rest rest) {
    try {
      Optional<Instant> again =
          new Insistence(desk).write(() -> claims.release(turn, rest, desk.clock().instant()));
      if (again.isPresent() && !again.get().isAfter(desk.clock().instant())) {
        scheduler.triggerCheckForDueExecutions();
      }
    } catch (OutboxException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Begins to describe a worker.
   *
   * @param outbox whose messages; stays open as long as the worker
   * @param ways the ways out
   * @return a builder in which every other setting has a default
   */
  public static Builder of(Outbox outbox, Ways ways) {
    return new Builder(outbox, ways);
  }

  private void begin() {
    try {
      claims.mend(desk.clock().instant());
    } catch (OutboxException e) {
      desk.tell(new Event.LedgerFailed(e));
    }
    scheduler.start();
  }

  /**
   * Stops: begins nothing more, lets what is under way come to its end, and interrupts what takes
   * longer than 18 seconds, to be asked for and resumed by the next worker. What cannot even be
   * interrupted is left behind some 5 seconds later. May be called twice.
   */
  @Override
  public void close() {
    desk.stop().set();
    scheduler.stop();
    lanes.shutdownNow();
  }

  /** What a worker tells while it works, on its threads: to be handled quickly. */
  public sealed interface Event {
    /**
     * A message changed its state.
     *
     * @param entry as it is now
     */
    record Changed(OutboxEntry entry) implements Event {}

    /**
     * An account was paused.
     *
     * @param account as it is now
     */
    record Paused(AccountState account) implements Event {}

    /**
     * An account waits, for pace or after a failure.
     *
     * @param account as it is now
     */
    record Held(AccountState account) implements Event {}

    /**
     * The ledger could not be read or written; the worker tries again.
     *
     * @param failure why
     */
    record LedgerFailed(OutboxException failure) implements Event {}
  }

  /** Settings of a worker. Not thread-safe. */
  public static final class Builder {
    private final Outbox outbox;
    private final Ways ways;
    private Function<String, Limits> limits = Limits::of;
    private Consumer<Event> listener = event -> {};
    private Duration takeover = Duration.ofSeconds(25);
    private int accountsAtOnce = 8;
    private int messagesAtOnce = 4;
    private Duration grace = GRACE;

    private Builder(Outbox outbox, Ways ways) {
      this.outbox = outbox;
      this.ways = ways;
    }

    /**
     * What an account may use up.
     *
     * @param other by address; {@link Limits#of} unless told
     * @return this builder
     */
    public Builder limits(Function<String, Limits> other) {
      this.limits = other;
      return this;
    }

    /**
     * Who is told what happens.
     *
     * @param other nobody unless told
     * @return this builder
     */
    public Builder listener(Consumer<Event> other) {
      this.listener = other;
      return this;
    }

    /**
     * How soon the work of a dead worker is taken over.
     *
     * @param within at most so long after its death; 25 s unless told, at least 3 s
     * @return this builder
     * @throws IllegalArgumentException when it is shorter
     */
    public Builder takeover(Duration within) {
      if (within.compareTo(Duration.ofSeconds(3)) < 0) {
        throw new IllegalArgumentException("A takeover within less than 3 s would hit the living.");
      }
      this.takeover = within;
      return this;
    }

    /**
     * How much is done at once.
     *
     * @param accounts so many accounts, at least 1; 8 unless told
     * @param messages so many messages of each, 1 to 10 (more, Gmail refuses); 4 unless told
     * @return this builder
     * @throws IllegalArgumentException when they are out of range
     */
    public Builder parallel(int accounts, int messages) {
      if (accounts < 1 || messages < 1 || messages > 10) {
        throw new IllegalArgumentException("At least one account, and 1 to 10 messages at once.");
      }
      this.accountsAtOnce = accounts;
      this.messagesAtOnce = messages;
      return this;
    }

    /** How long a stop waits for what is under way: 18 s but for tests. */
    Builder grace(Duration other) {
      this.grace = other;
      return this;
    }

    /**
     * Starts the threads.
     *
     * @return the working worker
     */
    public OutboxWorker start() {
      OutboxWorker worker = new OutboxWorker(this);
      worker.begin();
      return worker;
    }
  }
}
