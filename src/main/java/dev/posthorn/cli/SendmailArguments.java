package dev.posthorn.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The arguments of sendmail(8), rewritten into those of {@link SendmailCommand}.
 *
 * <p>sendmail's grammar is getopt's, and thirty years of programs rely on it: {@code -ti}, {@code
 * -fADDR}, {@code -f ADDR}, {@code -oem}, {@code -FCronDaemon}, options after recipients, {@code
 * --} before those that begin with a hyphen. Posthorn's own options are the long ones; no short
 * option of Posthorn counts here, so that {@code -v} and {@code -q} mean what sendmail means.
 *
 * <p>What cannot change how a message goes through Gmail is taken and left away, as <a
 * href="https://marlam.de/msmtp/msmtp.html">msmtp</a> does: those programs give it to every
 * sendmail. What asks for another program than one that sends is refused.
 */
final class SendmailArguments {
  private static final String NAME = "sendmail";

  /** Without a value. -m: me too; -n: no aliases; -G: gateway; -U: first submission; -s, -x, -E. */
  private static final String IGNORED_FLAGS = "mnsxEGU";

  /** With a value, attached or as the next word. */
  private static final String IGNORED_VALUES = "BLNRVXepM";

  /** Options that are ours and have a value. */
  private static final String ADDRESSES = "frF";

  /** Modes of -b that a program may ask for, and what they would be. */
  private static final String NO_MODES = "sptvidhHDP";

  private static final Set<String> NOT_FALSE = Set.of("", "t", "true", "y", "yes", "1");

  private final List<String> words;
  private final Predicate<String> takesValue;
  private final List<String> options = new ArrayList<>();
  private final List<String> recipients = new ArrayList<>();
  private int next;

  private SendmailArguments(List<String> words, Predicate<String> takesValue) {
    this.words = words;
    this.takesValue = takesValue;
  }

  /**
   * Rewrites what follows the word {@code sendmail} when that is the command; else nothing.
   *
   * @param line all of Posthorn's commands
   */
  static String[] rewrite(String[] arguments, CommandLine line) throws Stop {
    if (!Arrays.asList(arguments).contains(NAME)) {
      return arguments;
    }
    CommandLine sendmail = line.getSubcommands().getOrDefault(NAME, line);
    Predicate<String> takesValue = name -> takesValue(sendmail, name);
    List<String> words = List.of(arguments);
    int at = 0;
    while (at < words.size() && words.get(at).startsWith("-")) {
      at += takesValue.test(words.get(at)) ? 2 : 1;
    }
    if (at >= words.size() || !words.get(at).equals(NAME)) {
      return arguments;
    }
    List<String> all = new ArrayList<>(words.subList(0, at + 1));
    all.addAll(canonical(words.subList(at + 1, words.size()), takesValue));
    return all.toArray(String[]::new);
  }

  private static boolean takesValue(CommandLine line, String name) {
    OptionSpec option = line.getCommandSpec().findOption(name);
    return option != null && option.arity().max() > 0;
  }

  /**
   * Rewrites a command line: options first, each value joined to its option by {@code =}, then
   * {@code --} and the recipients.
   *
   * @param takesValue whether a long option is followed by its value
   */
  static List<String> canonical(List<String> words, Predicate<String> takesValue) throws Stop {
    SendmailArguments arguments = new SendmailArguments(words, takesValue);
    arguments.read();
    List<String> all = new ArrayList<>(arguments.options);
    all.add("--");
    all.addAll(arguments.recipients);
    return all;
  }

  private void read() throws Stop {
    while (next < words.size()) {
      String word = words.get(next++);
      if (word.equals("--")) {
        recipients.addAll(words.subList(next, words.size()));
        return;
      }
      if (word.startsWith("--")) {
        readLong(word);
      } else if (word.startsWith("-") && word.length() > 1) {
        readCluster(word);
      } else {
        recipients.add(word);
      }
    }
  }

  private void readLong(String word) throws Stop {
    boolean valueFollows = !word.contains("=") && takesValue.test(word);
    options.add(valueFollows ? word + "=" + nextWord(word) : word);
  }

  /** {@code -t}, {@code -ti}, {@code -fann@example.com}, {@code -tf ann@example.com}. */
  private void readCluster(String word) throws Stop {
    for (int at = 1; at < word.length(); at++) {
      char letter = word.charAt(at);
      String rest = word.substring(at + 1);
      if (letter == 't' || letter == 'i') {
        options.add("-" + letter);
      } else if (letter == 'v') {
        options.add("--verbose");
      } else if (letter == 'h') {
        hopsOrHelp(rest);
        return;
      } else if (IGNORED_FLAGS.indexOf(letter) < 0) {
        withValue(letter, rest);
        return;
      }
    }
  }

  /** {@code -h 3} and {@code -h3} are sendmail's hop count; {@code -h} alone asks for help. */
  private void hopsOrHelp(String rest) {
    boolean separate = rest.isEmpty() && next < words.size() && words.get(next).matches("[0-9]+");
    if (separate) {
      next++;
    } else if (!rest.matches("[0-9]+")) {
      options.add("--help");
    }
  }

  private void withValue(char letter, String attached) throws Stop {
    switch (letter) {
      case 'q' ->
          throw refused("-q", "the queue is run by: posthorn outbox run. For fewer words: --quiet");
      case 'd' -> {} // Debugging; its value is always attached.
      case 'b' -> mode(value(letter, attached));
      case 'o' -> setting(value(letter, attached));
      case 'O' -> named(value(letter, attached));
      default -> {
        if (ADDRESSES.indexOf(letter) >= 0) {
          options.add("-" + letter + "=" + value(letter, attached));
        } else if (IGNORED_VALUES.indexOf(letter) >= 0) {
          value(letter, attached);
        } else {
          throw new Stop(
              ExitCode.USAGE,
              "sendmail here knows no option -" + letter + ".",
              "Run: posthorn sendmail --help");
        }
      }
    }
  }

  private String value(char letter, String attached) throws Stop {
    if (!attached.isEmpty()) {
      return attached;
    }
    return nextWord("-" + letter);
  }

  private String nextWord(String option) throws Stop {
    if (next == words.size()) {
      throw new Stop(ExitCode.USAGE, option + " needs a value.", "Run: posthorn sendmail --help");
    }
    return words.get(next++);
  }

  private static void mode(String mode) throws Stop {
    if (mode.equals("m") || mode.equals("a")) {
      return;
    }
    if (mode.length() == 1 && NO_MODES.contains(mode)) {
      throw refused("-b" + mode, why(mode.charAt(0)));
    }
    throw new Stop(
        ExitCode.USAGE, "-b knows no mode '" + mode + "'.", "Run: posthorn sendmail --help");
  }

  private static String why(char mode) {
    return switch (mode) {
      case 's' -> "it speaks no SMTP on stdin. Give the message itself, as with -bm";
      case 'p' -> "the queue is shown by: posthorn outbox list";
      case 'd', 'D' -> "it is no daemon";
      case 'i' -> "the aliases file is read as it is, with nothing to rebuild";
      default -> "it sends, and does nothing else";
    };
  }

  private static Stop refused(String option, String why) {
    return new Stop(
        ExitCode.UNAVAILABLE, "sendmail " + option + " is not possible: " + why + ".", "");
  }

  /** {@code -oi} alone means something: -oem, -odb, -o7, -om and the like do not. */
  private void setting(String setting) {
    if (setting.startsWith("i") && isOn(setting.substring(1))) {
      options.add("-i");
    }
  }

  /** {@code -O IgnoreDots=true} alone means something. */
  private void named(String option) {
    String[] parts = option.split("=", 2);
    if (parts[0].equalsIgnoreCase("IgnoreDots") && isOn(parts.length < 2 ? "" : parts[1])) {
      options.add("-i");
    }
  }

  private static boolean isOn(String value) {
    return NOT_FALSE.contains(value.strip().toLowerCase(Locale.ROOT));
  }
}
