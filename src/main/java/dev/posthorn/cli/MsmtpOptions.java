package dev.posthorn.cli;

import java.util.List;
import java.util.Locale;

/**
 * msmtp's long options, for callers that were set up for it. Where Posthorn has one of the same
 * name ({@code --account}, {@code --aliases}, {@code --help}, {@code --version}), Posthorn's
 * counts.
 */
final class MsmtpOptions {
  /** What becomes of one. */
  enum Meaning {
    SENDER,
    RECIPIENTS,
    VERBOSE,
    NOTHING
  }

  /** Followed by a value, attached or as the next word. */
  private static final List<String> WITHOUT_EFFECT =
      List.of(
          "--dsn-notify",
          "--dsn-return",
          "--logfile",
          "--logfile-time-format",
          "--maildomain",
          "--timeout");

  /** With an attached value, or with none. */
  private static final List<String> SWITCHES_WITHOUT_EFFECT =
      List.of(
          "--auto-from",
          "--read-envelope-from",
          "--remove-bcc-headers",
          "--set-date-header",
          "--set-from-header",
          "--set-msgid-header",
          "--syslog");

  private static final List<String> OTHER_PROGRAMS =
      List.of("--configure", "--pretend", "--rmqs", "--serverinfo");

  private static final List<String> SERVER =
      List.of(
          "--auth",
          "--domain",
          "--host",
          "--passwordeval",
          "--port",
          "--protocol",
          "--proxy-host",
          "--proxy-port",
          "--socket",
          "--source-ip",
          "--user");

  private MsmtpOptions() {}

  static boolean knows(String name) {
    return WITHOUT_EFFECT.contains(name)
        || SWITCHES_WITHOUT_EFFECT.contains(name)
        || OTHER_PROGRAMS.contains(name)
        || isOfServer(name)
        || List.of("--debug", "--file", "--from", "--read-recipients", "--undisclosed-recipients")
            .contains(name);
  }

  private static boolean isOfServer(String name) {
    return SERVER.contains(name) || name.equals("--tls") || name.startsWith("--tls-");
  }

  static boolean takesValue(String name) {
    return WITHOUT_EFFECT.contains(name) || name.equals("--from");
  }

  /**
   * What it means here.
   *
   * @throws Stop when it asks for what Posthorn does otherwise, or not at all
   */
  static Meaning meaning(String name, String value) throws Stop {
    if (WITHOUT_EFFECT.contains(name) || SWITCHES_WITHOUT_EFFECT.contains(name)) {
      return Meaning.NOTHING;
    }
    if (OTHER_PROGRAMS.contains(name)) {
      throw SendmailRefusals.refused(
          name, "it sends, and does nothing else. What would be used: posthorn status");
    }
    if (isOfServer(name)) {
      throw SendmailRefusals.refused(
          name,
          "the server is chosen by --smtp URL, its certificates by --ca-file, a password by"
              + " --password-command");
    }
    return switch (name) {
      case "--from" -> Meaning.SENDER;
      case "--read-recipients" -> Meaning.RECIPIENTS;
      case "--debug" -> Meaning.VERBOSE;
      case "--undisclosed-recipients" -> undisclosed(value);
      default -> // --file
          throw SendmailRefusals.refused(
              name, "the settings are those of one home. To choose another: --home DIR");
    };
  }

  /** Not to hide them where that is asked for would show them to each other. */
  private static Meaning undisclosed(String value) throws Stop {
    if (value.toLowerCase(Locale.ROOT).equals("off")) {
      return Meaning.NOTHING;
    }
    throw SendmailRefusals.refused(
        "--undisclosed-recipients",
        "the head goes out as it is written. Name those who are to stay unseen in Bcc, or as"
            + " recipients here, and not in To or Cc");
  }
}
