package dev.posthorn.cli;

import dev.posthorn.outbox.Outbox;
import dev.posthorn.outbox.Outbox.Workload;
import dev.posthorn.outbox.OutboxException;
import dev.posthorn.outbox.OutboxException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * A worker at its work, from its start to its end, by itself or by a signal: then all that is in
 * hand is finished or parked, and the end is told once.
 */
final class Shift {
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** Looking costs more the more there is: no more than a tenth of the time goes into it. */
  private static final int RARELY = 10;

  private static final long LONGEST_END_SECONDS = 120;

  private final PosthornCommand posthorn;
  private final Outbox outbox;
  private final Summary summary;
  private final List<AutoCloseable> crew;
  private final AtomicBoolean ending = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile ExitCode code = ExitCode.TEMPORARY;
  private volatile boolean stopped;

  /**
   * A shift that has begun.
   *
   * @param summary is told what is left, at the end
   * @param crew who is working, to be closed in this order
   */
  Shift(PosthornCommand posthorn, Outbox outbox, Summary summary, List<AutoCloseable> crew) {
    this.posthorn = posthorn;
    this.outbox = outbox;
    this.summary = summary;
    this.crew = List.copyOf(crew);
    posthorn
        .lastWords()
        .orderly(
            () -> {
              stopped = true;
              end();
            });
  }

  /** What is said at the end. */
  @FunctionalInterface
  interface Summary {
    /**
     * Says it.
     *
     * @param left what is left to do
     * @param stopped whether a signal ended the shift
     */
    void tell(Workload left, boolean stopped);
  }

  /** Whether a signal ended it, which is then all that is to be said. */
  boolean isStopped() {
    return stopped;
  }

  /** Waits for a signal, or until somebody knows that it is of no more use. */
  ExitCode untilStopped(BooleanSupplier useless) throws InterruptedException {
    while (!ended.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
      if (useless.getAsBoolean()) {
        end();
      }
    }
    return code;
  }

  /** Waits until nothing is due within a time, or somebody knows that enough is done. */
  ExitCode untilDone(Duration within, BooleanSupplier done)
      throws InterruptedException, OutboxException {
    try {
      Duration patience = within.compareTo(PAUSE) < 0 ? PAUSE : within;
      Instant answered = now();
      Duration pause;
      do {
        Instant asked = now();
        try {
          if (done.getAsBoolean() || outbox.workload(within).due() == 0) {
            break;
          }
          answered = now();
        } catch (OutboxException e) {
          // A database that restarts is waited for as anything else is; the worker has told of it.
          if (e.kind() != Kind.BUSY || now().isAfter(answered.plus(patience))) {
            throw e;
          }
        }
        pause = pause(Duration.between(asked, now()));
      } while (!ended.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    } finally {
      end();
    }
    return code;
  }

  private static Duration pause(Duration looking) {
    Duration enough = looking.multipliedBy(RARELY);
    return enough.compareTo(PAUSE) < 0 ? PAUSE : enough;
  }

  private Instant now() {
    return posthorn.clock().instant();
  }

  /** Ends the shift, or waits while another thread does. */
  private void end() {
    try {
      if (!ending.compareAndSet(false, true)) {
        if (!ended.await(LONGEST_END_SECONDS, TimeUnit.SECONDS)) {
          posthorn.explain("the work takes too long to end; the next run takes it up");
        }
        return;
      }
      for (AutoCloseable each : crew) {
        each.close();
      }
      tell();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      posthorn.terminal().say(Failure.of(e).toWords());
    } finally {
      ended.countDown();
    }
  }

  private void tell() throws OutboxException {
    Workload left = outbox.workload(Duration.ZERO);
    summary.tell(left, stopped);
    if (left.unknown() > 0) {
      code = ExitCode.UNKNOWN;
    } else if (left.waiting() + left.stuck() == 0) {
      code = ExitCode.OK; // What is to go later waits for nothing but its time.
    }
  }
}
