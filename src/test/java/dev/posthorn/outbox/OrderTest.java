package dev.posthorn.outbox;

import static dev.posthorn.outbox.Letters.ANN;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.message.WireMessage;
import dev.posthorn.outbox.OutboxEntry.Urgency;
import dev.posthorn.outbox.OutboxWorker.Event;
import dev.posthorn.outbox.Rehearsal.Hand;
import dev.posthorn.send.RefusedRecipient;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.NotSent;
import dev.posthorn.send.SendException.OutcomeUnknown;
import dev.posthorn.send.SendException.Refused;
import java.nio.file.Path;
import java.time.Duration;
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

/** What goes before what. */
@ParameterizedClass
@EnumSource
final class OrderTest {
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

  private static WireMessage mail(String subject, String fields) {
    return WireMessage.of(
        ("From: ann@example.com\r\nTo: bob@example.com\r\nSubject: "
                + subject
                + "\r\n"
                + fields
                + "\r\nHi\r\n")
            .getBytes(US_ASCII));
  }

  /** As git send-email writes a series: the cover letter, and patches in reply to it. */
  private String patch(int number) throws Exception {
    String fields = "Message-ID: <" + number + "@git>\r\n";
    String reply = number == 0 ? "" : "In-Reply-To: <0@git>\r\nReferences: <0@git>\r\n";
    return rehearsal.accept(ANN, mail("patch " + number, fields + reply), plain -> plain);
  }

  private List<String> sent() {
    return rehearsal.provider.delivered();
  }

  @Test
  void urgencyCountsThenTheDueTimeThenTheOrderOfAcceptance() throws Exception {
    Duration later = Duration.ofMinutes(2);
    rehearsal.accept(ANN, Letters.mail("low"), mail -> mail.urgency(Urgency.LOW));
    rehearsal.accept(
        ANN, Letters.mail("due later"), mail -> mail.at(rehearsal.clock.instant().plus(later)));
    rehearsal.pass(Duration.ofMinutes(1));
    rehearsal.accept("first");
    rehearsal.accept("second");
    rehearsal.accept(ANN, Letters.mail("urgent"), mail -> mail.urgency(Urgency.HIGH));
    rehearsal.pass(later);
    rehearsal.run();
    assertThat(sent()).containsExactly("urgent", "first", "second", "due later", "low");
  }

  @Test
  void aSeriesOfPatchesKeepsItsOrderWhileOneIsOnItsWay() throws Exception {
    patch(0);
    patch(1);
    patch(2);
    rehearsal.accept("other");
    Hand hand = rehearsal.takes(ANN);
    Claim cover = hand.claim();
    assertThat(cover.entry().subject()).isEqualTo("patch 0");
    Claim other = hand.claim();
    assertThat(other.entry().subject()).isEqualTo("other");
    assertThat(hand.next()).isInstanceOf(Claims.Later.class);
    hand.deliver(other);
    hand.deliver(cover);
    hand.drain();
    assertThat(sent()).containsExactly("other", "patch 0", "patch 1", "patch 2");
  }

  @Test
  void anAnswerThatOnlySaysInReplyToWaitsToo() throws Exception {
    patch(0);
    String reply = "Message-ID: <re@git>\r\nIn-Reply-To: <0@git>\r\n";
    rehearsal.accept(ANN, mail("answer", reply), mail -> mail.urgency(Urgency.HIGH));
    rehearsal.run();
    assertThat(sent()).containsExactly("patch 0", "answer");
  }

  @Test
  void messagesOfOneGmailThreadKeepTheirOrder() throws Exception {
    rehearsal.accept(ANN, Letters.mail("one").inThread("18c0ffee"), plain -> plain);
    rehearsal.accept(
        ANN, Letters.mail("two").inThread("18c0ffee"), mail -> mail.urgency(Urgency.HIGH));
    rehearsal.run();
    assertThat(sent()).containsExactly("one", "two");
  }

  @Test
  void messagesWithoutAnyIdDoNotWaitForEachOther() throws Exception {
    rehearsal.accept(ANN, mail("one", ""), plain -> plain);
    rehearsal.accept(ANN, mail("two", ""), plain -> plain);
    Hand hand = rehearsal.takes(ANN);
    hand.claim();
    assertThat(hand.claim().entry().subject()).isEqualTo("two");
  }

  @Test
  void theFirstOfASeriesThatFailsHoldsTheOthersBackAndIsOvertakenByStrangers() throws Exception {
    fails(new NotSent(List.of(new RefusedRecipient("bob@example.com", "full")), "full", "", HOUR));
    patch(0);
    patch(1);
    rehearsal.accept("other");
    assertThat(rehearsal.run().until()).isEqualTo(rehearsal.clock.instant().plus(HOUR));
    assertThat(sent()).containsExactly("other");
    rehearsal.pass(HOUR);
    rehearsal.run();
    assertThat(sent()).containsExactly("other", "patch 0", "patch 1");
  }

  /** How the first of a conversation may end without being sent. */
  enum End {
    REFUSED,
    UNKNOWN,
    CANCELLED,
    EXPIRED
  }

  @ParameterizedTest
  @EnumSource
  void theEndOfTheFirstWhateverItIsIsTheTurnOfTheNext(End end) throws Exception {
    String first =
        rehearsal.accept(
            ANN,
            mail("patch 0", "Message-ID: <0@git>\r\n"),
            mail -> mail.expires(rehearsal.clock.instant().plus(HOUR)));
    patch(1);
    patch(2);
    fails(
        switch (end) {
          case REFUSED -> new Refused(Refused.Reason.MESSAGE, "no", "", null);
          case UNKNOWN -> new OutcomeUnknown("lost", "", false, null);
          case CANCELLED, EXPIRED ->
              new NotSent(NotSent.Reason.RECIPIENT, "later", "", HOUR.multipliedBy(2), null);
        });
    Claims.Later later = rehearsal.run();
    if (end == End.CANCELLED) {
      assertThat(sent()).isEmpty();
      rehearsal.outbox.cancel(first);
      rehearsal.run();
    } else if (end == End.EXPIRED) {
      assertThat(later.until()).isEqualTo(rehearsal.clock.instant().plus(HOUR));
      rehearsal.pass(HOUR);
      rehearsal.run();
      assertThat(rehearsal.entry(first).why()).contains("expired").contains("later");
    }
    assertThat(sent()).containsExactly("patch 1", "patch 2");
  }

  @Test
  void oneThatIsScheduledForLaterLetsThoseBeforeItsTimePass() throws Exception {
    rehearsal.accept(
        ANN,
        mail("scheduled", "Message-ID: <0@git>\r\n"),
        mail -> mail.at(rehearsal.clock.instant().plus(HOUR)));
    patch(1);
    rehearsal.run();
    assertThat(sent()).containsExactly("patch 1");
    rehearsal.pass(HOUR);
    rehearsal.run();
    assertThat(sent()).containsExactly("patch 1", "scheduled");
  }

  @Test
  void oneThatWasRefusedAndIsTriedAgainGoesBeforeThoseThatWait() throws Exception {
    fails(new Refused(Refused.Reason.MESSAGE, "no", "", null));
    String first = patch(0);
    rehearsal.run();
    patch(1);
    rehearsal.outbox.retry(first, Optional.empty());
    rehearsal.run();
    assertThat(sent()).containsExactly("patch 0", "patch 1");
  }

  @Test
  void manyInOneThreadAreLookedAtOnce() throws Exception {
    for (int i = 0; i < 300; i++) {
      patch(i);
    }
    rehearsal.accept("other");
    Hand hand = rehearsal.takes(ANN);
    hand.claim();
    assertThat(hand.claim().entry().subject()).isEqualTo("other");
    assertThat(rehearsal.ledger.ask("SELECT COUNT(*) FROM posthorn_entry WHERE blocked = 1"))
        .isEqualTo("299");
  }

  @Test
  void anExpiryIsAnEndThatIsTold() throws Exception {
    rehearsal.accept(
        ANN,
        mail("patch 0", ""),
        mail -> mail.expires(rehearsal.clock.instant().plus(Duration.ofSeconds(1))));
    rehearsal.pass(Duration.ofSeconds(1));
    Claims.Next next = rehearsal.takes(ANN).next();
    assertThat(((Claims.Expired) next).entry().state()).isEqualTo(EntryState.REFUSED);
    assertThat(rehearsal.events).filteredOn(Event.Paused.class::isInstance).isEmpty();
  }

  private void fails(SendException failure) {
    rehearsal.provider.before.add((call, message) -> {});
    rehearsal.provider.before.add(
        (call, message) -> {
          throw failure;
        });
  }
}
