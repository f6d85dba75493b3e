package dev.posthorn.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The arguments of sendmail(8), rewritten into those of {@link SendmailCommand}.
 *
 * <p>sendmail's grammar is getopt's, and thirty years of programs rely on it: {@code -ti}, {@code
 * -fADDR}, {@code -f ADDR}, {@code -oem}, {@code -FCronDaemon}, options after recipients and given
 * more than once, {@code --} before those that begin with a hyphen. Posthorn's own options are the
 * long ones; no short option of Posthorn counts here, so that {@code -v} and {@code -q} mean what
 * sendmail means.
 *
 * <p>docs/sendmail.md holds the table of all options that sendmail, Postfix, Exim and msmtp
 * document, and what becomes of each here; a test reads it. What cannot change how a message goes
 * through Gmail is taken and left away, as <a href="https://marlam.de/msmtp/msmtp.html">msmtp</a>
 * does: those programs give it to every sendmail. What asks for something else than to send, or for
 * a message that is not to go out, is refused by {@link SendmailRefusals}.
 */
final class SendmailArguments {
  private static final String NAME = "sendmail";

  /** Without a value. -m: me too; -n: no aliases; -G: gateway; -U: first submission; -s, -x, -c. */
  private static final String IGNORED_FLAGS = "mnsxcGU";

  /** With a value, attached or as the next word. */
  private static final String IGNORED_VALUES = "BDLVXep";

  /** With a value that is always attached, or with none: -d8.1, -dropcr; -E, -E1abcde. */
  private static final String IGNORED_ATTACHED = "dE";

  /** Options that are ours and have a value. */
  private static final String ADDRESSES = "frF";

  /** Modes of -b that are ours, beside -bm. */
  private static final String OWN_MODES = "ipv";

  /** Exim's -oMa and so on have their value as the next word; sendmail's -oM has it attached. */
  private static final Set<String> EXIM_ORIGIN =
      Set.of("Ma", "Maa", "Mai", "Mas", "Mi", "Mm", "Mr", "Ms", "Mt");

  private static final Set<String> NOT_FALSE = Set.of("", "t", "true", "y", "yes", "1");
  private static final Set<String> FALSE = Set.of("f", "false", "n", "no", "0");

  private final List<String> words;
  private final CommandSpec sendmail;

  /** Of an option that is repeated, the last one counts. */
  private final Map<String, String> options = new LinkedHashMap<>();

  private final List<String> recipients = new ArrayList<>();
  private int next;

  private SendmailArguments(List<String> words, CommandSpec sendmail) {
    this.words = words;
    this.sendmail = sendmail;
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
    CommandSpec sendmail = line.getSubcommands().getOrDefault(NAME, line).getCommandSpec();
    List<String> words = List.of(arguments);
    int at = 0;
    while (at < words.size() && words.get(at).startsWith("-")) {
      at += takesValue(sendmail.optionsMap().get(words.get(at))) ? 2 : 1;
    }
    if (at >= words.size() || !words.get(at).equals(NAME)) {
      return arguments;
    }
    List<String> all = new ArrayList<>(words.subList(0, at + 1));
    all.addAll(canonical(words.subList(at + 1, words.size()), sendmail));
    return all.toArray(String[]::new);
  }

  private static boolean takesValue(@Nullable OptionSpec option) {
    return option != null && option.arity().max() > 0;
  }

  /**
   * Rewrites a command line: options first, each value joined to its option by {@code =}, then
   * {@code --} and the recipients.
   *
   * @param sendmail knows Posthorn's own options
   */
  static List<String> canonical(List<String> words, CommandSpec sendmail) throws Stop {
    SendmailArguments arguments = new SendmailArguments(words, sendmail);
    arguments.read();
    List<String> all = new ArrayList<>(arguments.options.values());
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

  /** Posthorn's own; where it has none of that name, msmtp's. */
  private void readLong(String word) throws Stop {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word : word.substring(0, equals);
    @Nullable OptionSpec own = sendmail.optionsMap().get(name);
    if (own != null || !MsmtpOptions.knows(name)) {
      boolean valueFollows = equals < 0 && takesValue(own);
      // A flag counts once by whichever of its names it is given: -v is --verbose.
      options.put(key(name), valueFollows ? word + "=" + nextWord(word) : word);
      return;
    }
    String value =
        equals >= 0
            ? word.substring(equals + 1)
            : MsmtpOptions.takesValue(name) ? nextWord(name) : "";
    switch (MsmtpOptions.meaning(name, value)) {
      case SENDER -> options.put("-f", "-f=" + value);
      case RECIPIENTS -> options.put("-t", "-t");
      case VERBOSE -> options.put("-v", "--verbose");
      case NOTHING -> {}
    }
  }

  private static String key(String name) {
    return name.equals("--verbose") ? "-v" : name;
  }

  /** {@code -t}, {@code -ti}, {@code -fann@example.com}, {@code -tf ann@example.com}. */
  private void readCluster(String word) throws Stop {
    SendmailRefusals.refuseWord(word);
    for (int at = 1; at < word.length(); at++) {
      char letter = word.charAt(at);
      String rest = word.substring(at + 1);
      if (letter == 't' || letter == 'i') {
        options.put("-" + letter, "-" + letter);
      } else if (letter == 'v') {
        options.put("-v", "--verbose");
      } else if (letter == 'h') {
        hopsOrHelp(rest);
        return;
      } else if (letter == 'I') {
        mode("i");
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
      options.put("--help", "--help");
    }
  }

  private void withValue(char letter, String attached) throws Stop {
    SendmailRefusals.refuseLetter(letter);
    if (IGNORED_ATTACHED.indexOf(letter) >= 0) {
      return;
    }
    switch (letter) {
      case 'A' -> SendmailRefusals.checkConfiguration(value(letter, attached));
      case 'N' -> SendmailRefusals.checkNotice(value(letter, attached));
      case 'R' -> SendmailRefusals.checkReturn(value(letter, attached));
      case 'M' -> SendmailRefusals.checkMacro(attached);
      case 'a' -> account(value(letter, attached));
      case 'b' -> mode(value(letter, attached));
      case 'o' -> setting(value(letter, attached));
      case 'O' -> named(value(letter, attached));
      default -> {
        if (ADDRESSES.indexOf(letter) >= 0) {
          String key = letter == 'r' ? "-f" : "-" + letter;
          options.put(key, key + "=" + value(letter, attached));
        } else if (IGNORED_VALUES.indexOf(letter) >= 0) {
          value(letter, attached);
        } else {
          throw SendmailRefusals.unknown("-" + letter);
        }
      }
    }
  }

  private String value(char letter, String attached) throws Stop {
    return attached.isEmpty() ? nextWord("-" + letter) : attached;
  }

  private String nextWord(String option) throws Stop {
    if (next == words.size()) {
      throw new Stop(ExitCode.USAGE, option + " needs a value.", "Run: posthorn sendmail --help");
    }
    return words.get(next++);
  }

  /** msmtp's accounts have names of their own; ours are addresses. */
  private void account(String name) throws Stop {
    if (name.indexOf('@') < 0) {
      throw SendmailRefusals.msmtpAccount(name);
    }
    options.put("--account", "--account=" + name);
  }

  private void mode(String mode) throws Stop {
    if (mode.length() == 1 && OWN_MODES.contains(mode)) {
      options.put("-b", "-b=" + mode);
    } else {
      SendmailRefusals.checkMode(mode);
      options.remove("-b"); // The last one counts, and it sends.
    }
  }

  /** {@code -oi} and {@code -ov} mean something: -oem, -odb, -o7, -om and the like do not. */
  private void setting(String setting) {
    if (EXIM_ORIGIN.contains(setting) || isEximPatience(setting)) {
      next = Math.min(next + 1, words.size());
    } else if (setting.startsWith("i")) {
      ignoreDots(setting.substring(1));
    } else if (setting.startsWith("v") && isOn(setting.substring(1))) {
      options.put("-v", "--verbose");
    }
  }

  /** {@code -or 5m}; sendmail's {@code -os} is a flag, and what follows it may be a recipient. */
  private boolean isEximPatience(String setting) {
    return (setting.equals("r") || setting.equals("s"))
        && next < words.size()
        && words.get(next).matches("([0-9]+[wdhms]?)+");
  }

  /** {@code -O IgnoreDots=true} alone means something. */
  private void named(String option) {
    String[] parts = option.split("=", 2);
    if (parts[0].strip().equalsIgnoreCase("IgnoreDots")) {
      ignoreDots(parts.length < 2 ? "" : parts[1]);
    }
  }

  private void ignoreDots(String value) {
    if (isOn(value)) {
      options.put("-i", "-i");
    } else if (FALSE.contains(value.strip().toLowerCase(Locale.ROOT))) {
      options.remove("-i");
    }
  }

  private static boolean isOn(String value) {
    return NOT_FALSE.contains(value.strip().toLowerCase(Locale.ROOT));
  }
}
