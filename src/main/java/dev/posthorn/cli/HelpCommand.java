package dev.posthorn.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code posthorn help}: picocli's own takes no options that are inherited. */
@Command(
    name = HelpCommand.NAME,
    description = "Prints the help of a command.",
    footer = {"  posthorn help send                 the same as: posthorn send --help"})
final class HelpCommand extends Subcommand {
  static final String NAME = "help";

  @Spec CommandSpec spec;

  @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "Which command.")
  List<String> topic = new ArrayList<>();

  @Override
  boolean onlyShows() {
    return true;
  }

  @Override
  ExitCode run() {
    CommandLine line = spec.root().commandLine();
    for (String word : topic) {
      CommandLine below = line.getSubcommands().get(word);
      if (below == null) {
        throw new ParameterException(line, "There is no command '" + String.join(" ", topic) + "'");
      }
      line = below;
    }
    HelpText.complete(spec.root().commandLine());
    line.usage(terminal().out());
    return ExitCode.OK;
  }
}
