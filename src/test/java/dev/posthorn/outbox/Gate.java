package dev.posthorn.outbox;

import dev.posthorn.message.WireMessage;
import dev.posthorn.send.SendException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Stops whoever comes to one call of the provider, until it is opened. Thread-safe. */
final class Gate implements RememberingProvider.Trouble {
  private final String call;
  private final boolean endsByInterruption;
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch opened = new CountDownLatch(1);

  private Gate(String call, boolean endsByInterruption) {
    this.call = call;
    this.endsByInterruption = endsByInterruption;
  }

  /** One that waits as long as it takes, as a write into a socket does. */
  static Gate at(String call) {
    return new Gate(call, false);
  }

  /** One where an interruption breaks the delivery off. */
  static Gate interruptibleAt(String call) {
    return new Gate(call, true);
  }

  @Override
  public void strike(String now, WireMessage message) throws SendException {
    if (!now.equals(call)) {
      return;
    }
    reached.countDown();
    boolean interrupted = false;
    while (true) {
      try {
        opened.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
        if (endsByInterruption) {
          Thread.currentThread().interrupt();
          throw new SendException.OutcomeUnknown("Interrupted.", "", true, e);
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  void awaitArrival() throws InterruptedException {
    if (!reached.await(5, TimeUnit.MINUTES)) {
      throw new AssertionError("Nobody came to " + call);
    }
  }

  void open() {
    opened.countDown();
  }
}
