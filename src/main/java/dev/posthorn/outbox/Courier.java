package dev.posthorn.outbox;

import dev.posthorn.message.AttachmentException;
import dev.posthorn.message.InvalidMessageException;
import dev.posthorn.message.WireMessage;
import dev.posthorn.outbox.Ending.Whose;
import dev.posthorn.outbox.Journal.Change;
import dev.posthorn.outbox.OutboxWorker.Event;
import dev.posthorn.send.DeliveryHandle;
import dev.posthorn.send.ResumableDelivery;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendReceipt;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Takes one message in hand to the end of this attempt: begins it, journals the handle, delivers,
 * and journals what came of it; or asks, where an earlier attempt left a handle. Thread-safe.
 */
final class Courier {
  private final Journal journal;
  private final Database database;
  private final Desk desk;

  Courier(Database database, Desk desk) {
    this.database = database;
    this.journal = new Journal(database);
    this.desk = desk;
  }

  /**
   * Delivers, whatever comes of it.
   *
   * @throws OutboxException when the ledger fails: the message stays as it was journalled last, and
   *     the next run finds it
   */
  void deliver(Claim claim) throws OutboxException {
    try {
      int allowed = desk.limits().apply(claim.entry().account()).unitsPerMinute();
      DeliveryHandle handle = claim.handle();
      Optional<Journal.Proof> proof =
          handle == null ? begin(claim) : resume(claim, handle, message(claim));
      if (proof.isPresent()) {
        insist(() -> journal.sent(claim, proof.get(), allowed, now()))
            .ifPresent(entry -> desk.tell(new Event.Changed(entry)));
      }
    } catch (SendException e) {
      boolean inThread = claim.stored().gmailThread() != null;
      ended(claim, Ending.of(e, claim.handle() != null, inThread), e);
    } catch (AttachmentException e) {
      waits(claim, alone(), "The ledger did not give its bytes: " + e.getMessage(), "");
    } catch (RuntimeException | Error e) {
      // Whatever the defect: this message waits, and others go on.
      waits(claim, alone(), "This is a defect in Posthorn: " + e + ".", "Report it.");
    }
  }

  private static Ending.Wait alone() {
    return new Ending.Wait(true, Optional.empty(), Whose.ENTRY);
  }

  private WireMessage message(Claim claim) throws AttachmentException {
    return Parts.message(database, claim.stored());
  }

  /** Empty when it did not go: the worker stops, or the message was taken away from this run. */
  private Optional<Journal.Proof> begin(Claim claim)
      throws SendException, OutboxException, AttachmentException {
    WireMessage message;
    Way way;
    ResumableDelivery delivery;
    DeliveryHandle handle;
    try {
      message = message(claim);
      way = desk.ways().choose(claim.entry(), message);
      delivery = way(claim, way);
      handle = delivery.begin(message);
    } catch (InvalidMessageException e) {
      throw new SendException.Refused(
          SendException.Refused.Reason.MESSAGE,
          String.valueOf(e.getMessage()),
          "Correct the message.",
          e);
    }
    if (desk.stop().isSet()) {
      park(claim, new Journal.Wait(now(), false, "The worker stopped before it was sent.", ""));
      return Optional.empty();
    }
    return insist(() -> journal.uploading(claim, way, handle, now()))
        ? Optional.of(proof(claim, message, delivery.deliver(handle, message)))
        : Optional.empty();
  }

  /** Empty when nobody could be asked. */
  private Optional<Journal.Proof> resume(Claim claim, DeliveryHandle handle, WireMessage message)
      throws SendException, OutboxException {
    ResumableDelivery delivery;
    try {
      delivery = way(claim, Objects.requireNonNull(claim.way()));
    } catch (SendException e) {
      ended(claim, Ending.unasked(e), e);
      return Optional.empty();
    }
    return Optional.of(proof(claim, message, delivery.resume(handle, message)));
  }

  /** What is merely worth knowing never stands in the way of a receipt. */
  private Journal.Proof proof(Claim claim, WireMessage message, SendReceipt receipt) {
    String remark;
    try {
      remark = desk.ways().remark(claim.entry(), message, receipt);
    } catch (SendException | AttachmentException | RuntimeException | Error e) {
      remark = "";
    }
    return Journal.Proof.of(receipt, remark);
  }

  private ResumableDelivery way(Claim claim, Way way) throws SendException {
    return desk.ways().open(claim.entry().account(), way);
  }

  private void ended(Claim claim, Ending ending, SendException failure) throws OutboxException {
    String why = String.valueOf(failure.getMessage());
    String remedy = failure.remedy();
    if (ending instanceof Ending.Refuse) {
      changed(insist(() -> journal.refused(claim, why, remedy, now())));
    } else if (ending instanceof Ending.Unknown) {
      changed(insist(() -> journal.unknown(claim, why, remedy, now())));
    } else if (ending instanceof Ending.Stop stop) {
      Journal.Wait wait = new Journal.Wait(now(), stop.askFirst(), why, remedy);
      Optional<Change> change = insist(() -> journal.stopped(claim, wait, stop.pause(), now()));
      changed(change);
      change.map(Change::account).ifPresent(account -> desk.tell(new Event.Paused(account)));
    } else if (ending instanceof Ending.Wait wait) {
      waits(claim, wait, why, remedy);
    }
  }

  /** What breaks off because the worker stops says nothing of the message or the account. */
  private void waits(Claim claim, Ending.Wait wait, String why, String remedy)
      throws OutboxException {
    if (desk.stop().isSet() && wait.asked().isEmpty() && wait.whose() != Whose.PACE) {
      park(claim, new Journal.Wait(now(), wait.askFirst(), why, remedy));
      return;
    }
    Duration own = desk.backoff().after(claim.entry().attempts(), Backoff.LONGEST_OF_ENTRY);
    Instant due = now().plus(Backoff.atLeast(wait.asked(), own));
    Journal.Wait until = new Journal.Wait(due, wait.askFirst(), why, remedy);
    if (wait.whose() == Whose.ENTRY) {
      park(claim, until);
    } else {
      hold(claim, until, wait);
    }
  }

  private void park(Claim claim, Journal.Wait wait) throws OutboxException {
    changed(insist(() -> journal.waiting(claim, wait, now())));
  }

  private void hold(Claim claim, Journal.Wait until, Ending.Wait wait) throws OutboxException {
    Integer allowed =
        wait.whose() == Whose.PACE
            ? desk.limits().apply(claim.entry().account()).unitsPerMinute()
            : null;
    Journal.Setback setback =
        new Journal.Setback(
            Backoff.atLeast(wait.asked(), Duration.ZERO),
            failures ->
                Backoff.atLeast(
                    wait.asked(), desk.backoff().after(failures, Backoff.LONGEST_OF_ACCOUNT)),
            allowed);
    Optional<Change> change = insist(() -> journal.held(claim, until, setback, now()));
    changed(change);
    change.map(Change::account).ifPresent(account -> desk.tell(new Event.Held(account)));
  }

  private void changed(Optional<Change> change) {
    change.ifPresent(written -> desk.tell(new Event.Changed(written.entry())));
  }

  private Instant now() {
    return desk.clock().instant();
  }

  private <T> T insist(Insistence.Entry<T> entry) throws OutboxException {
    return new Insistence(desk).write(entry);
  }
}
