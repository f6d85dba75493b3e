package dev.posthorn.ordeal;

import dev.posthorn.ordeal.Reckoning.Said;
import dev.posthorn.outbox.EntryFilter;
import dev.posthorn.outbox.Outbox;
import dev.posthorn.outbox.Outbox.Workload;
import dev.posthorn.outbox.OutboxEntry;
import dev.posthorn.outbox.OutboxException;
import dev.posthorn.outbox.OutboxException.Kind;
import dev.posthorn.sandbox.FaultPlan;
import dev.posthorn.testing.Await;
import dev.posthorn.testing.Postgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The promise of the outbox, tried: messages are handed in while real worker processes deliver them
 * to a Google whose every answer may fail, and are killed with SIGKILL again and again; at the end
 * it is reckoned what became of each.
 *
 * <p>All that is drawn (letters, faults, moments of kills) follows from a seed; what meets what
 * does not, since processes run as they like.
 */
final class Ordeal {
  /** Each account asks for a token every few seconds. */
  private static final Duration TOKEN_LIFETIME = Duration.ofSeconds(70);

  private static final long PROGRESS = TimeUnit.SECONDS.toNanos(5);
  private static final Set<Integer> ORDERLY_ENDS = Set.of(0, 75, 79, 143);

  private final Settings settings;
  private final Consumer<String> progress;
  private final RandomFaults faults;
  private final SplittableRandom random;
  private final long start = System.nanoTime();
  private final List<Worker> workers = new CopyOnWriteArrayList<>();
  private int kills;
  private int moreKills;
  private int restarts;
  private long played;
  private long nextPlan;
  private long nextProgress;

  private Ordeal(Settings settings, RandomFaults faults, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
    this.faults = faults;
    this.random = new SplittableRandom(settings.seed() + 1);
  }

  /**
   * What came of it, and whether that is what was promised.
   *
   * @param deadThreads threads of workers that ended by exceptions
   */
  record Result(Outcome outcome, Reckoning reckoning, long deadThreads) {
    List<String> violations() {
      List<String> violations = new ArrayList<>(reckoning.violations(outcome.destroyed()));
      if (deadThreads > 0) {
        violations.add(deadThreads + " threads of workers ended by exceptions");
      }
      return List.copyOf(violations);
    }
  }

  /** {@code --store … --workers … --messages … --kills … --seed … [--csv FILE]}. */
  public static void main(String[] words) throws Exception {
    Settings settings = Settings.parse(words);
    Result result = run(settings, RandomFaults.of(settings.seed()), System.out::println);
    for (int i = 0; i + 1 < words.length; i++) {
      if (words[i].equals("--csv")) {
        result.outcome().append(Path.of(words[i + 1]), settings, result.reckoning());
      }
    }
    result.violations().forEach(System.out::println);
    System.exit(result.violations().isEmpty() ? 0 : 1);
  }

  /** Plays an ordeal. */
  static Result run(Settings settings, RandomFaults faults, Consumer<String> progress)
      throws Exception {
    return new Ordeal(settings, faults, progress).play();
  }

  private Result play() throws Exception {
    progress.accept(settings.toString());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> workers.forEach(Worker::close)));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (Stage stage = Stage.set(settings, TOKEN_LIFETIME);
        Outbox outbox = stage.open()) {
      Intake intake = new Intake(settings, stage, outbox);
      List<Future<?>> handingIn =
          List.of(
              threads.submit(() -> run(intake::byLibrary)),
              threads.submit(() -> run(intake::byProcesses)));
      try {
        startWorkers(stage);
        torment(stage, outbox, intake, handingIn);
        settle(stage, outbox, intake, handingIn);
        return reckon(stage, outbox, intake);
      } catch (Exception | AssertionError e) {
        progress.accept("What it left is in " + stage.keep());
        throw e;
      } finally {
        intake.end();
        workers.forEach(Worker::close);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private interface Task {
    void run() throws Exception;
  }

  private static Void run(Task task) throws Exception {
    task.run();
    return null;
  }

  private void startWorkers(Stage stage) throws Exception {
    for (int place = 0; place < settings.workers(); place++) {
      Worker worker = new Worker(stage, place, random.split());
      workers.add(worker);
      worker.start();
    }
  }

  /** Faults and kills, and with each kill a few more messages, so that the workers have work. */
  private void torment(Stage stage, Outbox outbox, Intake intake, List<Future<?>> handingIn)
      throws Exception {
    while (kills < settings.kills()) {
      intake.release((int) (settings.messages() * (kills + 2L) / (settings.kills() + 1)));
      renewFaults(stage);
      for (Worker worker : workers) {
        if (worker.isDue()) {
          if (worker.kill()) {
            kills++;
          } else {
            moreKills++;
          }
          worker.start();
        }
      }
      if (restarts < settings.restarts() * kills / settings.kills()) {
        restartServer(stage.server().orElseThrow());
      }
      look(outbox, intake, handingIn);
    }
  }

  private void renewFaults(Stage stage) {
    if (System.nanoTime() > nextPlan) {
      setFaults(stage, faults.next());
      nextPlan = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(500, 3_000));
    }
  }

  private void setFaults(Stage stage, FaultPlan plan) {
    played += PlayedFaults.of(stage.google()).stream().mapToLong(Long::longValue).sum();
    stage.google().faults(plan);
  }

  private void restartServer(Postgres server) throws Exception {
    if (random.nextBoolean()) {
      server.kill();
    } else {
      server.stop();
    }
    TimeUnit.MILLISECONDS.sleep(random.nextInt(2_000));
    server.restart();
    restarts++;
  }

  /** No more faults: all that was accepted comes to its end. */
  private void settle(Stage stage, Outbox outbox, Intake intake, List<Future<?>> handingIn)
      throws Exception {
    intake.release(settings.messages());
    setFaults(stage, FaultPlan.none());
    for (Worker worker : workers) { // Else one that waits for an answer would do so for a minute.
      worker.kill();
      moreKills++;
      worker.start();
    }
    while (intake.count() < settings.messages() || !hasEnded(outbox)) {
      look(outbox, intake, handingIn);
      for (Worker worker : workers) {
        worker.isDue();
      }
    }
    for (Future<?> each : handingIn) {
      each.get();
    }
    for (Worker worker : workers) {
      int status = worker.stop();
      if (!ORDERLY_ENDS.contains(status)) {
        throw new AssertionError("A worker ended with " + status + ": " + worker.said());
      }
    }
  }

  private static boolean hasEnded(Outbox outbox) throws OutboxException {
    Workload left = outbox.workload(Duration.ofDays(1));
    if (left.paused() > 0) {
      throw new AssertionError("An account was paused: " + outbox.accounts());
    }
    return left.due() == 0 && left.scheduled() == 0;
  }

  private void look(Outbox outbox, Intake intake, List<Future<?>> handingIn) throws Exception {
    for (Future<?> each : handingIn) {
      if (each.isDone()) {
        each.get();
      }
    }
    long now = System.nanoTime();
    if (now - start > settings.patience().toNanos()) {
      throw new AssertionError(
          "Not over within " + settings.patience() + ": " + outbox.workload(Duration.ofDays(1)));
    }
    if (now > nextProgress) {
      nextProgress = now + PROGRESS;
      progress.accept(
          TimeUnit.NANOSECONDS.toSeconds(now - start)
              + " s: accepted "
              + intake.count()
              + ", left "
              + left(outbox)
              + ", kills "
              + kills
              + " + "
              + moreKills
              + ", faults "
              + played);
    }
    Await.breathe();
  }

  private static String left(Outbox outbox) throws OutboxException {
    try {
      return outbox.workload(Duration.ofDays(1)).toString();
    } catch (OutboxException e) {
      if (e.kind() != Kind.BUSY) {
        throw e;
      }
      return "unknown";
    }
  }

  private Result reckon(Stage stage, Outbox outbox, Intake intake) throws Exception {
    Map<String, Said> ledger = new HashMap<>();
    EntryFilter all =
        new EntryFilter(Optional.empty(), Set.of(), Optional.empty(), Integer.MAX_VALUE);
    outbox.list(
        all,
        entry ->
            ledger.put(
                entry.id(), new Said(entry.state(), entry.receipt().map(OutboxEntry.Receipt::id))));
    Reckoning reckoning = Reckoning.of(intake.accepted(), ledger, stage.google().messages());
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    long asked = stage.google().calls().stream().filter("upload.query"::equals).count();
    Outcome outcome =
        new Outcome(kills, moreKills, restarts, played, faults.destroyed(), asked, taken);
    progress.accept(
        outcome
            + ": delivered "
            + reckoning.delivered().size()
            + ", lost "
            + reckoning.lost().size()
            + ", twice "
            + reckoning.twice().size()
            + ", unknown "
            + reckoning.unknown().size());
    long deadThreads = 0;
    for (Worker worker : workers) {
      deadThreads += worker.deadThreads();
    }
    Result result = new Result(outcome, reckoning, deadThreads);
    if (!result.violations().isEmpty()) {
      progress.accept("What it left is in " + stage.keep());
    }
    return result;
  }
}
