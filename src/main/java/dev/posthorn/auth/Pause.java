package dev.posthorn.auth;

import java.time.Duration;

/** Letting time pass; a test's fake moves a clock instead. */
interface Pause {
  /**
   * Waits.
   *
   * @throws InterruptedException when the thread is interrupted, before or meanwhile
   */
  void sleep(Duration duration) throws InterruptedException;

  /** Real time. */
  static Pause real() {
    return duration -> Thread.sleep(duration.toMillis());
  }
}
