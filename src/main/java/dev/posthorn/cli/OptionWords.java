package dev.posthorn.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Joins each option on the command line to its value. picocli takes no value that resembles an
 * option, although {@code --subject=-verbose} leaves no doubt; here it is only asked whether a word
 * of its own is an option of this very command, since then the value was likely forgotten.
 */
final class OptionWords {
  /** Ends the options for picocli. No argument can hold a NUL, so no value is taken for it. */
  static final String END = "\0";

  private static final String GIVEN_END = "--";

  private OptionWords() {}

  /**
   * The same words, with {@code --to ann@example.com} as {@code --to=ann@example.com}, and {@link
   * #END} where the options end.
   *
   * @param line all of Posthorn's commands
   * @throws Stop when an option stands where the value of another one is wanted
   */
  static String[] joined(String[] words, CommandLine line) throws Stop {
    List<String> joined = new ArrayList<>(words.length);
    CommandLine command = line;
    for (int at = 0; at < words.length; at++) {
      String word = words[at];
      if (word.equals(GIVEN_END)) {
        joined.add(END);
        joined.addAll(List.of(words).subList(at + 1, words.length));
        break;
      }
      if (takesValue(option(command.getCommandSpec(), word)) && at + 1 < words.length) {
        String value = words[++at];
        refuseOption(command, word, value);
        joined.add(word + "=" + value);
        continue;
      }
      joined.add(word);
      command = command.getSubcommands().getOrDefault(word, command);
    }
    return joined.toArray(String[]::new);
  }

  /** By its very name: picocli's own look-up finds {@code --smtp} by {@code smtp}, too. */
  private static @Nullable OptionSpec option(CommandSpec command, String word) {
    return command.optionsMap().get(word);
  }

  private static boolean takesValue(@Nullable OptionSpec option) {
    return option != null && option.arity().min() > 0;
  }

  private static void refuseOption(CommandLine command, String option, String value) throws Stop {
    boolean isCommand = command.getSubcommands().containsKey(value);
    if (isCommand || isOption(command.getCommandSpec(), value)) {
      throw new Stop(
          ExitCode.USAGE,
          option
              + " needs a value, and '"
              + value
              + "' is "
              + (isCommand ? "a command." : "an option itself."),
          "To give it that very text, write: " + option + "=" + value);
    }
  }

  private static boolean isOption(CommandSpec command, String word) {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    return word.equals(GIVEN_END) || option(command, name) != null || areFlags(command, word);
  }

  /** {@code -qv}. */
  private static boolean areFlags(CommandSpec command, String word) {
    if (word.length() < 2 || word.charAt(0) != '-') {
      return false;
    }
    for (char letter : word.substring(1).toCharArray()) {
      if (option(command, "-" + letter) == null) {
        return false;
      }
    }
    return true;
  }
}
