package dev.posthorn.outbox;

import static dev.posthorn.outbox.Letters.ANN;
import static dev.posthorn.outbox.Letters.mail;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.outbox.AccountState.By;
import dev.posthorn.outbox.AccountState.Pause;
import dev.posthorn.outbox.OutboxWorker.Event;
import dev.posthorn.outbox.Rehearsal.Hand;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.NotAuthorized;
import dev.posthorn.send.SendException.Refused;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who stops an account, who lets it go on, and that the others do not notice. */
@ParameterizedClass
@EnumSource
final class PauseTest {
  private static final String BEN = "ben@example.com";
  private final NotAuthorized noConsent =
      new NotAuthorized("The consent has ended.", "Run: posthorn login", null);
  private static final Pause BY_PERSON = new Pause(By.PERSON, "holidays", "");

  @TempDir Path folder;
  @Parameter Ledgers kind;
  private Rehearsal rehearsal;

  @BeforeEach
  void open() throws Exception {
    rehearsal = new Rehearsal(kind.empty(folder));
  }

  @AfterEach
  void close() {
    rehearsal.close();
  }

  private void failAt(String where, SendException failure) {
    rehearsal.provider.always =
        (call, message) -> {
          if (call.equals(where)) {
            throw failure;
          }
        };
  }

  private void recover() {
    rehearsal.provider.always = (call, message) -> {};
  }

  @Test
  void aPersonStopsAnAccountAndOthersGoOn() throws Exception {
    rehearsal.accept("ann's");
    rehearsal.accept(BEN, mail("ben's"), plain -> plain);
    rehearsal.outbox.pause(ANN, BY_PERSON);
    assertThat(rehearsal.run().until()).isNull();
    rehearsal.run(BEN);
    assertThat(rehearsal.provider.delivered()).containsExactly("ben's");
    assertThat(rehearsal.outbox.resume(ANN, Optional.empty())).isTrue();
    rehearsal.run();
    assertThat(rehearsal.provider.delivered()).containsExactly("ben's", "ann's");
  }

  @ParameterizedTest
  @ValueSource(strings = {"choose", "open", "begin", "deliver"})
  void anEndedConsentStopsTheAccountOnceAndALoginLetsItGoOn(String where) throws Exception {
    for (int i = 0; i < 4; i++) {
      rehearsal.accept("mail " + i);
    }
    failAt(where, noConsent);
    Hand hand = rehearsal.takes(ANN);
    for (Claim claim : List.of(hand.claim(), hand.claim(), hand.claim(), hand.claim())) {
      hand.deliver(claim);
    }
    assertThat(hand.drain().until()).isNull();
    assertThat(rehearsal.events).filteredOn(Event.Paused.class::isInstance).hasSize(1);
    Pause pause = rehearsal.account(ANN).pause().orElseThrow();
    assertThat(pause).isEqualTo(new Pause(By.CONSENT, noConsent.getMessage(), noConsent.remedy()));
    recover();
    assertThat(rehearsal.outbox.resume(ANN, Optional.of(By.SERVICE))).isFalse();
    assertThat(rehearsal.outbox.resume(ANN, Optional.of(By.CONSENT))).isTrue();
    rehearsal.run();
    assertThat(rehearsal.provider.delivered())
        .containsExactlyInAnyOrder("mail 0", "mail 1", "mail 2", "mail 3");
  }

  @ParameterizedTest
  @EnumSource(
      value = Refused.Reason.class,
      names = {"UNAVAILABLE", "PERMISSION"})
  void aServiceThatRefusesTheAccountStopsIt(Refused.Reason reason) throws Exception {
    failAt("begin", new Refused(reason, "The API is off.", "Switch it on.", null));
    String id = rehearsal.accept("one");
    rehearsal.run();
    assertThat(rehearsal.account(ANN).pause().orElseThrow().by()).isEqualTo(By.SERVICE);
    assertThat(rehearsal.entry(id).state()).isEqualTo(EntryState.WAITING);
    assertThat(rehearsal.entry(id).remedy()).isEqualTo("Switch it on.");
    assertThat(rehearsal.outbox.resume(ANN, Optional.of(By.CONSENT))).isFalse();
  }

  @Test
  void aThreadThatIsNotThereRefusesItsMessageAlone() throws Exception {
    failAt("begin", new Refused(Refused.Reason.UNAVAILABLE, "Not found.", "", null));
    String id = rehearsal.accept(ANN, mail("answer").inThread("18c0ffee"), plain -> plain);
    rehearsal.run();
    assertThat(rehearsal.account(ANN).pause()).isEmpty();
    assertThat(rehearsal.entry(id).state()).isEqualTo(EntryState.REFUSED);
  }

  @Test
  void whatIsInHandWhenAPersonStopsTheAccountIsFinishedAndDoesNotUndoTheStop() throws Exception {
    rehearsal.accept("fails");
    String fine = rehearsal.accept("fine");
    rehearsal.accept("left");
    Hand hand = rehearsal.takes(ANN);
    Claim failing = hand.claim();
    Claim going = hand.claim();
    rehearsal.outbox.pause(ANN, BY_PERSON);
    hand.deliver(going);
    failAt("begin", noConsent);
    hand.deliver(failing);
    assertThat(rehearsal.entry(fine).state()).isEqualTo(EntryState.SENT);
    assertThat(rehearsal.account(ANN).pause()).contains(BY_PERSON);
    assertThat(rehearsal.outbox.resume(ANN, Optional.of(By.CONSENT))).isFalse();
    assertThat(hand.drain().until()).isNull();
  }

  @Test
  void aHandleIsKeptThroughAPauseAndAskedByAfterIt() throws Exception {
    rehearsal.provider.after.add((call, message) -> {});
    rehearsal.provider.after.add(
        (call, message) -> {
          throw new SendException.OutcomeUnknown("lost", "", true, null);
        });
    rehearsal.accept("once");
    rehearsal.run();
    failAt("resume", noConsent);
    rehearsal.pass(java.time.Duration.ofHours(1));
    rehearsal.run();
    recover();
    rehearsal.outbox.resume(ANN, Optional.of(By.CONSENT));
    rehearsal.run();
    assertThat(rehearsal.provider.delivered()).containsExactly("once");
    assertThat(rehearsal.provider.calls()).containsExactly("begin", "deliver", "resume", "resume");
  }
}
