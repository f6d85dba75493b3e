package dev.posthorn.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** What every command has: its parent's options, and an exit code for an answer. */
@Command(sortOptions = false)
abstract class Subcommand {
  @ParentCommand PosthornCommand posthorn;

  /** Does the work. Failures are thrown; {@link Failure} turns them into exit codes. */
  abstract ExitCode run() throws Exception;

  final Terminal terminal() {
    return posthorn.terminal();
  }
}
