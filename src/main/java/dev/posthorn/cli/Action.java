package dev.posthorn.cli;

import picocli.CommandLine.Command;

/** What a command line can ask for. */
@Command(sortOptions = false, addMethodSubcommands = false)
abstract class Action {
  /** Does the work. Failures are thrown; {@link Failure} turns them into exit codes. */
  abstract ExitCode run() throws Exception;
}
