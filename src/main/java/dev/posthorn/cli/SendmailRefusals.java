package dev.posthorn.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What {@code sendmail} here refuses of the options that sendmail, Postfix, Exim and msmtp know,
 * with the reason and the cure. Loaded for every call, so it is plain.
 */
final class SendmailRefusals {
  private static final String HELP = "Run: posthorn sendmail --help";

  private static final List<String> NOTICES = List.of("success", "failure", "delay");
  private static final List<String> RETURNS = List.of("full", "hdrs", "headers", "off");

  /** Exim's -M…, which are about a message in its queue; another -M is a macro of sendmail's. */
  private static final List<String> EXIM_QUEUE =
      List.of(
          "", "ar", "c", "es", "f", "g", "G", "mad", "md", "rm", "set", "t", "vb", "vc", "vh",
          "vl");

  private SendmailRefusals() {}

  /** Exim's options of several letters. */
  static void refuseWord(String word) throws Stop {
    if (word.equals("-tls-on-connect")) {
      throw refused(word, "it takes no SMTP. The server that takes the mail: --smtp smtps://HOST");
    }
    if (word.startsWith("-Tqt")) {
      throw refused(word, "it belongs to Exim's own tests");
    }
  }

  /** Refuses what asks for another program, whatever its value. */
  static void refuseLetter(char letter) throws Stop {
    switch (letter) {
      case 'q' ->
          throw refused("-q", "the queue is run by: posthorn outbox run. For fewer words: --quiet");
      case 'Q' -> throw refused("-Q", "the outbox has no quarantine. See: posthorn outbox");
      case 'C' ->
          throw refused("-C", "the settings are those of one home. To choose another: --home DIR");
      case 'P' -> throw refused("-P", "it sends. What would be used is shown by: posthorn status");
      case 'S' ->
          throw refused(
              "-S",
              "it sends. The queue is shown by: posthorn outbox list; the server"
                  + " is asked by: posthorn status --check");
      case 'z' -> throw refused("-z", "it keeps no log. Write into the system's by: logger");
      default -> {}
    }
  }

  static void checkConfiguration(String which) throws Stop {
    if (!which.equals("m") && !which.equals("c")) {
      throw unknown("-A" + which);
    }
  }

  /** Exim's -N, which has no value, would send nothing: it must not be taken for sendmail's. */
  static void checkNotice(String when) throws Stop {
    String lower = when.toLowerCase(Locale.ROOT);
    boolean known = lower.equals("never") || lower.equals("off");
    if (!known && !NOTICES.containsAll(Arrays.asList(lower.split(",", -1)))) {
      throw refused(
          "-N " + when,
          "it is followed by never, success, failure or delay, and Exim's -N would send nothing");
    }
  }

  /** Exim's -R runs its queue. */
  static void checkReturn(String what) throws Stop {
    if (!RETURNS.contains(what.toLowerCase(Locale.ROOT))) {
      throw refused(
          "-R " + what,
          "it is followed by full or hdrs, and Exim's -R runs a queue; ours is run by: posthorn"
              + " outbox run");
    }
  }

  static void checkMacro(String attached) throws Stop {
    if (EXIM_QUEUE.contains(attached) || attached.startsWith("C")) {
      throw refused(
          "-M" + attached, "what waits in the outbox is shown and changed by: posthorn outbox");
    }
  }

  static Stop msmtpAccount(String name) {
    return refused(
        "-a " + name,
        "accounts are known by their addresses here. Write: --account ann@example.com");
  }

  /** A mode that is not ours: an error, but for those that are the usual one. */
  static void checkMode(String mode) throws Stop {
    switch (mode) {
      case "m", "a", "nq" -> {}
      case "s", "S" ->
          throw refused(
              "-b" + mode, "it speaks no SMTP on stdin. Give the message itself, as with -bm");
      case "h", "H", "hc" -> throw refused("-b" + mode, "it keeps no book of other hosts");
      case "t" -> throw refused("-bt", "it asks nothing. Who is behind a name: sendmail -bv NAME");
      case "vs" -> throw refused("-bvs", "only recipients are looked up, by -bv");
      case "V" -> throw refused("-bV", "its version is told by: posthorn --version");
      case "d", "D", "df", "l", "w" ->
          throw refused(
              "-b" + mode, "it is no daemon. The outbox is one: posthorn outbox run --watch");
      case "P", "pa", "pc", "pr", "pra", "pru", "pu" ->
          throw refused("-b" + mode, "the queue is shown by -bp, or by: posthorn outbox list");
      case "C", "e", "em", "F", "f", "fd", "fl", "fp", "fs", "malware", "rt", "rw" ->
          throw refused("-b" + mode, "it sends, and tests no rules of its own");
      default -> {
        if (mode.startsWith("I:")) {
          throw refused("-b" + mode, "it sends, and tells nothing about itself");
        }
        throw new Stop(ExitCode.USAGE, "-b knows no mode '" + mode + "'.", HELP);
      }
    }
  }

  static Stop refused(String option, String why) {
    return new Stop(
        ExitCode.UNAVAILABLE, "sendmail " + option + " is not possible: " + why + ".", "");
  }

  static Stop unknown(String option) {
    return new Stop(ExitCode.USAGE, "sendmail here knows no option " + option + ".", HELP);
  }
}
