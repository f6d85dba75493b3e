package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** When a message is to go, and which times are refused. */
class TimingTest {
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  private static Timing read(String at, String expire) throws Stop {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    return Timing.read(at, expire, clock, new CommandLine(new SendCommand()).getCommandSpec());
  }

  @ParameterizedTest
  @CsvSource({
    "2020-01-01T00:00Z,, --at '2020-01-01T00:00Z' is past",
    "2026-11-26T11:58:59Z,, --at '2026-11-26T11:58:59Z' is past",
    "today 9:00,, --at 'today 9:00' is past",
    ", 2020-01-01T00:00Z, --expire '2020-01-01T00:00Z' is past",
    ", 2026-11-26T12:00Z, --expire '2026-11-26T12:00Z' is past",
    "+2h, +1h, --expire '+1h' is not after --at",
    "tomorrow 9:00, 17:30, --expire '17:30' is not after --at",
  })
  void timesThatCannotBeMeantAreNamed(String at, String expire, String words) throws Stop {
    Timing timing = read(at, expire);
    assertThat(timing.isWrong()).isTrue();
    assertThatThrownBy(timing::refuse)
        .isInstanceOfSatisfying(
            Stop.class, stop -> assertThat(stop.code()).isEqualTo(ExitCode.USAGE))
        .hasMessage(words + ".");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-26T11:59:30Z,",
    "now,",
    "9:00,",
    "tomorrow 9:00, 2d",
    "+2h, +3h",
    ", 30m",
  })
  void aMinuteOfGraceAndWhatIsAheadAreTaken(String at, String expire) throws Stop {
    Timing timing = read(at, expire);
    assertThat(timing.fault()).isEmpty();
    timing.refuse();
  }

  @ParameterizedTest
  @CsvSource({
    "+2h, true",
    "tomorrow 9:00, true",
    "17:30, true",
    "2099-01-01T00:00Z, false",
    "2099-01-01 9:00, false",
    "2020-01-01T00:00Z, true",
    "now, false",
  })
  void wordsThatMeanAnotherTimeWhenTheyAreSaidAgainAreKnown(String at, boolean moves) throws Stop {
    assertThat(read(at, null).mayHaveMoved()).isEqualTo(moves);
  }

  @Test
  void whatIsCountedFromTheFirstTimeEndsAfterIt() throws Stop {
    Instant first = NOW.minusSeconds(3600);
    Timing kept = read("2026-11-26T11:00Z", "2h").since(first);
    assertThat(kept.isWrong()).isFalse();
    assertThat(kept.at()).isEqualTo(first);
    assertThat(read("2026-11-26T11:00Z", "30m").since(first).fault())
        .isEqualTo("--expire '30m' is past");
  }
}
