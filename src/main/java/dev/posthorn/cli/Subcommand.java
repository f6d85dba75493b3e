package dev.posthorn.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** What every command has: its parent's options. */
@Command(sortOptions = false)
abstract class Subcommand extends Action {
  /** Set by {@link Commands}. */
  @ParentCommand PosthornCommand posthorn;

  final Terminal terminal() {
    return posthorn.terminal();
  }
}
