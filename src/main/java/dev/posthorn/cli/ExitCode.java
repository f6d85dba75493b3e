package dev.posthorn.cli;

/**
 * How a command ends: sysexits(3), and one of our own for what nobody can know.
 *
 * <p>The help, the JSON errors, the README and the tests all read this table.
 */
enum ExitCode {
  OK(0, "ok", "done"),
  USAGE(64, "usage", "the arguments are wrong"),
  DATA(65, "dataerr", "not sent: the message must change"),
  NO_INPUT(
      66, "noinput", "an input file, or what is asked for in the outbox, is missing or unreadable"),
  UNAVAILABLE(69, "unavailable", "refused for good, or the Gmail API is off"),
  SOFTWARE(70, "software", "a defect in Posthorn"),
  CANNOT_CREATE(73, "cantcreat", "a file or a listener cannot be created"),
  IO(74, "ioerr", "a token file, the outbox or another file cannot be read or written"),
  TEMPORARY(75, "tempfail", "surely not sent: network, time-out or rate; trying again is safe"),
  NO_PERMISSION(77, "noperm", "no consent, or a scope is missing: posthorn login"),
  CONFIGURATION(78, "config", "credentials.json or a setting is wrong"),
  UNKNOWN(79, "unknown", "perhaps sent: look before anything is sent again"),
  INTERRUPTED(
      130, "interrupted", "stopped by Ctrl-C: perhaps sent, unless the words say otherwise");

  private final int status;
  private final String kind;
  private final String meaning;

  ExitCode(int status, String kind, String meaning) {
    this.status = status;
    this.kind = kind;
    this.meaning = meaning;
  }

  /** The process's exit status. */
  int status() {
    return status;
  }

  /** The name in JSON errors. */
  String kind() {
    return kind;
  }

  /** One line for people. */
  String meaning() {
    return meaning;
  }
}
