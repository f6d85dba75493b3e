package dev.posthorn.cli;

import dev.posthorn.auth.Patience;
import dev.posthorn.cli.probe.Arrivals;
import dev.posthorn.cli.probe.Letter;
import dev.posthorn.cli.probe.Mailbox;
import dev.posthorn.cli.probe.ProbeId;
import dev.posthorn.cli.probe.SendingLog;
import dev.posthorn.cli.probe.SendingLog.Sent;
import dev.posthorn.gmail.GmailException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/**
 * Waits until the messages of a probe are in the mailbox, or time is up.
 *
 * @param mailbox where they arrive
 * @param progress shows how many are there
 * @param clock tells the time
 * @param sleep lets it pass
 */
record ProbeWait(Mailbox mailbox, ProbeProgress progress, Clock clock, Patience.Sleep sleep) {
  private static final Duration PAUSE = Duration.ofSeconds(5);

  ProbeWait(Mailbox mailbox, ProbeProgress progress, Clock clock) {
    this(mailbox, progress, clock, Patience.real().sleep());
  }

  /** What has arrived in the end, all or not; looked for once at least. */
  Arrivals arrivals(ProbeId id, SendingLog log, Duration patience)
      throws GmailException, IOException, InterruptedException {
    Set<Letter> awaited = awaited(log);
    Instant end = clock.instant().plus(patience);
    while (true) {
      Arrivals arrivals = new Arrivals(id);
      mailbox.look().forEach(arrivals::add);
      int missing = arrivals.missing(awaited).size();
      Duration left = Duration.between(clock.instant(), end);
      if (missing == 0 || left.isNegative() || left.isZero()) {
        return arrivals;
      }
      progress.show(
          (awaited.size() - missing)
              + " of "
              + awaited.size()
              + " have arrived; waiting "
              + left.toSeconds()
              + " s more at most");
      sleep.sleep(left.compareTo(PAUSE) < 0 ? left : PAUSE);
    }
  }

  /** Those that were sent, perhaps; all of a probe that was sent elsewhere. */
  private static Set<Letter> awaited(SendingLog log) {
    Set<Letter> awaited = EnumSet.noneOf(Letter.class);
    for (Letter letter : Letter.values()) {
      Sent sent =
          log.letters().getOrDefault(letter, log.letters().isEmpty() ? Sent.SENT : Sent.NOT_SENT);
      if (sent == Sent.SENT || sent == Sent.UNKNOWN) {
        awaited.add(letter);
      }
    }
    return awaited;
  }
}
