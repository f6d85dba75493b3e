package dev.posthorn.outbox;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Says that a worker is to begin nothing more; ends every wait. Thread-safe. */
final class StopSignal {
  private final CountDownLatch set = new CountDownLatch(1);

  void set() {
    set.countDown();
  }

  boolean isSet() {
    return set.getCount() == 0;
  }

  /** Waits, and answers whether the signal came. */
  boolean await(Duration atMost) {
    try {
      return set.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
