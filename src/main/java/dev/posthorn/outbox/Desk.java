package dev.posthorn.outbox;

import dev.posthorn.outbox.OutboxWorker.Event;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a worker works with.
 *
 * @param ways the ways out
 * @param limits of accounts
 * @param clock what time it is
 * @param backoff how long to wait after failures
 * @param stop whether to begin nothing more
 * @param listener who is told
 */
record Desk(
    Ways ways,
    Function<String, Limits> limits,
    Clock clock,
    Backoff backoff,
    StopSignal stop,
    Consumer<Event> listener) {
  /** A listener that fails is its own matter: the work goes on. */
  void tell(Event event) {
    try {
      listener.accept(event);
    } catch (RuntimeException e) {
      System.getLogger(OutboxWorker.class.getName())
          .log(System.Logger.Level.WARNING, "A listener of the outbox failed", e);
    }
  }
}
