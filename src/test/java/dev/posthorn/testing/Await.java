package dev.posthorn.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waiting for something that other threads and processes bring about. */
public final class Await {
  private static final long BREATH = Duration.ofMillis(20).toNanos();

  private Await() {}

  /**
   * Returns as soon as a condition holds.
   *
   * @param what it is, for the failure after the patience
   */
  public static void until(Duration patience, String what, Callable<Boolean> condition)
      throws Exception {
    long start = System.nanoTime();
    while (!condition.call()) {
      if (System.nanoTime() - start > patience.toNanos()) {
        throw new AssertionError("Not within " + patience.toSeconds() + " s: " + what);
      }
      breathe();
    }
  }

  /** Gives the others a moment, for loops that look at more than one condition. */
  public static void breathe() throws InterruptedException {
    LockSupport.parkNanos(BREATH);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
