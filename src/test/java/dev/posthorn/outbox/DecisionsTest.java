package dev.posthorn.outbox;

import static dev.posthorn.outbox.EntryState.ACCEPTED;
import static dev.posthorn.outbox.EntryState.CANCELLED;
import static dev.posthorn.outbox.EntryState.OPENING;
import static dev.posthorn.outbox.EntryState.REFUSED;
import static dev.posthorn.outbox.EntryState.SENT;
import static dev.posthorn.outbox.EntryState.UNKNOWN;
import static dev.posthorn.outbox.EntryState.UPLOADING;
import static dev.posthorn.outbox.EntryState.WAITING;
import static dev.posthorn.outbox.Letters.ANN;
import static dev.posthorn.outbox.Letters.accept;
import static dev.posthorn.outbox.Letters.bytes;
import static dev.posthorn.outbox.Letters.mail;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.posthorn.message.WireMessage;
import dev.posthorn.outbox.Ledgers.Ledger;
import dev.posthorn.outbox.Outbox.Decision;
import dev.posthorn.outbox.OutboxEntry.Receipt;
import dev.posthorn.outbox.OutboxException.Kind;
import dev.posthorn.send.SendReceipt;
import dev.posthorn.testing.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every decision meets every state. */
@ParameterizedClass
@EnumSource
final class DecisionsTest {
  @TempDir Path folder;
  @Parameter Ledgers kind;
  private final ManualClock clock = ManualClock.at("2026-03-05T07:08:09Z");
  private Ledger ledger;
  private Outbox outbox;

  @BeforeEach
  void open() throws Exception {
    ledger = kind.empty(folder);
    outbox = ledger.open(clock);
  }

  @AfterEach
  void close() {
    outbox.close();
  }

  /** What a person may decide. */
  enum Action {
    CANCEL(Map.of(ACCEPTED, CANCELLED, WAITING, CANCELLED)),
    RETRY(Map.of(ACCEPTED, ACCEPTED, WAITING, WAITING, REFUSED, ACCEPTED, CANCELLED, ACCEPTED)),
    RETRY_EDITED(Map.of(REFUSED, ACCEPTED, CANCELLED, ACCEPTED)),
    SETTLE_AS_SENT(Map.of(UNKNOWN, SENT)),
    SETTLE_AS_FOUND(Map.of(UNKNOWN, SENT)),
    SEND_AGAIN(Map.of(UNKNOWN, ACCEPTED));

    @SuppressWarnings("ImmutableEnumChecker") // Map.of is immutable.
    private final Map<EntryState, EntryState> allowed;

    Action(Map<EntryState, EntryState> allowed) {
      this.allowed = allowed;
    }

    OutboxEntry on(Outbox outbox, String id) throws Exception {
      return switch (this) {
        case CANCEL -> outbox.cancel(id);
        case RETRY -> outbox.retry(id, Optional.empty());
        case RETRY_EDITED -> outbox.retry(id, Optional.of(mail("edited")));
        case SETTLE_AS_SENT -> outbox.settle(id, new Decision.Sent(Optional.empty()));
        case SETTLE_AS_FOUND -> outbox.settle(id, new Decision.Sent(Optional.of(FOUND)));
        case SEND_AGAIN -> outbox.settle(id, new Decision.SendAgain());
      };
    }
  }

  private static final SendReceipt FOUND = new SendReceipt("18f", "18e", List.of(), ANN, "api");

  @ParameterizedTest
  @EnumSource
  void aDecisionIsTakenWhereTheStateAllowsItAndElseChangesNothing(Action action) throws Exception {
    for (EntryState state : EntryState.values()) {
      String id = in(state);
      OutboxEntry before = outbox.entry(id);
      EntryState expected = action.allowed.get(state);
      if (expected == null) {
        assertThatThrownBy(() -> action.on(outbox, id))
            .as("%s of %s", action, state)
            .asInstanceOf(type(OutboxException.class))
            .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.WRONG_STATE))
            .satisfies(e -> assertThat(e).hasMessageContaining(id));
        assertThat(outbox.entry(id)).isEqualTo(before);
      } else {
        clock.advance(Duration.ofSeconds(1));
        assertThat(action.on(outbox, id).state()).as("%s of %s", action, state).isEqualTo(expected);
        assertThat(outbox.entry(id).state()).isEqualTo(expected);
        assertKeeps(id, expected != SENT);
      }
    }
  }

  private void assertKeeps(String id, boolean kept) throws Exception {
    if (kept) {
      assertThat(new String(bytes(outbox.message(id)), US_ASCII)).contains("X-Posthorn-Id: " + id);
    } else {
      assertThatThrownBy(() -> outbox.message(id)).hasMessageContaining("bytes are not kept");
    }
  }

  /** An entry that a worker left in a state. */
  private String in(EntryState state) throws Exception {
    String id = accept(outbox, state.word());
    String set =
        switch (state) {
          case ACCEPTED, UNKNOWN, CANCELLED, REFUSED -> "";
          case OPENING -> ", holder = 'w', attempts = 1";
          case UPLOADING -> ", holder = 'w', attempts = 1, way = 'SESSION', handle = 'h'";
          case WAITING -> ", attempts = 1, why = 'network down'";
          case SENT -> ", receipt_id = 'r', receipt_thread = 't', receipt_via = 'api'";
        };
    ledger.execute(
        "UPDATE posthorn_entry SET state = '"
            + state.word()
            + "'"
            + set
            + " WHERE id = '"
            + id
            + "'");
    return id;
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsDecidedAboutWhatIsNotThere(Action action) {
    for (String id : List.of("0123456789abcdef", "", "x'; --", "\u001b[31m")) {
      assertThatThrownBy(() -> action.on(outbox, id))
          .asInstanceOf(type(OutboxException.class))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.NO_SUCH_ENTRY))
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\u001b"));
    }
  }

  @Test
  void whatWaitsToBeAskedForIsNotCancelledButAskedAtOnce() throws Exception {
    String id = in(WAITING);
    ledger.execute(
        "UPDATE posthorn_entry SET handle = 'h', way = 'SESSION', due_at = due_at + 60000");

    assertThatThrownBy(() -> outbox.cancel(id)).hasMessageContaining("may be on its way");
    OutboxEntry entry = outbox.retry(id, Optional.empty());
    assertThat(entry.dueAt()).isEqualTo(clock.instant());
    assertThat(ledger.ask("SELECT handle FROM posthorn_entry")).isEqualTo("h");
  }

  @Test
  void whatIsRetriedIsLikeNewButForItsCount() throws Exception {
    String id = in(REFUSED);
    ledger.execute(
        "UPDATE posthorn_entry SET why = 'no', remedy = 'edit', attempts = 3, way = 'SESSION',"
            + " blocked = 1, expires_at = accepted_at + 1");
    clock.advance(Duration.ofMinutes(1));
    OutboxEntry entry = outbox.retry(id, Optional.empty());

    assertThat(entry.dueAt()).isEqualTo(clock.instant());
    assertThat(entry.why() + entry.remedy()).isEmpty();
    assertThat(entry.attempts()).isEqualTo(3);
    assertThat(entry.options().expires()).isNull();
    assertThat(ledger.ask("SELECT blocked FROM posthorn_entry")).isEqualTo("0");
    assertThat(ledger.ask("SELECT way FROM posthorn_entry")).isEqualTo("null");
  }

  @Test
  void anEditedMessageTakesTheOldOnesPlaceAndKeepsItsThread() throws Exception {
    WireMessage big = Letters.ofStoredSize(900_000).inThread("18c0ffee");
    String id = outbox.accept(Submission.of(ANN, big).build()).id();
    outbox.cancel(id);
    OutboxEntry entry = outbox.retry(id, Optional.of(mail("edited")));

    WireMessage now = outbox.message(id);
    assertThat(entry.subject()).isEqualTo("edited");
    assertThat(entry.size()).isEqualTo(now.size()).isLessThan(1000);
    assertThat(bytes(now)).isEqualTo(bytes(mail("edited").withHeader("X-Posthorn-Id", id)));
    assertThat(now.threadId()).contains("18c0ffee");
    assertThat(ledger.ask("SELECT conversation FROM posthorn_entry")).isEqualTo("18c0ffee");
    assertThat(ledger.ask("SELECT COUNT(*) FROM posthorn_part")).isEqualTo("1");
  }

  @Test
  void aSettledMessageShowsWhatIsKnown() throws Exception {
    OutboxEntry found = outbox.settle(in(UNKNOWN), new Decision.Sent(Optional.of(FOUND)));
    OutboxEntry told = outbox.settle(in(UNKNOWN), new Decision.Sent(Optional.empty()));

    assertThat(found.receipt()).contains(new Receipt("18f", "18e", "api"));
    assertThat(told.receipt()).contains(new Receipt("settled by hand", "", "person"));
  }

  @Test
  void theEndOfOneIsTheTurnOfTheNextInItsConversation() throws Exception {
    String first = outbox.accept(Submission.of(ANN, mail("a").inThread("t")).build()).id();
    String second = outbox.accept(Submission.of(ANN, mail("b").inThread("t")).build()).id();
    ledger.execute("UPDATE posthorn_entry SET blocked = 1 WHERE id = '" + second + "'");
    outbox.cancel(first);

    assertThat(ledger.ask("SELECT blocked FROM posthorn_entry WHERE id = '" + second + "'"))
        .isEqualTo("0");
  }

  @Test
  void whatEndedLongAgoIsForgottenWithItsKeyAndBytesAndNothingElse() throws Exception {
    for (EntryState state : EntryState.values()) {
      in(state);
    }
    ledger.execute("UPDATE posthorn_entry SET idem_key = state");
    clock.advance(Duration.ofDays(30));
    for (EntryState state : EntryState.values()) {
      in(state);
    }

    assertThat(outbox.purge(Duration.ofDays(31))).isZero();
    assertThat(outbox.purge(Duration.ofDays(30))).isEqualTo(3);
    assertThat(outbox.purge(Duration.ofDays(30))).isZero();
    assertThat(ledger.ask("SELECT COUNT(*) FROM posthorn_entry")).isEqualTo("13");
    assertThat(
            ledger.ask(
                "SELECT COUNT(*) FROM posthorn_part"
                    + " WHERE entry NOT IN (SELECT seq FROM posthorn_entry)"))
        .isEqualTo("0");
    assertThat(
            outbox
                .accept(Submission.of(ANN, mail("other")).key("sent", "other").build())
                .repeated())
        .isFalse();
    Set<EntryState> left = EnumSet.of(ACCEPTED, OPENING, UPLOADING, WAITING, UNKNOWN);
    for (EntryState state : left) {
      assertThat(
              ledger.ask(
                  "SELECT COUNT(*) FROM posthorn_entry WHERE state = '" + state.word() + "'"))
          .as(state.word())
          .isEqualTo(state == ACCEPTED ? "3" : "2");
    }
  }
}
