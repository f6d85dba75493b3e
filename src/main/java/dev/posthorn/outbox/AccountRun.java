package dev.posthorn.outbox;

import dev.posthorn.outbox.OutboxWorker.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One run of one account: takes the account over, and delivers its messages, a few at a time, until
 * nothing of it is due, or others should have their turn. One use.
 */
final class AccountRun {
  /** After so many messages the other accounts have their turn. */
  private static final int FAIR_SHARE = 100;

  /** What was accepted while a long upload goes on is seen so soon. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /** After an interruption, what is in hand gets so long to be parked. */
  private static final Duration PARKING = Duration.ofSeconds(5);

  private final Turn turn;
  private final Claims claims;
  private final Courier courier;
  private final Desk desk;
  private final ExecutorService lanes;
  private final int atOnce;

  private int inHand;
  private long ended;
  private @Nullable OutboxException ledgerFailure;

  AccountRun(
      Turn turn, Claims claims, Courier courier, Desk desk, ExecutorService lanes, int atOnce) {
    this.turn = turn;
    this.claims = claims;
    this.courier = courier;
    this.desk = desk;
    this.lanes = lanes;
    this.atOnce = atOnce;
  }

  /**
   * What a run leaves to do.
   *
   * @param again when to look again; null when there is nothing to wait for
   * @param wakes how often the account had been called for when that was found; negative when it
   *     does not matter
   */
  record Rest(@Nullable Instant again, long wakes) {}

  /**
   * Works.
   *
   * @return empty when another run has taken the account over
   * @throws OutboxException when the ledger failed: what is in hand is found by the next run
   */
  Optional<Rest> run() throws OutboxException {
    if (!claims.take(turn, now())) {
      return Optional.empty();
    }
    try {
      return work();
    } finally {
      awaitLanes();
    }
  }

  private Optional<Rest> work() throws OutboxException {
    int begun = 0;
    while (!desk.stop().isSet()) {
      if (begun >= FAIR_SHARE && awaitLanes(LOOK_AGAIN)) {
        return soon();
      }
      // When something long is in hand, nobody gains by idle lanes.
      begun %= FAIR_SHARE;
      long endedBefore = awaitRoom();
      if (desk.stop().isSet()) {
        return soon();
      }
      Claims.Next next = claims.next(turn, now());
      if (next instanceof Claims.Claimed claimed) {
        begin(claimed.claim());
        begun++;
      } else if (next instanceof Claims.Expired expired) {
        desk.tell(new Event.Changed(expired.entry()));
      } else if (next instanceof Claims.Later later) {
        if (!awaitChange(endedBefore, later.until())) {
          tellOf(later.hold());
          return Optional.of(new Rest(later.until(), later.wakes()));
        }
      } else {
        return Optional.empty();
      }
    }
    return soon();
  }

  private Optional<Rest> soon() {
    return Optional.of(new Rest(now(), -1));
  }

  /** What is over at once, as between two messages at full pace, is nobody's news. */
  private void tellOf(Pace.@Nullable Hold hold) throws OutboxException {
    if (hold == null || hold.until().isBefore(now().plus(LOOK_AGAIN))) {
      return;
    }
    AccountState state = claims.state(turn.account());
    desk.tell(
        new Event.Held(
            new AccountState(
                turn.account(),
                state.pause(),
                Optional.of(hold.until()),
                hold.why(),
                state.live())));
  }

  private void begin(Claim claim) {
    synchronized (this) {
      inHand++;
    }
    try {
      lanes.execute(() -> deliver(claim));
    } catch (RejectedExecutionException e) {
      ended(null); // The worker stops; the claim is found by the next run.
    } catch (RuntimeException | Error e) {
      ended(null);
      throw e;
    }
  }

  private void deliver(Claim claim) {
    OutboxException failure = null;
    try {
      courier.deliver(claim);
    } catch (OutboxException e) {
      failure = e;
    } catch (RuntimeException | Error e) {
      failure = new OutboxException(OutboxException.Kind.BROKEN, "A defect: " + e, "", e);
    } finally {
      ended(failure);
    }
  }

  private synchronized void ended(@Nullable OutboxException failure) {
    inHand--;
    ended++;
    ledgerFailure = failure == null ? ledgerFailure : failure;
    notifyAll();
  }

  /** Waits until one more may be taken in hand; how many have ended by then. */
  private synchronized long awaitRoom() throws OutboxException {
    while (inHand >= atOnce && !desk.stop().isSet()) {
      pause(LOOK_AGAIN);
    }
    rethrow();
    return ended;
  }

  /**
   * Waits for a message in hand to end, or for the time. False when nothing was in hand: then what
   * was found before still holds.
   */
  private synchronized boolean awaitChange(long endedBefore, @Nullable Instant until)
      throws OutboxException {
    if (ended == endedBefore && inHand > 0) {
      Duration left = until == null ? LOOK_AGAIN : Duration.between(now(), until);
      pause(left.compareTo(LOOK_AGAIN) > 0 ? LOOK_AGAIN : left);
      rethrow();
      return true;
    }
    rethrow();
    return ended != endedBefore;
  }

  private void rethrow() throws OutboxException {
    if (ledgerFailure != null) {
      throw ledgerFailure;
    }
  }

  private void pause(Duration duration) {
    try {
      TimeUnit.MILLISECONDS.timedWait(this, Math.max(1, duration.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      desk.stop().set();
    }
  }

  /** Whether nothing is in hand within a time. */
  private synchronized boolean awaitLanes(Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    while (inHand > 0 && !desk.stop().isSet()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      pause(Duration.ofNanos(left));
    }
    return true;
  }

  /**
   * The account is not given back before all that is in hand has come to its end. Interrupted, it
   * interrupts that, too; what not even that ends stays as it was journalled, for the next run.
   */
  private synchronized void awaitLanes() {
    boolean interrupted = false;
    long end = 0;
    while (inHand > 0) {
      try {
        if (!interrupted) {
          wait();
        } else if (end > System.nanoTime()) {
          TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
        } else {
          break;
        }
      } catch (InterruptedException e) {
        end = interrupted ? end : System.nanoTime() + PARKING.toNanos();
        interrupted = true;
        lanes.shutdownNow();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Instant now() {
    return desk.clock().instant();
  }
}
