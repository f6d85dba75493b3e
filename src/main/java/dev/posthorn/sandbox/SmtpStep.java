package dev.posthorn.sandbox;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Plays the plan of faults around one step of an SMTP session. */
final class SmtpStep {
  /** The work of a step, which ends in a reply. */
  interface Work {
    String reply() throws IOException;
  }

  private static final String NO_ANSWER = "451 4.3.0 Temporary failure, please try again later";

  private final Faults faults;
  private final SmtpWire wire;

  SmtpStep(Faults faults, SmtpWire wire) {
    this.faults = faults;
    this.wire = wire;
  }

  /**
   * Does a step and sends its reply, or what the plan puts in their place.
   *
   * @return false when the session ends here
   */
  boolean play(String call, Work work) throws IOException {
    return play(faults.next(call), work);
  }

  boolean play(Optional<FaultRule> due, Work work) throws IOException {
    if (due.isEmpty()) {
      return said(work.reply());
    }
    FaultRule rule = due.get();
    Duration time = Duration.ofMillis(rule.shape().millis());
    if (rule.isBefore() && rule.fault() == Fault.SLOW) {
      wire.pause(time);
      return said(work.reply());
    }
    return broken(rule, rule.isBefore() ? NO_ANSWER : work.reply(), time);
  }

  private boolean broken(FaultRule rule, String reply, Duration time) throws IOException {
    switch (rule.fault()) {
      case RESET -> wire.reset();
      case TIMEOUT -> wire.silence();
      case TRUNCATED -> wire.half(reply);
      case GARBAGE -> wire.reply("lorem ipsum \u00ff\u00fe");
      case STATUS -> {
        String why = rule.shape().reason();
        return said(rule.shape().status() + " " + (why.isEmpty() ? usual(rule) : why));
      }
      case SLOW -> wire.trickle(reply, time);
    }
    return rule.fault() == Fault.GARBAGE || rule.fault() == Fault.SLOW;
  }

  private static String usual(FaultRule rule) {
    return rule.shape().status() < 500
        ? "4.3.0 The sandbox's plan of faults says: try again later"
        : "5.3.0 The sandbox's plan of faults says no";
  }

  /** A 421 ends the session (RFC 5321 §3.8). */
  private boolean said(String reply) throws IOException {
    wire.reply(reply);
    return !reply.startsWith("421");
  }
}
