package dev.posthorn.cli;

import dev.posthorn.outbox.Submission;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * When a message is to go, and until when.
 *
 * @param at null for now
 * @param expires null for never
 */
record Timing(@Nullable Instant at, @Nullable Instant expires) {

  /** Reads {@code --at} and {@code --expire}; to be called once, since they count from now. */
  static Timing read(@Nullable String at, @Nullable String expire, Clock clock, CommandSpec command)
      throws Stop {
    Times times = new Times(clock);
    Instant now = clock.instant();
    Instant start = null;
    Instant end = null;
    String option = "--at";
    try {
      if (at != null) {
        start = times.moment(at);
        refusePast(at, Times.isOfToday(at) && start.isBefore(now));
      }
      option = "--expire";
      if (expire != null) {
        end = times.momentOrAfter(start == null ? now : start, expire);
        refusePast(expire, !end.isAfter(now));
      }
      return new Timing(start, end);
    } catch (IllegalArgumentException e) {
      throw new Stop(
          ExitCode.USAGE,
          option + " " + e.getMessage() + ".",
          "Run: " + command.qualifiedName() + " --help");
    }
  }

  private static void refusePast(String text, boolean isPast) {
    if (isPast) {
      throw new IllegalArgumentException("'" + text + "' is past");
    }
  }

  void addTo(Submission.Builder submission) {
    if (at != null) {
      submission.at(at);
    }
    if (expires != null) {
      submission.expires(expires);
    }
  }
}
