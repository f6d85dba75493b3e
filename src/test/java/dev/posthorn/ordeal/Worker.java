package dev.posthorn.ordeal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A place that a worker process has: killed with SIGKILL at a moment that is drawn, most often soon
 * after it was seen working, and started again.
 */
final class Worker implements AutoCloseable {
  /** What it says of a message names the message. */
  private static final Pattern WORK = Pattern.compile("\\b[0-9a-f]{16}\\b");

  private static final String DIED = "Exception in thread ";

  /** The exit code of what may be tried again. */
  private static final int TEMPORARY = 75;

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Stage stage;
  private final Path log;
  private final SplittableRandom random;
  private Process process;
  private long logged;
  private boolean blindly;
  private long delayNanos;
  private long from;
  private boolean working;

  Worker(Stage stage, int place, SplittableRandom random) {
    this.stage = stage;
    this.log = stage.log("worker" + place);
    this.random = random;
  }

  void start() throws IOException {
    logged = Files.exists(log) ? Files.size(log) : 0;
    working = false;
    blindly = random.nextInt(8) == 0;
    delayNanos = TimeUnit.MILLISECONDS.toNanos(random.nextInt(blindly ? 300 : 0, 3_000));
    process = stage.worker(log).start();
    from = System.nanoTime();
  }

  /** Whether its hour has come. */
  boolean isDue() throws IOException {
    if (!process.isAlive()) {
      if (foundNoDatabase()) {
        start();
        return false;
      }
      throw new AssertionError(
          "A worker ended by itself, with " + process.exitValue() + ": " + said());
    }
    if (!working && WORK.matcher(said()).find()) {
      working = true;
      from = blindly ? from : System.nanoTime();
    }
    return (working || blindly) && System.nanoTime() - from > delayNanos;
  }

  /** One that is started while the database is not there gives up, and is started again. */
  private boolean foundNoDatabase() {
    return stage.server().isPresent() && !working && process.exitValue() == TEMPORARY;
  }

  /**
   * Kills it.
   *
   * @return whether it had been working
   */
  boolean kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
    return working;
  }

  /** Asks it to stop, and waits for that. */
  int stop() throws InterruptedException, IOException {
    process.destroy();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("A worker does not heed SIGTERM: " + said());
    }
    return process.exitValue();
  }

  /** How many of its threads ended by exceptions that nobody caught. */
  long deadThreads() throws IOException {
    try (Stream<String> lines = Files.lines(log, UTF_8)) {
      return lines.filter(line -> line.startsWith(DIED)).count();
    }
  }

  /** What it has said since it was started. */
  String said() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      byte[] bytes = new byte[(int) Math.min(file.length() - logged, 100_000)];
      file.seek(logged);
      file.readFully(bytes);
      return new String(bytes, UTF_8);
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
