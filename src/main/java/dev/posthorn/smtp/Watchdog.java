package dev.posthorn.smtp;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Barks when something takes too long: the one way to end a write that the peer does not take.
 *
 * <p>Thread-safe. Its thread is a daemon that lives only while there is something to watch.
 */
final class Watchdog {
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread made = new Thread(task, "posthorn-smtp-watchdog");
            made.setDaemon(true);
            return made;
          });

  Watchdog() {
    thread.setRemoveOnCancelPolicy(true);
    thread.setKeepAliveTime(10, TimeUnit.SECONDS);
    thread.allowCoreThreadTimeOut(true);
  }

  /** Does something unless it is cancelled in time. */
  Future<?> after(Duration time, Runnable bark) {
    return thread.schedule(bark, time.toMillis(), TimeUnit.MILLISECONDS);
  }
}
