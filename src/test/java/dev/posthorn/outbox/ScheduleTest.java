package dev.posthorn.outbox;

import static dev.posthorn.outbox.Letters.ANN;
import static dev.posthorn.outbox.Letters.mail;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.outbox.AccountState.By;
import dev.posthorn.outbox.AccountState.Pause;
import dev.posthorn.send.SendException.NotSent;
import dev.posthorn.send.SendException.OutcomeUnknown;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Not before, and not after, a time. */
@ParameterizedClass
@EnumSource
final class ScheduleTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path folder;
  @Parameter Ledgers kind;
  private Rehearsal rehearsal;
  private Instant inAnHour;

  @BeforeEach
  void open() throws Exception {
    rehearsal = new Rehearsal(kind.empty(folder));
    inAnHour = rehearsal.clock.instant().plus(HOUR);
  }

  @AfterEach
  void close() {
    rehearsal.close();
  }

  @Test
  void whatIsScheduledGoesAtItsTimeAndNotBefore() throws Exception {
    rehearsal.accept(ANN, mail("later"), mail -> mail.at(inAnHour));
    Claims.Later later = rehearsal.run();
    assertThat(later.until()).isEqualTo(inAnHour);
    assertThat(later.hold()).isNull();
    rehearsal.pass(HOUR.minusMillis(1));
    assertThat(rehearsal.run().until()).isEqualTo(inAnHour);
    assertThat(rehearsal.provider.calls()).isEmpty();
    rehearsal.pass(Duration.ofMillis(1));
    assertThat(rehearsal.run().until()).isNull();
    assertThat(rehearsal.provider.delivered()).containsExactly("later");
  }

  @Test
  void anotherThatIsDueEarlierIsWaitedForFirst() throws Exception {
    rehearsal.accept(ANN, mail("later"), mail -> mail.at(inAnHour));
    rehearsal.accept(
        ANN,
        mail("sooner"),
        mail -> mail.at(inAnHour.minusSeconds(60)).urgency(OutboxEntry.Urgency.LOW));
    assertThat(rehearsal.run().until()).isEqualTo(inAnHour.minusSeconds(60));
  }

  @Test
  void whatExpiredIsNotSentAndSaysSo() throws Exception {
    String id = rehearsal.accept(ANN, mail("stale"), mail -> mail.expires(inAnHour));
    rehearsal.accept("fresh");
    rehearsal.pass(HOUR);
    rehearsal.run();
    assertThat(rehearsal.provider.delivered()).containsExactly("fresh");
    assertThat(rehearsal.entry(id).state()).isEqualTo(EntryState.REFUSED);
    assertThat(rehearsal.entry(id).why()).isEqualTo("It expired before it could be sent.");
    assertThat(rehearsal.outbox.message(id).header("Subject")).contains("stale");
  }

  @Test
  void whatExpiresInAPausedAccountIsToldInTime() throws Exception {
    String id = rehearsal.accept(ANN, mail("stale"), mail -> mail.expires(inAnHour));
    rehearsal.outbox.pause(ANN, new Pause(By.PERSON, "", ""));
    assertThat(rehearsal.run().until()).isEqualTo(inAnHour);
    rehearsal.pass(HOUR);
    assertThat(rehearsal.run().until()).isNull();
    assertThat(rehearsal.entry(id).state()).isEqualTo(EntryState.REFUSED);
  }

  @Test
  void whatExpiresWhileTheAccountIsHeldIsToldInTime() throws Exception {
    rehearsal.provider.before.add(
        (call, message) -> {
          throw new NotSent(NotSent.Reason.LIMIT, "tomorrow", "", Duration.ofDays(1), null);
        });
    String id = rehearsal.accept(ANN, mail("stale"), mail -> mail.expires(inAnHour));
    Claims.Later later = rehearsal.run();
    assertThat(later.until()).isEqualTo(inAnHour);
    assertThat(later.hold().until()).isEqualTo(inAnHour.minus(HOUR).plus(Duration.ofDays(1)));
    rehearsal.pass(HOUR);
    rehearsal.run();
    assertThat(rehearsal.entry(id).state()).isEqualTo(EntryState.REFUSED);
    assertThat(rehearsal.entry(id).why()).contains("expired").contains("tomorrow");
  }

  @Test
  void whatMayHaveBeenSentNeverExpires() throws Exception {
    rehearsal.provider.after.add((call, message) -> {});
    rehearsal.provider.after.add(
        (call, message) -> {
          throw new OutcomeUnknown("lost", "", true, null);
        });
    String id = rehearsal.accept(ANN, mail("once"), mail -> mail.expires(inAnHour));
    rehearsal.run();
    assertThat(rehearsal.entry(id).state()).isEqualTo(EntryState.WAITING);
    rehearsal.pass(HOUR);
    rehearsal.run();
    assertThat(rehearsal.entry(id).state()).isEqualTo(EntryState.SENT);
  }

  @Test
  void whatIsInHandAtItsExpiryIsFinished() throws Exception {
    String id = rehearsal.accept(ANN, mail("in hand"), mail -> mail.expires(inAnHour));
    Rehearsal.Hand hand = rehearsal.takes(ANN);
    Claim claim = hand.claim();
    rehearsal.pass(HOUR);
    assertThat(hand.next()).isInstanceOf(Claims.Later.class);
    hand.deliver(claim);
    assertThat(rehearsal.entry(id).state()).isEqualTo(EntryState.SENT);
  }
}
