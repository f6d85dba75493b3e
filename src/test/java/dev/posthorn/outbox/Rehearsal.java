package dev.posthorn.outbox;

import static dev.posthorn.outbox.Letters.ANN;

import dev.posthorn.message.WireMessage;
import dev.posthorn.outbox.Ledgers.Ledger;
import dev.posthorn.outbox.OutboxWorker.Event;
import dev.posthorn.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * What a worker does, step by step on the test's own thread, by a clock that stands still until it
 * is moved: with the ledger's own claims and courier, but without threads and db-scheduler.
 */
final class Rehearsal implements AutoCloseable {
  final ManualClock clock = ManualClock.at("2026-03-05T07:08:09Z");
  final RememberingProvider provider = new RememberingProvider();
  final List<Event> events = new ArrayList<>();
  final Ledger ledger;
  final Outbox outbox;
  Limits limits = new Limits(6_000, 500, 500, 1_200_000);

  /** From 0 to 1: how much of the half of a wait that is up to chance is left out. */
  double chance;

  private final StopSignal stop = new StopSignal();

  Rehearsal(Ledger ledger) throws Exception {
    this.ledger = ledger;
    this.outbox = ledger.open(clock);
  }

  String accept(String subject) throws Exception {
    return accept(ANN, Letters.mail(subject), plain -> plain);
  }

  String accept(String account, WireMessage message, UnaryOperator<Submission.Builder> settings)
      throws Exception {
    return outbox.accept(settings.apply(Submission.of(account, message)).build()).id();
  }

  OutboxEntry entry(String id) throws Exception {
    return outbox.entry(id);
  }

  AccountState account(String email) throws Exception {
    return outbox.accounts().stream().filter(a -> a.email().equals(email)).findAny().orElseThrow();
  }

  void stop() {
    stop.set();
  }

  /** A worker of its own, taking its turn with an account as if the one before had died. */
  Hand takes(String account) throws Exception {
    Turn turn = pick(account);
    Claims claims = new Claims(outbox.database(), email -> limits);
    if (!claims.take(turn, clock.instant())) {
      throw new AssertionError("The turn was not ours.");
    }
    return new Hand(turn, claims);
  }

  /** Does what db-scheduler does before an execution. */
  Turn pick(String account) throws Exception {
    return outbox
        .database()
        .write(
            connection -> {
              Accounts.makeKnown(connection, account);
              Wakes.wake(connection, account, clock.instant());
              Sql.update(
                  connection,
                  "UPDATE posthorn_task SET picked = ?, version = version + 1"
                      + " WHERE task_instance = ?",
                  true,
                  account);
              long version =
                  Sql.number(
                      connection,
                      "SELECT version FROM posthorn_task WHERE task_instance = ?",
                      account);
              return new Turn(account, UUID.randomUUID().toString(), version);
            });
  }

  /** A new turn of an account, until nothing of it goes any more for now: what it waits for. */
  Claims.Later run(String account) throws Exception {
    return takes(account).drain();
  }

  Claims.Later run() throws Exception {
    return run(ANN);
  }

  /** A worker that has an account. */
  final class Hand {
    final Turn turn;
    final Claims claims;
    final Courier courier = new Courier(outbox.database(), desk());

    private Hand(Turn turn, Claims claims) {
      this.turn = turn;
      this.claims = claims;
    }

    Claims.Next next() throws Exception {
      return claims.next(turn, clock.instant());
    }

    /** The next message, in hand. */
    Claim claim() throws Exception {
      return ((Claims.Claimed) next()).claim();
    }

    void deliver(Claim claim) throws Exception {
      courier.deliver(claim);
    }

    Claims.Later drain() throws Exception {
      while (true) {
        Claims.Next next = next();
        if (next instanceof Claims.Claimed claimed) {
          deliver(claimed.claim());
        } else if (next instanceof Claims.Later later) {
          return later;
        } else if (next instanceof Claims.Lost) {
          throw new AssertionError("The account was lost.");
        }
      }
    }
  }

  Desk desk() {
    return new Desk(provider, email -> limits, clock, new Backoff(() -> chance), stop, events::add);
  }

  void pass(Duration time) {
    clock.advance(time);
  }

  @Override
  public void close() {
    outbox.close();
  }
}
