package dev.posthorn.outbox;

import static dev.posthorn.outbox.Letters.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.outbox.OutboxWorker.Event;
import dev.posthorn.outbox.Rehearsal.Hand;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.NotSent;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Failures that pass: who waits, how long, and who does not. */
@ParameterizedClass
@EnumSource
final class SetbackTest {
  private static final String BEN = "ben@example.com";
  private static final Duration HOUR = Duration.ofHours(1);

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

  private Instant now() {
    return rehearsal.clock.instant();
  }

  private static RememberingProvider.Trouble fails(SendException failure) {
    return (call, message) -> {
      if (call.equals("deliver") || call.equals("resume")) {
        throw failure;
      }
    };
  }

  private static NotSent trouble(Duration after) {
    return new NotSent(NotSent.Reason.TROUBLE, "The network is down.", "", after, null);
  }

  private static NotSent limit(Duration after) {
    return new NotSent(NotSent.Reason.LIMIT, "Too fast.", "", after, null);
  }

  @Test
  void troubleHoldsTheAccountWithAGrowingWaitAndOtherAccountsGoOn() throws Exception {
    rehearsal.provider.always = fails(trouble(null));
    String id = rehearsal.accept("one");
    rehearsal.accept("two");
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      Claims.Later later = rehearsal.run();
      waits.add(Duration.between(now(), later.until()).toSeconds());
      rehearsal.clock.advance(Duration.between(now(), later.until()));
    }
    assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L);
    assertThat(rehearsal.entry(id).why()).isEqualTo("The network is down.");
    rehearsal.provider.always = (call, message) -> {};
    rehearsal.accept(BEN, Letters.mail("ben's"), plain -> plain);
    rehearsal.run(BEN);
    assertThat(rehearsal.provider.delivered()).containsExactly("ben's");
  }

  @Test
  void aSuccessEndsTheFailuresInARow() throws Exception {
    rehearsal.provider.always = fails(trouble(null));
    rehearsal.accept("one");
    for (int i = 0; i < 5; i++) {
      rehearsal.pass(Duration.between(now(), rehearsal.run().until()));
    }
    rehearsal.provider.always = (call, message) -> {};
    rehearsal.pass(HOUR);
    rehearsal.run();
    rehearsal.provider.always = fails(trouble(null));
    rehearsal.accept("two");
    assertThat(rehearsal.run().until()).isEqualTo(now().plusSeconds(1));
  }

  @ParameterizedTest
  @EnumSource(NotSent.Reason.class)
  void theProvidersTimeIsHonoured(NotSent.Reason reason) throws Exception {
    rehearsal.provider.always = fails(new NotSent(reason, "later", "", HOUR, null));
    String id = rehearsal.accept("one");
    rehearsal.run();
    assertThat(rehearsal.entry(id).dueAt()).isEqualTo(now().plus(HOUR));
    rehearsal.provider.always = (call, message) -> {};
    rehearsal.pass(HOUR.minusMillis(1));
    rehearsal.run();
    assertThat(rehearsal.provider.delivered()).isEmpty();
    rehearsal.pass(Duration.ofMillis(1));
    rehearsal.run();
    assertThat(rehearsal.provider.delivered()).containsExactly("one");
  }

  @Test
  void whatConcernsRecipientsHoldsNobodyElse() throws Exception {
    rehearsal.provider.always =
        (call, message) -> {
          if (message.header("Subject").equals(Optional.of("bad"))) {
            throw new NotSent(NotSent.Reason.RECIPIENT, "full", "", null, null);
          }
        };
    rehearsal.accept("bad");
    rehearsal.accept("good");
    rehearsal.run();
    assertThat(rehearsal.provider.delivered()).containsExactly("good");
    assertThat(rehearsal.account(ANN).heldUntil()).isEmpty();
    assertThat(rehearsal.events).noneMatch(Event.Held.class::isInstance);
  }

  @Test
  void aPoisonousMessageDelaysTheOthersBySecondsOnly() throws Exception {
    rehearsal.provider.always =
        (call, message) -> {
          if (message.header("Subject").equals(Optional.of("poison")) && call.equals("deliver")) {
            throw trouble(null);
          }
        };
    rehearsal.accept("poison");
    for (int i = 0; i < 50; i++) {
      rehearsal.accept("mail " + i);
    }
    Instant start = now();
    while (rehearsal.provider.delivered().size() < 50) {
      rehearsal.pass(Duration.between(now(), rehearsal.run().until()));
    }
    assertThat(Duration.between(start, now())).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void manyAtOnceThatMeetTheSameAreOneSetback() throws Exception {
    rehearsal.provider.always = fails(limit(null));
    for (int i = 0; i < 4; i++) {
      rehearsal.accept("mail " + i);
    }
    Hand hand = rehearsal.takes(ANN);
    List<Claim> inHand = List.of(hand.claim(), hand.claim(), hand.claim(), hand.claim());
    for (Claim claim : inHand) {
      hand.deliver(claim);
    }
    assertThat(hand.drain().until()).isEqualTo(now().plusSeconds(1));
    assertThat(pace()).isEqualTo("3000");
    assertThat(rehearsal.events).filteredOn(Event.Held.class::isInstance).hasSize(1);
  }

  @Test
  void aLongerTimeOfTheProviderExtendsTheHold() throws Exception {
    rehearsal.accept("one");
    rehearsal.accept("two");
    Hand hand = rehearsal.takes(ANN);
    Claim one = hand.claim();
    Claim two = hand.claim();
    rehearsal.provider.always = fails(limit(null));
    hand.deliver(one);
    rehearsal.provider.always = fails(limit(HOUR));
    hand.deliver(two);
    assertThat(hand.drain().until()).isEqualTo(now().plus(HOUR));
  }

  @Test
  void aLimitHalvesThePaceAndSuccessBringsItBackOneByOne() throws Exception {
    for (String expected : List.of("3000", "1500", "750", "375", "187", "100", "100")) {
      rehearsal.provider.always = fails(limit(null));
      rehearsal.accept("slow " + expected);
      rehearsal.run();
      assertThat(pace()).isEqualTo(expected);
      rehearsal.pass(Duration.ofDays(1));
    }
    // From 1 to 60 a minute, each one more after about a minute's worth: 1 + 2 + … + 59.
    assertThat(successesUntilAllIsAllowed()).isBetween(1_700, 2_500);
  }

  private int successesUntilAllIsAllowed() throws Exception {
    return rehearsal
        .outbox
        .database()
        .write(
            connection -> {
              int successes = 0;
              while (Accounts.condition(connection, ANN).pace() != null) {
                Accounts.succeeded(connection, ANN, 6_000);
                successes++;
              }
              return successes;
            });
  }

  @Test
  void aHalvedPaceIsKeptAndOnlyByTheAccountItself() throws Exception {
    rehearsal.provider.always = fails(limit(null));
    rehearsal.accept("one");
    rehearsal.run();
    rehearsal.provider.always = (call, message) -> {};
    rehearsal.pass(Duration.ofMinutes(2));
    for (int i = 0; i < 40; i++) {
      rehearsal.accept("mail " + i);
      rehearsal.accept(BEN, Letters.mail("ben " + i), plain -> plain);
    }
    Claims.Later later = rehearsal.run();
    assertThat(rehearsal.provider.delivered()).hasSizeBetween(30, 31);
    assertThat(later.hold().why()).contains("units a minute");
    rehearsal.run(BEN);
    assertThat(rehearsal.provider.delivered()).filteredOn(s -> s.startsWith("ben")).hasSize(40);
  }

  @Test
  void thePaceOfALargeLimitComesBackToo() throws Exception {
    rehearsal.limits = new Limits(60_000, 100_000, 100_000, 1_200_000);
    rehearsal.provider.always = fails(limit(null));
    rehearsal.accept("one");
    rehearsal.run();
    rehearsal.provider.always = (call, message) -> {};
    rehearsal.pass(HOUR);
    rehearsal.run();
    assertThat(pace()).isEqualTo("30001");
  }

  @Test
  void aLimitThatWasLoweredIsWhatIsHalved() throws Exception {
    rehearsal.limits = new Limits(60_000, 100_000, 100_000, 1_200_000);
    rehearsal.provider.always = fails(limit(null));
    rehearsal.accept("one");
    rehearsal.run();
    rehearsal.limits = new Limits(6_000, 100_000, 100_000, 1_200_000);
    rehearsal.pass(HOUR);
    rehearsal.run();
    assertThat(pace()).isEqualTo("3000");
  }

  private String pace() throws Exception {
    return rehearsal.ledger.ask("SELECT pace FROM posthorn_account WHERE email = '" + ANN + "'");
  }

  @Test
  void aHoldThatIsOverIsNotShownAnyMore() throws Exception {
    rehearsal.provider.always = fails(trouble(null));
    rehearsal.accept("one");
    rehearsal.run();
    assertThat(rehearsal.account(ANN).heldUntil()).contains(now().plusSeconds(1));
    rehearsal.provider.always = (call, message) -> {};
    rehearsal.pass(HOUR);
    rehearsal.run();
    assertThat(rehearsal.account(ANN).heldUntil()).isEmpty();
    assertThat(rehearsal.account(ANN).heldFor()).isEmpty();
  }
}
