package dev.posthorn.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.ManualClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hundred accounts with more to send than a project may, on a clock that is moved: each begins a
 * message every 300 ms in each of four lanes, asks again when its wait is over, and looks twice a
 * second, as workers do.
 */
final class PaceSimulationTest {
  private static final int ACCOUNTS = 100;
  private static final int LANES = 4;
  private static final int MINUTES = 2;
  private static final Duration TICK = Duration.ofMillis(300);
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Limits LIMITS = new Limits(15_000, 2_000, 10_000, 1_200_000);

  @TempDir Path folder;
  private final ManualClock clock = ManualClock.at("2026-03-05T07:08:09Z");
  private final Instant start = clock.instant();
  private final Instant[] next = new Instant[ACCOUNTS];
  private final int[] sentBy = new int[ACCOUNTS];
  private final List<Instant> sends = new ArrayList<>();
  private final Random chance = new Random(1);
  private final List<Integer> turns =
      new ArrayList<>(IntStream.range(0, ACCOUNTS).boxed().toList());

  @Test
  void aHundredAccountsStayWithinTheProjectsQuotaAndUseItUp(TestReporter reporter)
      throws Exception {
    try (Outbox outbox = Ledgers.SQLITE.empty(folder).open(clock)) {
      Pace pace = new Pace(outbox.database().engine(), LIMITS, LIMITS.unitsPerMinute());
      outbox.database().write(this::introduce);
      while (clock.instant().isBefore(start.plus(Duration.ofMinutes(MINUTES)))) {
        outbox.database().write(connection -> tick(connection, pace));
        clock.advance(TICK);
      }
    }
    long most = mostInAMinute();
    int first = between(0, 1);
    int second = between(1, 2);
    reporter.publishEntry(
        String.format(
            "minute 1: %d sends, minute 2: %d (%.1f a second); at most %d units in"
                + " any 60 s; an account sent %d to %d; the first minute's were gone after %.1f s",
            first,
            second,
            second / 60.0,
            most * Limits.UNITS_OF_A_SEND,
            Arrays.stream(sentBy).min().orElseThrow(),
            Arrays.stream(sentBy).max().orElseThrow(),
            Duration.between(start, sends.get(first - 1)).toMillis() / 1000.0));
    assertThat(most).isEqualTo(12_000);
    assertThat(first).isEqualTo(12_000);
    assertThat(second).isBetween(11_400, 12_000);
    assertThat(Arrays.stream(sentBy).min().orElseThrow())
        .isGreaterThan(Arrays.stream(sentBy).max().orElseThrow() / 2);
  }

  private boolean introduce(Connection connection) throws SQLException {
    Arrays.fill(next, start);
    for (int a = 0; a < ACCOUNTS; a++) {
      Accounts.makeKnown(connection, account(a));
    }
    return true;
  }

  private static String account(int number) {
    return "a" + number + "@example.com";
  }

  private boolean tick(Connection connection, Pace pace) throws SQLException {
    Collections.shuffle(turns, chance);
    for (int a : turns) {
      for (int lane = 0; lane < LANES && !next[a].isAfter(clock.instant()); lane++) {
        step(connection, pace, a);
      }
    }
    return true;
  }

  private void step(Connection connection, Pace pace, int a) throws SQLException {
    Instant now = clock.instant();
    Optional<Pace.Hold> hold = pace.check(connection, account(a), new Pace.Cost(100, 1), now);
    if (hold.isPresent()) {
      Instant look = now.plus(LOOK);
      next[a] = hold.get().until().isAfter(look) ? hold.get().until() : look;
      return;
    }
    Sql.update(
        connection,
        "INSERT INTO posthorn_usage VALUES (?, 1, ?, ?, 100, 1, 1)",
        (long) sends.size(),
        account(a),
        now);
    sends.add(now);
    sentBy[a]++;
  }

  private int between(int fromMinute, int toMinute) {
    Instant from = start.plus(Duration.ofMinutes(fromMinute));
    Instant to = start.plus(Duration.ofMinutes(toMinute));
    return (int) sends.stream().filter(at -> !at.isBefore(from) && at.isBefore(to)).count();
  }

  private long mostInAMinute() {
    int first = 0;
    int most = 0;
    for (int last = 0; last < sends.size(); last++) {
      while (!sends.get(first).isAfter(sends.get(last).minusSeconds(60))) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }
}
