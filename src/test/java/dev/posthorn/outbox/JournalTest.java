package dev.posthorn.outbox;

import static dev.posthorn.outbox.Letters.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.outbox.AccountState.Pause;
import dev.posthorn.outbox.Journal.Change;
import dev.posthorn.outbox.Rehearsal.Hand;
import dev.posthorn.send.DeliveryHandle;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.NotAuthorized;
import dev.posthorn.send.SendException.NotSent;
import dev.posthorn.send.SendException.OutcomeUnknown;
import dev.posthorn.send.SendException.Refused;
import dev.posthorn.send.SendReceipt;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What stands in the ledger at each step, and whose writing counts. */
@ParameterizedClass
@EnumSource
final class JournalTest {
  private static final SendReceipt RECEIPT = new SendReceipt("r-late", "", List.of(), ANN, "api");
  private static final DeliveryHandle HANDLE = DeliveryHandle.of("handle-late");

  @TempDir Path folder;
  @Parameter Ledgers kind;
  private Rehearsal rehearsal;
  private Journal journal;
  private String id;

  @BeforeEach
  void open() throws Exception {
    rehearsal = new Rehearsal(kind.empty(folder));
    journal = new Journal(rehearsal.outbox.database());
    id = rehearsal.accept("once");
  }

  @AfterEach
  void close() {
    rehearsal.close();
  }

  private Instant now() {
    return rehearsal.clock.instant();
  }

  private String row() throws Exception {
    return rehearsal.ledger.ask(
        "SELECT state || ' ' || COALESCE(handle, '-') || ' ' || COALESCE(way, '-')"
            + " FROM posthorn_entry");
  }

  private void failAt(String where, SendException failure) {
    rehearsal.provider.always =
        (call, message) -> {
          if (call.equals(where)) {
            throw failure;
          }
        };
  }

  @Test
  void whatIsWorthKnowingOfASentMessageIsKeptWithIt() throws Exception {
    rehearsal.provider.remark = "its signature may be broken";
    rehearsal.run();
    assertThat(rehearsal.entry(id).state()).isEqualTo(EntryState.SENT);
    assertThat(rehearsal.entry(id).why()).isEqualTo("its signature may be broken");
    assertThat(rehearsal.entry(id).remedy()).isEmpty();
  }

  /** It died with the first byte out, or not: that is not known, so no other way is chosen. */
  @Test
  void whatADeadWorkerBeganBySmtpIsGivenToNoOtherWay() throws Exception {
    Claim dead = rehearsal.takes(ANN).claim();
    assertThat(journal.uploading(dead, Way.SMTP, HANDLE, now())).isTrue();
    rehearsal.provider.way = Way.SESSION;
    failAt("choose", new NotSent("chosen again", "", null, null));
    rehearsal.run();
    assertThat(rehearsal.entry(id).state()).isEqualTo(EntryState.UNKNOWN);
    assertThat(rehearsal.provider.delivered()).isEmpty();
  }

  @Test
  void whatADeadWorkerBeganByASessionGoesOnThereAlthoughSmtpWouldBeChosenNow() throws Exception {
    Claim dead = rehearsal.takes(ANN).claim();
    DeliveryHandle begun = rehearsal.provider.open(ANN, Way.SESSION).begin(Letters.mail("once"));
    assertThat(journal.uploading(dead, Way.SESSION, begun, now())).isTrue();
    rehearsal.provider.way = Way.SMTP;
    failAt("choose", new NotSent("chosen again", "", null, null));
    rehearsal.run();
    assertThat(rehearsal.entry(id).state()).isEqualTo(EntryState.SENT);
    assertThat(rehearsal.provider.delivered()).containsExactly("once");
  }

  /** Dead before anything was journalled of a handle: surely not sent, and chosen once more. */
  @Test
  void whatADeadWorkerHadOnlyChosenIsChosenAgain() throws Exception {
    rehearsal.takes(ANN).claim();
    rehearsal.provider.way = Way.SMTP;
    rehearsal.run();
    assertThat(rehearsal.entry(id).state()).isEqualTo(EntryState.SENT);
    assertThat(rehearsal.provider.delivered()).containsExactly("once");
  }

  @Test
  void aRemarkThatFailsCostsNoReceipt() throws Exception {
    List<Throwable> failures =
        List.of(
            new NotSent("planted", "", null, null),
            new IllegalStateException("planted"),
            new StackOverflowError("planted"));
    for (Throwable failure : failures) {
      rehearsal.provider.remarking =
          (call, message) -> {
            if (failure instanceof Error error) {
              throw error;
            }
            if (failure instanceof RuntimeException defect) {
              throw defect;
            }
            throw (SendException) failure;
          };
      String next = rehearsal.accept("with " + failure);
      rehearsal.run();
      assertThat(rehearsal.entry(next).state()).as(failure.toString()).isEqualTo(EntryState.SENT);
      assertThat(rehearsal.entry(next).why()).isEmpty();
    }
    assertThat(rehearsal.provider.delivered()).doesNotHaveDuplicates();
  }

  @Test
  void eachStepIsWrittenDownBeforeItIsDone() throws Exception {
    List<String> seen = new ArrayList<>();
    RememberingProvider.Trouble look =
        (call, message) -> {
          try {
            seen.add(call + ": " + row());
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        };
    rehearsal.provider.always = look;
    rehearsal.provider.after.add((call, message) -> {});
    rehearsal.provider.after.add(
        (call, message) -> {
          throw new OutcomeUnknown("lost", "", true, null);
        });
    rehearsal.run();
    seen.add(row());
    rehearsal.pass(Duration.ofHours(1));
    rehearsal.run();
    seen.add(row());
    assertThat(seen)
        .containsExactly(
            "choose: opening - -",
            "open: opening - -",
            "begin: opening - -",
            "deliver: uploading handle-1 SESSION",
            "waiting handle-1 SESSION",
            "open: uploading handle-1 SESSION",
            "resume: uploading handle-1 SESSION",
            "sent - SESSION");
  }

  @Test
  void whatWasSurelyNotSentIsBegunAnewWithANewHandle() throws Exception {
    failAt("deliver", new NotSent("broken off", "", null, null));
    rehearsal.run();
    assertThat(row()).isEqualTo("waiting - -");
    rehearsal.provider.always = (call, message) -> {};
    rehearsal.pass(Duration.ofHours(1));
    rehearsal.run();
    assertThat(rehearsal.provider.calls()).containsExactly("begin", "deliver", "begin", "deliver");
    assertThat(row()).isEqualTo("sent - SESSION");
  }

  @Test
  void refusedWhileItIsOpenedOrOnItsWayOrAskedFor() throws Exception {
    Refused refused = new Refused(Refused.Reason.MESSAGE, "A bad address.", "Mend it.", null);
    failAt("begin", refused);
    rehearsal.run();
    assertThat(row()).isEqualTo("refused - -");
    assertThat(rehearsal.entry(id).why()).isEqualTo("A bad address.");
    assertThat(rehearsal.entry(id).remedy()).isEqualTo("Mend it.");
    rehearsal.outbox.retry(id, Optional.empty());
    failAt("deliver", refused);
    rehearsal.run();
    assertThat(row()).isEqualTo("refused - SESSION");
    rehearsal.outbox.retry(id, Optional.empty());
    failAt("deliver", new OutcomeUnknown("lost", "", true, null));
    rehearsal.run();
    failAt("resume", refused);
    rehearsal.pass(Duration.ofHours(1));
    rehearsal.run();
    assertThat(row()).isEqualTo("refused - SESSION");
  }

  @Test
  void whatNobodyCanTellIsUnknownAndNotTriedAgain() throws Exception {
    rehearsal.provider.after.add((call, message) -> {});
    rehearsal.provider.after.add(
        (call, message) -> {
          throw new OutcomeUnknown("lost", "", true, null);
        });
    rehearsal.run();
    rehearsal.provider.forgetSessions();
    rehearsal.pass(Duration.ofHours(1));
    rehearsal.run();
    assertThat(row()).isEqualTo("unknown - SESSION");
    rehearsal.pass(Duration.ofDays(30));
    assertThat(rehearsal.run().until()).isNull();
    assertThat(rehearsal.provider.delivered()).hasSize(1);
  }

  @Test
  void whoLostTheMessageCannotSendItAnyMore() throws Exception {
    Hand slow = rehearsal.takes(ANN);
    Claim claim = slow.claim();
    Hand other = rehearsal.takes(ANN);
    assertThat(journal.uploading(claim, Way.SESSION, HANDLE, now())).isFalse();
    slow.deliver(claim);
    assertThat(rehearsal.provider.calls()).containsExactly("begin");
    other.drain();
    slow.deliver(claim);
    assertThat(rehearsal.provider.delivered()).containsExactly("once");
    assertThat(slow.next()).isInstanceOf(Claims.Lost.class);
  }

  @Test
  void anotherWorkerThatTakesOverAsksFirst() throws Exception {
    Claim claim = rehearsal.takes(ANN).claim();
    DeliveryHandle handle = rehearsal.provider.open(ANN, Way.SESSION).begin(Letters.mail("once"));
    journal.uploading(claim, Way.SESSION, handle, now());
    rehearsal.run();
    assertThat(rehearsal.provider.calls()).containsExactly("begin", "resume");
    assertThat(rehearsal.provider.delivered()).containsExactly("once");
  }

  @Test
  void theReceiptOfOneWhoLostTheMessageIsAFactAllTheSame() throws Exception {
    rehearsal.provider.way = Way.SMTP;
    Claim claim = rehearsal.takes(ANN).claim();
    journal.uploading(claim, Way.SMTP, HANDLE, now());
    rehearsal.run();
    assertThat(row()).isEqualTo("unknown - SMTP");
    assertThat(journal.sent(claim, Journal.Proof.of(RECEIPT, ""), 6_000, now())).isPresent();
    assertThat(rehearsal.entry(id).state()).isEqualTo(EntryState.SENT);
    assertThat(rehearsal.entry(id).receipt().orElseThrow().id()).isEqualTo("r-late");
    assertThat(rehearsal.entry(id).why()).isEmpty();
    assertThat(rehearsal.provider.delivered()).isEmpty();
  }

  @Test
  void theFirstReceiptStaysAndOneForNothingIsDropped() throws Exception {
    Claim claim = rehearsal.takes(ANN).claim();
    rehearsal.run();
    assertThat(journal.sent(claim, Journal.Proof.of(RECEIPT, ""), 6_000, now())).isEmpty();
    assertThat(rehearsal.entry(id).receipt().orElseThrow().id()).isEqualTo("r1");
    rehearsal.outbox.purge(Duration.ZERO);
    assertThat(journal.sent(claim, Journal.Proof.of(RECEIPT, ""), 6_000, now())).isEmpty();
  }

  @Test
  void nothingElseOfOneWhoLostTheMessageCounts() throws Exception {
    Hand slow = rehearsal.takes(ANN);
    Claim claim = slow.claim();
    rehearsal.takes(ANN).claim();
    String before = row();
    Journal.Wait wait = new Journal.Wait(now(), false, "late", "");
    assertThat(journal.refused(claim, "late", "", now())).isEmpty();
    assertThat(journal.unknown(claim, "late", "", now())).isEmpty();
    assertThat(journal.waiting(claim, wait, now())).isEmpty();
    failAt("begin", new NotAuthorized("late", "", null));
    slow.deliver(claim);
    failAt("begin", new NotSent(NotSent.Reason.LIMIT, "late", "", Duration.ofHours(1), null));
    slow.deliver(claim);
    assertThat(row()).isEqualTo(before);
    assertThat(rehearsal.account(ANN).pause()).isEmpty();
    assertThat(rehearsal.account(ANN).heldUntil()).isEmpty();
    assertThat(rehearsal.events).isEmpty();
  }

  @Test
  void aTurnThatWasTakenForDeadBeforeItBeganTakesNothing() throws Exception {
    Turn slow = rehearsal.pick(ANN);
    Hand other = rehearsal.takes(ANN);
    Claims claims = new Claims(rehearsal.outbox.database(), email -> rehearsal.limits);
    assertThat(claims.take(slow, now())).isFalse();
    assertThat(other.next()).isInstanceOf(Claims.Claimed.class);
    assertThat(claims.release(slow, new AccountRun.Rest(null, -1), now())).isEmpty();
    assertThat(rehearsal.ledger.ask("SELECT COUNT(*) FROM posthorn_task")).isEqualTo("1");
  }

  @Test
  void theSameMayBeWrittenTwice() throws Exception {
    Claim claim = rehearsal.takes(ANN).claim();
    assertThat(journal.uploading(claim, Way.SESSION, HANDLE, now())).isTrue();
    assertThat(journal.uploading(claim, Way.SESSION, HANDLE, now())).isTrue();
    assertThat(journal.uploading(claim, Way.SESSION, DeliveryHandle.of("other"), now())).isFalse();
    Optional<OutboxEntry> sent = journal.sent(claim, Journal.Proof.of(RECEIPT, ""), 6_000, now());
    assertThat(sent).isPresent();
    assertThat(journal.sent(claim, Journal.Proof.of(RECEIPT, ""), 6_000, now())).isEqualTo(sent);
    assertThat(rehearsal.entry(id).receipt().orElseThrow().id()).isEqualTo("r-late");
  }

  /** The answer to the first time may be lost, and people are to be told all the same. */
  @Test
  void whatIsWrittenTwiceSaysTheSameTwiceAndIsDoneOnce() throws Exception {
    Claim claim = rehearsal.takes(ANN).claim();
    Journal.Wait wait = new Journal.Wait(now(), false, "no consent", "log in");
    Pause pause = new Pause(AccountState.By.CONSENT, "no consent", "log in");
    Optional<Change> stopped = journal.stopped(claim, wait, pause, now());
    assertThat(stopped.orElseThrow().account()).isNotNull();
    assertThat(journal.stopped(claim, wait, pause, now())).isEqualTo(stopped);

    rehearsal.outbox.resume(ANN, Optional.empty());
    Journal.Setback setback =
        new Journal.Setback(Duration.ofHours(1), failures -> Duration.ofHours(1), 6_000);
    Claim again = rehearsal.takes(ANN).claim();
    Optional<Change> held = journal.held(again, wait, setback, now());
    assertThat(journal.held(again, wait, setback, now())).isEqualTo(held);
    assertThat(rehearsal.ledger.ask("SELECT failures FROM posthorn_account")).isEqualTo("1");

    rehearsal.pass(Duration.ofHours(2));
    Claim last = rehearsal.takes(ANN).claim();
    Optional<Change> refused = journal.refused(last, "A bad address.", "Mend it.", now());
    assertThat(refused.orElseThrow().entry().state()).isEqualTo(EntryState.REFUSED);
    assertThat(journal.refused(last, "A bad address.", "Mend it.", now()).map(Change::entry))
        .isEqualTo(refused.map(Change::entry));
  }

  @Test
  void aMessageThatWasInHandWheneverAWorkerDiedLetsOthersGoFirst() throws Exception {
    for (int deaths = 0; deaths < 3; deaths++) {
      rehearsal.takes(ANN).claim();
    }
    rehearsal.accept("other");
    rehearsal.run();
    assertThat(rehearsal.provider.delivered()).containsExactly("other");
    rehearsal.pass(Duration.ofSeconds(30));
    rehearsal.run();
    assertThat(rehearsal.provider.delivered()).containsExactly("other", "once");
  }
}
