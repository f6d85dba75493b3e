package dev.posthorn.cli;

import dev.posthorn.outbox.EntryState;
import dev.posthorn.outbox.OutboxEntry;
import dev.posthorn.outbox.OutboxWorker.Event;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Counts the letters of a merge that end while a worker works, and shows it. Thread-safe. */
final class MergeTally implements Consumer<Event> {
  private final MergeTerms terms;
  private final MergeProgress progress;
  private final Consumer<Event> others;
  private final AtomicLong left;
  private final boolean verbose;

  /**
   * A count.
   *
   * @param left so many have not ended
   * @param others is told of all events, with nothing drawn on the terminal's line
   * @param verbose whether it speaks of all changes
   */
  MergeTally(
      MergeTerms terms,
      MergeProgress progress,
      Consumer<Event> others,
      long left,
      boolean verbose) {
    this.terms = terms;
    this.progress = progress;
    this.others = others;
    this.left = new AtomicLong(left);
    this.verbose = verbose;
  }

  @Override
  public void accept(Event event) {
    if (event instanceof Event.Held held && progress.isShown()) {
      progress.waits(held.account());
      return;
    }
    if (isQuiet(event)) {
      others.accept(event);
    } else {
      progress.aside(() -> others.accept(event));
    }
    if (event instanceof Event.Changed changed && isOurEnd(changed.entry())) {
      left.decrementAndGet();
      progress.step();
    }
  }

  /** Of most changes nobody says a word. */
  private boolean isQuiet(Event event) {
    return !verbose
        && event instanceof Event.Changed changed
        && changed.entry().state() != EntryState.REFUSED
        && changed.entry().state() != EntryState.UNKNOWN;
  }

  private boolean isOurEnd(OutboxEntry entry) {
    String key = entry.options().key();
    return entry.state().isEnded() && key != null && terms.isOurs(key);
  }

  /** Whether all have ended, as far as this process saw. */
  boolean isDone() {
    return left.get() <= 0;
  }
}
