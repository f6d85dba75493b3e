package dev.posthorn.cli;

import dev.posthorn.outbox.Submission;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/**
 * When a message is to go, and until when. Times that are past are no fault of one that was
 * accepted before: whoever hands it in again must get its id, however late that is. So they are
 * refused only where the outbox does not know the message.
 */
final class Timing {
  /** A script that makes the time and then hands in the message means now. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  private final Asked asked;
  private final @Nullable Instant at;
  private final @Nullable Instant expires;
  private final String fault;

  private Timing(Asked asked, @Nullable Instant at, @Nullable Instant expires, String fault) {
    this.asked = asked;
    this.at = at;
    this.expires = expires;
    this.fault = fault;
  }

  /** What the options say, and when and to whom they said it. */
  private record Asked(
      @Nullable String at, @Nullable String expire, Instant now, CommandSpec command) {}

  /**
   * Reads {@code --at} and {@code --expire}; to be called once, since they count from now.
   *
   * @throws Stop when one is no time at all
   */
  static Timing read(@Nullable String at, @Nullable String expire, Clock clock, CommandSpec command)
      throws Stop {
    Asked asked = new Asked(at, expire, clock.instant(), command);
    Times times = new Times(Clock.fixed(asked.now(), clock.getZone()));
    String option = "--at";
    try {
      Instant start = at == null ? null : times.moment(at);
      option = "--expire";
      Instant end =
          expire == null ? null : times.momentOrAfter(start == null ? asked.now() : start, expire);
      return new Timing(asked, start, end, fault(asked, start, end));
    } catch (IllegalArgumentException e) {
      throw stop(command, option + " " + e.getMessage());
    }
  }

  private static String fault(Asked asked, @Nullable Instant start, @Nullable Instant end) {
    if (start != null && start.isBefore(asked.now().minus(GRACE))) {
      return "--at '" + asked.at() + "' is past";
    }
    if (end != null && !end.isAfter(asked.now())) {
      return "--expire '" + asked.expire() + "' is past";
    }
    return start != null && end != null && !end.isAfter(start)
        ? "--expire '" + asked.expire() + "' is not after --at"
        : "";
  }

  private static Stop stop(CommandSpec command, String what) {
    return new Stop(ExitCode.USAGE, what + ".", "Run: " + command.qualifiedName() + " --help");
  }

  /** Whether only what was accepted before may have such times. */
  boolean isWrong() {
    return !fault.isEmpty();
  }

  /** Why it may not; empty when all may. */
  String fault() {
    return fault;
  }

  /** The refusal, for a message that was not accepted before. */
  Stop refusal() {
    return stop(asked.command(), fault);
  }

  /** Refuses, where the times are wrong. */
  void refuse() throws Stop {
    if (isWrong()) {
      throw refusal();
    }
  }

  /**
   * Whether the same words meant another time when they were given before: "tomorrow", +2h, or a
   * date that has passed since.
   */
  boolean mayHaveMoved() {
    boolean isNow = asked.now().equals(at); // A word that takes the first time back.
    return at != null && !isNow && (isWrong() || !Times.isDate(String.valueOf(asked.at())));
  }

  /**
   * The same, counted from the time that was given first.
   *
   * @param first when the first message of all was to go
   */
  Timing since(Instant first) {
    String expire = asked.expire();
    boolean lasts = expire != null && Times.isDuration(expire);
    Instant end = lasts ? first.plus(Times.duration(String.valueOf(expire))) : expires;
    String late = fault(asked, null, end);
    boolean ends = end != null && !end.isAfter(first);
    return new Timing(
        asked,
        first,
        end,
        late.isEmpty() && ends ? "--expire '" + expire + "' is not after the first --at" : late);
  }

  /** When it is to go; null for now. */
  @Nullable Instant at() {
    return at;
  }

  /** Asks for it; wrong times are not asked for, since the outbox has the message with others. */
  void addTo(Submission.Builder submission) {
    if (isWrong()) {
      return;
    }
    if (at != null) {
      submission.at(at);
    }
    if (expires != null) {
      submission.expires(expires);
    }
  }
}
