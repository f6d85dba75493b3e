package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Moments as people write them. */
class TimesTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  // Now is a Thursday.
  @CsvSource({
    "2026-11-27T09:00:00+01:00, 2026-11-27T09:00:00+01:00",
    "2026-11-27T09:00:00.250Z, 2026-11-27T09:00:00.250Z",
    "2026-11-27t08:00z, 2026-11-27T08:00:00Z",
    "2026-11-27 9:00 -05:00, 2026-11-27T14:00:00Z",
    "2026-11-27T09:00, 2026-11-27T09:00:00+01:00",
    "2026-11-27 9:00, 2026-11-27T09:00:00+01:00",
    "2026-07-01 9:00:30, 2026-07-01T09:00:30+02:00",
    "today 17:30, 2026-11-26T17:30:00+01:00",
    "today 9:00, 2026-11-26T09:00:00+01:00",
    "Tomorrow 9:00, 2026-11-27T09:00:00+01:00",
    "monday 8:00, 2026-11-30T08:00:00+01:00",
    "Mon 08:00, 2026-11-30T08:00:00+01:00",
    "thursday 17:30, 2026-11-26T17:30:00+01:00",
    "thursday 11:00, 2026-12-03T11:00:00+01:00",
    "17:30, 2026-11-26T17:30:00+01:00",
    "9:00, 2026-11-27T09:00:00+01:00",
    "12:00, 2026-11-27T12:00:00+01:00",
    "now, 2026-11-26T12:00:00+01:00",
    "+2h, 2026-11-26T14:00:00+01:00",
    "+1d2h30m10s, 2026-11-27T14:30:10+01:00",
    "+1w, 2026-12-03T12:00:00+01:00",
  })
  void aMomentIsReadWhereTheUserIs(String text, OffsetDateTime expected) {
    Times times = at("2026-11-26T12:00:00+01:00");
    assertThat(times.moment(" " + text + " ")).isEqualTo(expected.toInstant());
  }

  @ParameterizedTest
  @CsvSource({
    // Clocks go from 2:00 to 3:00 on the 28th of March, and from 3:00 to 2:00 on the 31st of
    // October.
    "2027-03-27T12:00:00+01:00, tomorrow 2:30, 2027-03-28T03:30:00+02:00",
    "2027-03-27T12:00:00+01:00, +1d, 2027-03-28T13:00:00+02:00",
    "2027-03-27T12:00:00+01:00, tomorrow 12:00, 2027-03-28T12:00:00+02:00",
    "2027-10-30T12:00:00+02:00, tomorrow 2:30, 2027-10-31T02:30:00+02:00",
    "2027-10-31T02:45:00+02:00, 2:30, 2027-11-01T02:30:00+01:00",
    "2027-10-30T12:00:00+02:00, sunday 3:00, 2027-10-31T03:00:00+01:00",
  })
  void gapsAndOverlapsAreThoseOfTheZone(String now, String text, OffsetDateTime expected) {
    assertThat(at(now).moment(text)).isEqualTo(expected.toInstant());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nope",
        "9",
        "25:00",
        "9:60",
        "9:0",
        "2026-11-27",
        "2026-13-01 9:00",
        "2026-02-30 9:00",
        "yesterday 9:00",
        "monday",
        "mo 8:00",
        "-2h",
        "+",
        "+2",
        "+2y",
        "tomorrow",
        "+-2h",
        "2h",
        "9:00 tomorrow",
        "2026-11-27T09:00+25:00",
        "2026-11-27T9+01:00",
      })
  void whatIsNoMomentIsShownWithOthersThatAre(String text) {
    assertThatThrownBy(() -> at("2026-11-26T12:00:00+01:00").moment(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("needs ")
        .hasMessageContaining("not '");
  }

  @ParameterizedTest
  @CsvSource({"30m, 30", "2h, 120", "1h30m, 90", "7d, 10080", "1w, 10080", "120s, 2"})
  void aDurationCountsFromAnotherMoment(String text, long minutes) {
    Instant start = Instant.parse("2027-01-01T00:00:00Z");
    assertThat(Times.duration(text)).isEqualTo(Duration.ofMinutes(minutes));
    assertThat(at("2026-11-26T12:00:00+01:00").momentOrAfter(start, text))
        .isEqualTo(start.plus(Duration.ofMinutes(minutes)));
  }

  @ParameterizedTest
  @CsvSource({"+30m, 2026-11-26T11:30:00Z", "17:30, 2026-11-26T16:30:00Z"})
  void whatIsNoDurationIsAMomentOfItsOwn(String text, Instant expected) {
    Instant start = Instant.parse("2027-01-01T00:00:00Z");
    assertThat(at("2026-11-26T12:00:00+01:00").momentOrAfter(start, text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "m", "1.5h", "30 m", "-1h", "9999999d"})
  void whatIsNoDurationIsRefused(String text) {
    assertThatThrownBy(() -> Times.duration(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Times at(String now) {
    return new Times(Clock.fixed(OffsetDateTime.parse(now).toInstant(), BERLIN));
  }
}
