package dev.posthorn.outbox;

import static dev.posthorn.outbox.Letters.ANN;
import static dev.posthorn.outbox.Letters.accept;
import static dev.posthorn.outbox.Letters.keyed;
import static dev.posthorn.outbox.Letters.mail;
import static dev.posthorn.outbox.Letters.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.outbox.AccountState.By;
import dev.posthorn.outbox.AccountState.Pause;
import dev.posthorn.outbox.Ledgers.Ledger;
import dev.posthorn.outbox.Outbox.Workload;
import dev.posthorn.outbox.OutboxException.Kind;
import dev.posthorn.testing.ManualClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What people see of the ledger, and how they stop and start accounts. */
@ParameterizedClass
@EnumSource
final class LookupTest {
  private static final String BOB = "bob@example.com";

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

  private List<String> subjects(EntryFilter filter) throws Exception {
    List<String> subjects = new ArrayList<>();
    outbox.list(filter, entry -> subjects.add(entry.subject()));
    return subjects;
  }

  private String acceptFrom(String account, String subject) throws Exception {
    return outbox.accept(Submission.of(account, mail(subject)).build()).id();
  }

  @Test
  void aListHasTheNewestFirstAndWhatIsAskedForAlone() throws Exception {
    acceptFrom(ANN, "a");
    outbox.cancel(acceptFrom(ANN, "b"));
    outbox.accept(Submission.of(BOB, mail("c")).key("k", "d").build());
    outbox.cancel(acceptFrom(BOB, "d"));
    Set<EntryState> cancelled = Set.of(EntryState.CANCELLED);
    Optional<String> none = Optional.empty();

    assertThat(subjects(Letters.all())).containsExactly("d", "c", "b", "a");
    assertThat(subjects(new EntryFilter(none, Set.of(), none, 3))).containsExactly("d", "c", "b");
    assertThat(subjects(new EntryFilter(Optional.of("Bob@Example.com"), Set.of(), none, 9)))
        .containsExactly("d", "c");
    assertThat(subjects(new EntryFilter(none, cancelled, none, 9))).containsExactly("d", "b");
    assertThat(subjects(new EntryFilter(Optional.of(BOB), cancelled, none, 9)))
        .containsExactly("d");
    assertThat(
            subjects(
                new EntryFilter(none, Set.of(EntryState.CANCELLED, EntryState.ACCEPTED), none, 9)))
        .hasSize(4);
    assertThat(subjects(new EntryFilter(none, Set.of(), Optional.of("k"), 9))).containsExactly("c");
    assertThatThrownBy(() -> new EntryFilter(none, Set.of(), none, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLongListIsReadInPagesWhileOthersWrite() throws Exception {
    accept(outbox, "first");
    try (Connection connection = ledger.connect()) {
      String columns =
          "account, state, digest, start_at, due_at, urgency, via, conversation, blocked,"
              + " recipients, recipient_count, size, accepted_at, changed_at, attempts, why, remedy";
      Sql.update(
          connection,
          "INSERT INTO posthorn_entry (id, subject, "
              + columns
              + ") WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)"
              + " SELECT CAST(i AS TEXT), CAST(i AS TEXT), "
              + columns
              + " FROM n, posthorn_entry");
    }
    List<String> subjects = new ArrayList<>();
    outbox.list(
        Letters.all(),
        entry -> {
          subjects.add(entry.subject());
          if (subjects.size() % 400 == 0) {
            writeInBetween();
          }
        });
    assertThat(subjects).hasSize(1201).startsWith("1200", "1199").endsWith("2", "1", "first");
    assertThat(subjects(new EntryFilter(Optional.empty(), Set.of(), Optional.empty(), 1001)))
        .hasSize(1001);
  }

  private void writeInBetween() {
    try {
      accept(outbox, "in between");
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anEntryIsFoundByTheFirstCharactersOfItsIdWhenNoOtherBeginsSo() throws Exception {
    String one = accept(outbox, "one");
    accept(outbox, "two");
    ledger.execute("UPDATE posthorn_entry SET id = 'aa12345678901234' WHERE subject = 'one'");
    ledger.execute("UPDATE posthorn_entry SET id = 'aa1f345678901234' WHERE subject = 'two'");

    assertThat(outbox.entry("aa12").subject()).isEqualTo("one");
    assertThat(outbox.entry("aa12345678901234").subject()).isEqualTo("one");
    assertThat(outbox.entry("aa1f").subject()).isEqualTo("two");
    for (String id : List.of("aa1", "a", "aa2", "", "g", "AA12", "aa12345678901234a", "%", one)) {
      OutboxException none = catchThrowableOfType(OutboxException.class, () -> outbox.entry(id));
      assertThat(none.kind()).as(id).isEqualTo(Kind.NO_SUCH_ENTRY);
    }
    assertThatThrownBy(() -> outbox.entry("aa1")).hasMessageContaining("several");
  }

  @Test
  void theOrderOfIdsIsThatOfTheirCharactersWhateverTheDatabasesLanguage() throws Exception {
    if (!ledger.isFile()) { // In Danish, aa comes after z.
      assertThat(
              ledger.ask(
                  "SELECT collation_name FROM information_schema.columns"
                      + " WHERE table_name = 'posthorn_entry' AND column_name = 'id'"))
          .isEqualTo("C");
    }
  }

  @Test
  void theWorkloadTellsDueFromScheduledPausedAndUnknown() throws Exception {
    acceptFrom(ANN, "due");
    outbox.accept(Submission.of(ANN, mail("later")).at(clock.instant().plusSeconds(601)).build());
    outbox.accept(Submission.of(ANN, mail("soon")).at(clock.instant().plusSeconds(600)).build());
    outbox.cancel(acceptFrom(ANN, "cancelled"));
    acceptFrom(BOB, "paused");
    outbox.pause(BOB, new Pause(By.PERSON, "why", "how"));
    for (String state : List.of("unknown", "opening", "uploading", "waiting", "refused", "sent")) {
      String id = acceptFrom(ANN, state);
      ledger.execute("UPDATE posthorn_entry SET state = '" + state + "' WHERE id = '" + id + "'");
    }

    assertThat(outbox.workload(Duration.ofMinutes(10))).isEqualTo(new Workload(5, 1, 1, 1, 4, 1));
    assertThat(outbox.workload(Duration.ZERO)).isEqualTo(new Workload(4, 2, 1, 1, 4, 1));
  }

  @Test
  void whatIsToGoLaterIsNotWaitingAndWhatIsTriedAgainIs() throws Exception {
    Instant now = clock.instant();
    outbox.accept(Submission.of(ANN, mail("later")).at(now.plusSeconds(1)).build());
    String again = acceptFrom(ANN, "again");
    ledger.execute(
        "UPDATE posthorn_entry SET state = 'waiting', due_at = "
            + now.plusSeconds(60).toEpochMilli()
            + " WHERE id = '"
            + again
            + "'");
    outbox.accept(Submission.of(BOB, mail("paused")).at(now.plusSeconds(1)).build());
    outbox.pause(BOB, new Pause(By.PERSON, "why", "how"));

    assertThat(outbox.workload(Duration.ZERO)).isEqualTo(new Workload(0, 2, 1, 0, 1, 0));
  }

  @Test
  void aKeyIsKnownUntilItIsForgotten() throws Exception {
    assertThat(outbox.knows("k")).isFalse();
    String id = outbox.accept(keyed("k", text("one"))).id();
    assertThat(outbox.knows("k")).isTrue();
    assertThat(outbox.knows("K")).isFalse();
    outbox.cancel(id);
    clock.advance(Duration.ofDays(2));
    outbox.purge(Duration.ofDays(1));
    assertThat(outbox.knows("k")).isFalse();
  }

  @Test
  void anAccountStandsStillUntilWhoStoppedItLetsItGoOn() throws Exception {
    Pause byPerson = new Pause(By.PERSON, "holidays", "resume");
    Pause byConsent = new Pause(By.CONSENT, "the consent ended", "log in");
    acceptFrom(ANN, "one");

    outbox.pause("Ann@Example.com", byConsent);
    assertThat(outbox.accounts())
        .containsExactly(new AccountState(ANN, Optional.of(byConsent), Optional.empty(), "", 1));
    assertThat(outbox.resume(ANN, Optional.of(By.SERVICE))).isFalse();
    outbox.pause(ANN, byPerson);
    outbox.pause(ANN, byConsent); // A message that was under way met it.
    assertThat(outbox.accounts().get(0).pause()).contains(byPerson);
    assertThat(outbox.resume(ANN, Optional.of(By.CONSENT))).isFalse();
    assertThat(outbox.resume("ANN@example.com", Optional.empty())).isTrue();
    assertThat(outbox.accounts().get(0).pause()).isEmpty();
    assertThat(outbox.resume(ANN, Optional.empty())).isFalse();
  }

  @Test
  void anAccountThatIsPausedBeforeItsFirstMessageIsKnown() throws Exception {
    outbox.pause(BOB, new Pause(By.PERSON, "", ""));
    acceptFrom(BOB, "one");
    acceptFrom(ANN, "two");

    assertThat(outbox.accounts()).extracting(AccountState::email).containsExactly(ANN, BOB);
    assertThat(outbox.workload(Duration.ZERO)).isEqualTo(new Workload(1, 0, 1, 0, 1, 1));
  }

  @Test
  void aMessageWhoseBytesAreDamagedIsNotGivenOut() throws Exception {
    String id = outbox.accept(Submission.of(ANN, Letters.ofStoredSize(600_000)).build()).id();
    ledger.execute("DELETE FROM posthorn_part WHERE part = 1");

    OutboxException broken = catchThrowableOfType(OutboxException.class, () -> outbox.message(id));
    assertThat(broken.kind()).isEqualTo(Kind.BROKEN);
  }
}
