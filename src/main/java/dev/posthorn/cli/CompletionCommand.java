package dev.posthorn.cli;

import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code posthorn completion}: lets a shell complete commands and options. */
@Command(
    name = CompletionCommand.NAME,
    description = "Prints a script with which a shell completes commands and options at Tab.",
    footer = {
      "  source <(posthorn completion bash)                    in this shell",
      "  posthorn completion bash > ~/.local/share/bash-completion/completions/posthorn",
      "  echo 'source <(posthorn completion zsh)' >> ~/.zshrc  in every zsh, after compinit"
    })
final class CompletionCommand extends Subcommand {
  static final String NAME = "completion";

  /** The words of an enum, in the script. */
  private static final Pattern CHOICES = Pattern.compile("_args=\\(\"[A-Z].*\\)");

  /** Options whose values are files, or begin with one, and strings to picocli. */
  private static final Pattern FILES =
      Pattern.compile("('--(?:text-file|html-file|markdown|attach|eml)'\\)\n)( +return\n)");

  /** Shells that take the script: zsh does by its own bashcompinit, which the script calls. */
  enum Shell {
    BASH,
    ZSH
  }

  @Spec CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "bash|zsh",
      description = "The shell; the script is the same.")
  Shell shell = Shell.BASH;

  @Override
  boolean onlyShows() {
    return true;
  }

  @Override
  Told told() {
    return Told.CURIOUS;
  }

  @Override
  ExitCode run() {
    String script = AutoComplete.bash("posthorn", spec.root().commandLine());
    String ours = CHOICES.matcher(script).replaceAll(CompletionCommand::inLowerCase);
    terminal()
        .out()
        .print(
            FILES
                .matcher(ours)
                .replaceAll("$1      type compopt &>/dev/null && compopt -o default\n$2"));
    return ExitCode.OK;
  }

  /** As the help writes them; picocli takes the names of the constants. */
  private static String inLowerCase(MatchResult choices) {
    return Matcher.quoteReplacement(choices.group().toLowerCase(Locale.ROOT));
  }
}
