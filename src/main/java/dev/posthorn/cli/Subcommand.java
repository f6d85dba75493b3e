package dev.posthorn.cli;

import picocli.CommandLine.Command;

/** What every command has: its parent's options. */
@Command(sortOptions = false)
abstract class Subcommand extends Action {
  /** Set when the command is added to its parent's. */
  PosthornCommand posthorn;

  final Terminal terminal() {
    return posthorn.terminal();
  }
}
