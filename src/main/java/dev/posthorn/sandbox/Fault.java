package dev.posthorn.sandbox;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What goes wrong with an answer of the sandbox. What each does to the wire: {@link FaultPlan}. */
public enum Fault {
  /** The connection ends at once with a TCP RST; not one octet of an answer is sent. */
  RESET,
  /** Silence: the connection stays open and unanswered until the client, or the sandbox, ends. */
  TIMEOUT,
  /** Half of the true answer, then the end of the connection. */
  TRUNCATED,
  /** An answer that cannot be read: 200 with a body that is no JSON, or no SMTP reply. */
  GARBAGE,
  /** An error of the server, with the status and the reason that the rule names. */
  STATUS,
  /** The true answer, but it takes its time. */
  SLOW;

  /** The name in JSON. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Fault> find(String word) {
    return Arrays.stream(values()).filter(fault -> fault.word().equals(word)).findFirst();
  }
}
