package dev.posthorn.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code posthorn help}: picocli's own takes no options that are inherited. */
@Command(
    name = "help",
    description = "Prints the help of a command.",
    footer = {"  posthorn help send                 the same as: posthorn send --help"})
final class HelpCommand extends Subcommand {
  @Spec CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "Which command.")
  @Nullable String topic;

  @Override
  ExitCode run() {
    CommandLine all = spec.root().commandLine();
    CommandLine line = topic == null ? all : all.getSubcommands().get(topic);
    if (line == null) {
      throw new ParameterException(all, "There is no command '" + topic + "'");
    }
    line.usage(terminal().out());
    return ExitCode.OK;
  }
}
