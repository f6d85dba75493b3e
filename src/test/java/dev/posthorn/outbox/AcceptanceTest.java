package dev.posthorn.outbox;

import static dev.posthorn.outbox.Letters.ANN;
import static dev.posthorn.outbox.Letters.accept;
import static dev.posthorn.outbox.Letters.bytes;
import static dev.posthorn.outbox.Letters.keyed;
import static dev.posthorn.outbox.Letters.mail;
import static dev.posthorn.outbox.Letters.text;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.posthorn.message.AttachmentException;
import dev.posthorn.message.Mail;
import dev.posthorn.message.MimeComposer;
import dev.posthorn.message.WholeMessage;
import dev.posthorn.message.WireMessage;
import dev.posthorn.outbox.Ledgers.Ledger;
import dev.posthorn.outbox.OutboxEntry.Urgency;
import dev.posthorn.outbox.OutboxEntry.Via;
import dev.posthorn.testing.ManualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is accepted is there, whole and once. */
@ParameterizedClass
@EnumSource
final class AcceptanceTest {
  private static final int PART = 256 * 1024;

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

  @Test
  void anotherProcessFindsAllThatWasAsked() throws Exception {
    Instant at = clock.instant().plus(Duration.ofDays(1));
    Submission submission =
        Submission.of(
                "Ann@Example.com",
                WireMessage.of(text("=?utf-8?q?Gr=C3=BC=C3=9Fe?=").getBytes(US_ASCII)))
            .key("k", "digest")
            .at(at)
            .expires(at.plusSeconds(1))
            .urgency(Urgency.LOW)
            .via(Via.SMTP)
            .build();
    String id = outbox.accept(submission).id();

    try (Outbox other = ledger.open()) {
      OutboxEntry entry = other.entry(id);
      assertThat(entry.account()).isEqualTo(ANN);
      assertThat(entry.state()).isEqualTo(EntryState.ACCEPTED);
      assertThat(entry.options())
          .isEqualTo(new OutboxEntry.Options("k", at, at.plusSeconds(1), Urgency.LOW, Via.SMTP));
      assertThat(entry.subject()).isEqualTo("Grüße");
      assertThat(entry.recipients()).containsExactly("bob@example.com");
      assertThat(List.of(entry.acceptedAt(), entry.changedAt())).containsOnly(clock.instant());
      assertThat(entry.dueAt()).isEqualTo(at);
      assertThat(entry.attempts()).isZero();
      assertThat(entry.receipt()).isEmpty();
      assertThat(entry.size()).isEqualTo(bytes(other.message(id)).length);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {300, PART - 1, PART, PART + 1, 2 * PART, 5 * 1024 * 1024})
  void aMessageComesBackByteForByte(int size) throws Exception {
    WireMessage given = Letters.ofStoredSize(size).inThread("18c0ffee");
    String id = outbox.accept(Submission.of(ANN, given).build()).id();

    WireMessage back = outbox.message(id);
    assertThat(bytes(back)).isEqualTo(bytes(given.withHeader("X-Posthorn-Id", id))).hasSize(size);
    assertThat(back.size()).isEqualTo(size);
    assertThat(back.threadId()).contains("18c0ffee");
    assertThat(back.header("X-Posthorn-Id")).contains(id);
    assertThat(ledger.ask("SELECT COUNT(*) FROM posthorn_part"))
        .isEqualTo(Integer.toString((size + PART - 1) / PART));
  }

  @Test
  void aMessageWithoutBodyAndAnEnvelopeOfItsOwnComesBack() throws Exception {
    WholeMessage bare =
        WholeMessage.of("Subject: bare\nBcc: eve@example.com\n\n".getBytes(US_ASCII));
    WireMessage given = bare.toWire(List.of("\"zoe z\"@example.com", "bob@example.com"));
    String id = outbox.accept(Submission.of(ANN, given).build()).id();

    WireMessage back = outbox.message(id);
    assertThat(bytes(back)).isEqualTo(bytes(given.withHeader("X-Posthorn-Id", id)));
    assertThat(back.recipients()).isEqualTo(given.recipients());
    assertThat(new String(bytes(back), US_ASCII)).contains("Bcc: eve@example.com");
  }

  @Test
  void theSameKeyAndContentIsAcceptedOnce() throws Exception {
    Acceptance first = outbox.accept(keyed("k", text("one")));
    Acceptance second = outbox.accept(keyed("k", text("one")));

    assertThat(first.repeated()).isFalse();
    assertThat(second).isEqualTo(new Acceptance(first.id(), true));
    assertThat(ledger.ask("SELECT COUNT(*) FROM posthorn_entry")).isEqualTo("1");
  }

  @Test
  void withoutAKeyTheSameMessageIsAnotherOne() throws Exception {
    assertThat(accept(outbox, "one")).isNotEqualTo(accept(outbox, "one"));
  }

  @Test
  void aKeyBelongsToOneContentEnvelopeAndAccount() throws Exception {
    WholeMessage letter = WholeMessage.of(text("one").getBytes(US_ASCII));
    String digest = letter.contentDigest();
    String id = outbox.accept(Submission.of(ANN, letter.toWire()).key("k", digest).build()).id();
    WireMessage forOthers = letter.toWire(List.of("eve@example.com"));

    for (Submission other :
        List.of(
            keyed("k", text("two")),
            Submission.of(ANN, forOthers).key("k", digest).build(),
            Submission.of("bob@example.com", letter.toWire()).key("k", digest).build())) {
      assertThatThrownBy(() -> outbox.accept(other))
          .asInstanceOf(type(OutboxException.class))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(OutboxException.Kind.KEY_TAKEN))
          .satisfies(e -> assertThat(e).hasMessageContaining("\"k\"").hasMessageContaining(id));
    }
    assertThat(outbox.accept(keyed("k", text("one"))).repeated()).isTrue();
    assertThat(ledger.ask("SELECT COUNT(*) FROM posthorn_entry")).isEqualTo("1");
  }

  @Test
  void keysThatRaceFromManyThreadsAcceptOnce() throws Exception {
    int threads = 8;
    CyclicBarrier start = new CyclicBarrier(threads);
    Callable<List<String>> all =
        () -> {
          start.await();
          try (Outbox own = ledger.open()) {
            return acceptKeys(own);
          }
        };
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<List<String>>> ids = pool.invokeAll(java.util.Collections.nCopies(threads, all));
      for (Future<List<String>> each : ids) {
        assertThat(each.get()).isEqualTo(ids.get(0).get());
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(ledger.ask("SELECT COUNT(*) FROM posthorn_entry")).isEqualTo("20");
    assertThat(ledger.ask("SELECT COUNT(*) FROM posthorn_part")).isEqualTo("20");
  }

  private static List<String> acceptKeys(Outbox outbox) {
    return IntStream.range(0, 20)
        .mapToObj(
            i -> {
              try {
                return outbox.accept(keyed("k" + i, text("same"))).id();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            })
        .collect(Collectors.toList());
  }

  @Test
  void nothingIsThereWhenAFileOfTheMessageFailsInTheMiddle() throws Exception {
    Path file = Files.write(folder.resolve("big.bin"), new byte[3 * PART]);
    WireMessage message =
        WireMessage.of(
            MimeComposer.create()
                .compose(Mail.builder().from(ANN).to("bob@example.com").attach(file).build()));
    Files.write(file, new byte[2 * PART]);

    assertThatThrownBy(() -> outbox.accept(Submission.of(ANN, message).build()))
        .isInstanceOf(AttachmentException.class)
        .hasMessageContaining("big.bin");
    assertNothingIsThere();
    accept(outbox, "the next one");
  }

  private void assertNothingIsThere() throws SQLException {
    for (String table : List.of("entry", "part", "account", "task")) {
      assertThat(ledger.ask("SELECT COUNT(*) FROM posthorn_" + table)).as(table).isEqualTo("0");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "=?utf-8?q?a=00b=0D=0Ac?=",
        "=?x-nonsense?q?a?=",
        "=?utf-8?b?!!!?=",
        "=?a b?q?c?=",
        "=??q??=",
        "=?utf-8?x?y?="
      })
  void anOddSubjectHindersNothing(String subject) throws Exception {
    String id = accept(outbox, subject);

    assertThat(outbox.entry(id).subject()).doesNotContain("\0", "\r", "\n");
  }

  @Test
  void aSubjectIsCutBetweenCharacters() throws Exception {
    String id =
        accept(outbox, ("=?utf-8?q?" + "=F0=9F=98=80".repeat(4) + "?=\r\n ").repeat(60).strip());

    assertThat(outbox.entry(id).subject()).isEqualTo("😀".repeat(200));
  }

  @Test
  void acceptingCallsAWorkerForTheDueTime() throws Exception {
    Instant at = clock.instant().plus(Duration.ofHours(1));
    outbox.accept(Submission.of(ANN, mail("late")).at(at).build());
    String late = ledger.ask("SELECT execution_time FROM posthorn_task");
    accept(outbox, "now");
    String now = ledger.ask("SELECT execution_time FROM posthorn_task");
    outbox.accept(Submission.of(ANN, mail("later")).at(at).build());

    assertThat(now).isLessThan(late);
    assertThat(ledger.ask("SELECT execution_time FROM posthorn_task")).isEqualTo(now);
    assertThat(ledger.ask("SELECT wakes FROM posthorn_account")).isEqualTo("3");
  }
}
