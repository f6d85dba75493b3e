package dev.posthorn.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that hand a message to the outbox. */
final class QueueOptions {
  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  @Option(
      names = "--queue",
      description =
          "Send nothing now: hand the message to the outbox, from which 'posthorn outbox run' sends"
              + " it. Needs no network and no consent yet. Prints the entry's id.")
  boolean queue;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description =
          "With --queue: accept this once, however often it is handed in. The same key with other"
              + " content is refused.")
  @Nullable String key;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description =
          "With --queue: send it then. 2026-11-27T09:00+01:00, \"tomorrow 9:00\", \"monday 8:00\","
              + " 17:30 (the next), +2h; without an offset, local time.")
  @Nullable String at;

  @Option(
      names = "--expire",
      paramLabel = "TIME",
      description = "With --queue: give up on it then; 30m, 2h or 7d count from --at, or from now.")
  @Nullable String expire;

  @Mixin OutboxOptions outbox;

  /** Refuses what cannot go together, before anything is read. */
  void refuseContradictions(WayOptions way) throws Stop {
    if (!queue) {
      refuse("needs --queue", "--key", "--at", "--expire", "--outbox-url");
      return;
    }
    refuse(
        "is a matter of 'posthorn outbox run', and cannot go with --queue",
        "--smtp",
        "--password-command",
        "--no-login");
    refuse("is not for the outbox, which sends in one piece", "--chunk-size");
    if (isGiven("--delivery") && way.isRaw()) {
      throw usage(
          "--delivery raw is not for the outbox, since a lost answer could not be asked for");
    }
  }

  private void refuse(String why, String... options) throws Stop {
    for (String option : options) {
      if (isGiven(option)) {
        throw usage(option + " " + why);
      }
    }
  }

  private boolean isGiven(String option) {
    return command.commandLine().getParseResult().hasMatchedOption(option);
  }

  Stop usage(String what) {
    return new Stop(ExitCode.USAGE, what + ".", "Run: " + command.qualifiedName() + " --help");
  }
}
