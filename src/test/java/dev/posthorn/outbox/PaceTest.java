package dev.posthorn.outbox;

import static dev.posthorn.outbox.Letters.ANN;
import static dev.posthorn.outbox.Letters.mail;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.message.WireMessage;
import dev.posthorn.outbox.OutboxEntry.Via;
import dev.posthorn.outbox.Pace.Use;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.NotSent;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** No window of a minute or a day ever holds more than is allowed, whoever sends. */
@ParameterizedClass
@EnumSource
final class PaceTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final int MUCH = 1_000_000_000;

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

  @Test
  void twoWorkersInTurnsNeverPassSixtyAMinute() throws Exception {
    for (int i = 0; i < 150; i++) {
      rehearsal.accept("mail " + i);
    }
    Random random = new Random(7);
    List<Use> sends = new ArrayList<>();
    while (sends.size() < 150) {
      Rehearsal.Hand hand = rehearsal.takes(ANN);
      for (int i = 0; i < 7; i++) {
        Claims.Next next = hand.next();
        if (next instanceof Claims.Claimed claimed) {
          sends.add(new Use(now(), 1));
          rehearsal.pass(Duration.ofMillis(random.nextInt(500)));
          hand.deliver(claimed.claim());
        } else if (next instanceof Claims.Later later && later.hold() != null) {
          assertThat(later.until()).isEqualTo(later.hold().until()).isAfter(now());
          assertThat(later.hold().why()).isEqualTo("pace: 6000 units a minute");
          rehearsal.pass(Duration.between(now(), later.until()));
        }
      }
    }
    assertThat(most(sends, MINUTE)).isEqualTo(60);
  }

  @Test
  void aDraftCostsMoreThanASend() throws Exception {
    for (int i = 0; i < 60; i++) {
      rehearsal.accept(ANN, Letters.mail("mail " + i), plain -> plain.via(Via.DRAFT));
    }
    rehearsal.run();
    assertThat(rehearsal.provider.delivered()).hasSize(6_000 / 130);
  }

  @Test
  void whatIsAskedForUsesUnitsButIsNoSecondMessage() throws Exception {
    rehearsal.provider.after.add((call, message) -> {});
    rehearsal.provider.after.add(
        (call, message) -> {
          throw new SendException.OutcomeUnknown("lost", "", true, null);
        });
    rehearsal.accept("one");
    rehearsal.pass(Duration.between(now(), rehearsal.run().until()));
    rehearsal.run();
    assertThat(rehearsal.provider.delivered()).containsExactly("one");
    assertThat(rehearsal.ledger.ask("SELECT SUM(units) FROM posthorn_usage")).isEqualTo("200");
    assertThat(rehearsal.ledger.ask("SELECT SUM(messages) FROM posthorn_usage")).isEqualTo("1");
  }

  /** The largest sum in any window that slides, its start not included. */
  private static long most(List<Use> uses, Duration window) {
    long most = 0;
    long sum = 0;
    int first = 0;
    for (Use use : uses) {
      sum += use.amount();
      while (!uses.get(first).at().isAfter(use.at().minus(window))) {
        sum -= uses.get(first++).amount();
      }
      most = Math.max(most, sum);
    }
    return most;
  }

  @Test
  void noWindowPassesItsLimitAndNoWaitIsTooLong() throws Exception {
    Limits limits = new Limits(500, 100, 260, MUCH);
    Random random = new Random(11);
    List<Use> units = new ArrayList<>();
    List<Use> messages = new ArrayList<>();
    List<Use> recipients = new ArrayList<>();
    rehearsal
        .outbox
        .database()
        .write(
            connection -> {
              Accounts.makeKnown(connection, ANN);
              Pace pace = new Pace(rehearsal.outbox.database().engine(), limits, 500);
              for (int i = 0; i < 1_000; i++) {
                int count = 1 + random.nextInt(5);
                Optional<Pace.Hold> hold =
                    pace.check(connection, ANN, new Pace.Cost(100, count), now());
                if (hold.isPresent()) {
                  Instant until = hold.get().until();
                  assertThat(
                          pace.check(
                              connection, ANN, new Pace.Cost(100, count), until.minusMillis(1)))
                      .isPresent();
                  rehearsal.pass(Duration.between(now(), until));
                } else {
                  use(connection, ANN, i, count);
                  units.add(new Use(now(), 100));
                  messages.add(new Use(now(), 1));
                  recipients.add(new Use(now(), count));
                  rehearsal.pass(Duration.ofMillis(random.nextInt(random.nextInt(30_000) + 1)));
                }
              }
              return true;
            });
    assertThat(most(units, MINUTE)).isEqualTo(500);
    assertThat(most(messages, DAY)).isBetween(90L, 100L);
    assertThat(most(recipients, DAY)).isBetween(255L, 260L);
  }

  private void use(Connection connection, String account, long entry, int recipients)
      throws SQLException {
    Sql.update(
        connection,
        "INSERT INTO posthorn_usage VALUES (?, 1, ?, ?, 100, 1, ?)",
        entry,
        account,
        now(),
        recipients);
  }

  @Test
  void theDaysLimitSaysUntilWhen() throws Exception {
    rehearsal.limits = new Limits(6_000, 3, 500, MUCH);
    Instant start = now();
    for (int i = 0; i < 5; i++) {
      rehearsal.accept("mail " + i);
    }
    rehearsal.pass(Duration.ofMinutes(5));
    Claims.Later later = rehearsal.run();
    assertThat(later.until()).isEqualTo(start.plus(Duration.ofMinutes(5)).plus(DAY));
    assertThat(later.hold().why()).isEqualTo("the day's limit of 3 messages");
    rehearsal.pass(DAY);
    rehearsal.run();
    assertThat(rehearsal.provider.delivered()).hasSize(5);
  }

  @Test
  void aMessageToMoreThanADayAllowsGoesOnceNothingElseCounts() throws Exception {
    rehearsal.limits = new Limits(6_000, 500, 1, MUCH);
    String two = Letters.text("two").replace("bob@example.com", "bob@example.com, cy@example.com");
    rehearsal.accept("one");
    rehearsal.accept(ANN, WireMessage.of((two + "Hi\r\n").getBytes(US_ASCII)), plain -> plain);
    Claims.Later later = rehearsal.run();
    assertThat(later.until()).isEqualTo(now().plus(DAY));
    assertThat(later.hold().why()).isEqualTo("the day's limit of 1 recipients");
    rehearsal.pass(DAY);
    rehearsal.run();
    assertThat(rehearsal.provider.delivered()).containsExactly("one", "two");
  }

  @Test
  void whatWasSurelyNotSentCostsUnitsOnly() throws Exception {
    rehearsal.limits = new Limits(300, 1, 1, MUCH);
    for (int i = 0; i < 2; i++) {
      rehearsal.provider.before.add(
          (call, message) -> {
            throw new NotSent(NotSent.Reason.RECIPIENT, "later", "", null, null);
          });
    }
    rehearsal.accept("one");
    rehearsal.run();
    rehearsal.pass(Duration.ofSeconds(1));
    rehearsal.run();
    assertThat(used()).isEqualTo("200 units, 0 messages, 0 recipients");
    rehearsal.pass(Duration.ofSeconds(2));
    rehearsal.run();
    assertThat(rehearsal.provider.delivered()).containsExactly("one");
    assertThat(used()).isEqualTo("300 units, 1 messages, 1 recipients");
  }

  @Test
  void whatWasBeingOpenedWhenAWorkerDiedCountsOnce() throws Exception {
    rehearsal.accept("one");
    rehearsal.takes(ANN).claim();
    rehearsal.takes(ANN).claim();
    assertThat(used()).isEqualTo("200 units, 1 messages, 1 recipients");
  }

  private String used() throws Exception {
    return rehearsal.ledger.ask(
        "SELECT SUM(units) || ' units, ' || SUM(messages) || ' messages, ' || SUM(recipients)"
            + " || ' recipients' FROM posthorn_usage");
  }

  @Test
  void limitsMayBeRaisedAndLowered() throws Exception {
    for (int i = 0; i < 12; i++) {
      rehearsal.accept("mail " + i);
    }
    rehearsal.limits = new Limits(300, 500, 500, MUCH);
    rehearsal.run();
    assertThat(rehearsal.provider.delivered()).hasSize(3);
    rehearsal.limits = new Limits(800, 500, 500, MUCH);
    rehearsal.run();
    assertThat(rehearsal.provider.delivered()).hasSize(8);
    rehearsal.limits = new Limits(200, 500, 500, MUCH);
    Claims.Later later = rehearsal.run();
    assertThat(rehearsal.provider.delivered()).hasSize(8);
    assertThat(later.until()).isEqualTo(now().plus(MINUTE));
    rehearsal.pass(MINUTE);
    rehearsal.run();
    assertThat(rehearsal.provider.delivered()).hasSize(10);
  }

  @Test
  void aClockThatWasSetBackDoesNotHoldLongerThanAWindow() throws Exception {
    rehearsal.limits = new Limits(100, 500, 500, MUCH);
    rehearsal.accept("one");
    rehearsal.run();
    rehearsal.pass(Duration.ofHours(-1));
    rehearsal.accept("two");
    assertThat(rehearsal.run().until()).isEqualTo(now().plus(MINUTE));
  }

  @Test
  void accountsThatAskAtOnceDoNotPassTheProjectsLimit() throws Exception {
    int accounts = 8;
    rehearsal.limits = new Limits(6_000, 500, 500, 1_000);
    List<Callable<Integer>> workers = new ArrayList<>();
    for (int a = 0; a < accounts; a++) {
      String account = "a" + a + "@example.com";
      for (int i = 0; i < 5; i++) {
        rehearsal.accept(account, mail(account + i), plain -> plain);
      }
      Rehearsal.Hand hand = rehearsal.takes(account);
      workers.add(
          () -> {
            int claimed = 0;
            while (hand.next() instanceof Claims.Claimed) {
              claimed++;
            }
            return claimed;
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(accounts);
    try {
      int claimed = 0;
      for (Future<Integer> each : threads.invokeAll(workers)) {
        claimed += each.get();
      }
      assertThat(claimed).isEqualTo(10);
    } finally {
      threads.shutdownNow();
    }
    Claims.Later later = (Claims.Later) rehearsal.takes("a0@example.com").next();
    assertThat(later.hold().why()).isEqualTo("the project's pace: 1000 units a minute");
  }
}
