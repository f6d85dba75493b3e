package dev.posthorn.cli;

import picocli.CommandLine.Command;

/** What a command line can ask for. */
@Command(sortOptions = false, addMethodSubcommands = false)
abstract class Action {
  /**
   * Whether all that it does is to show something, so that nothing is lost when whoever reads has
   * seen enough ({@code posthorn labels | head -1}).
   */
  boolean onlyShows() {
    return false;
  }

  /** Who is told of settings that have no effect: nobody's log should fill with them. */
  enum Told {
    /** All who run it. */
    ALL,
    /** Those who sit at a terminal, or want more words (-v). */
    PEOPLE,
    /** Those who want more words. */
    CURIOUS
  }

  /** Who is told of settings that have no effect. */
  Told told() {
    return Told.PEOPLE;
  }

  /** Does the work. Failures are thrown; {@link Failure} turns them into exit codes. */
  abstract ExitCode run() throws Exception;
}
