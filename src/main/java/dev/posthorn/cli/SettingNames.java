package dev.posthorn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What {@code posthorn.properties} may hold: the long names of all options, for all commands or for
 * one ({@code posthorn.outbox.run.max-wait}). The build writes them down, a line a command:
 *
 * <pre>
 * posthorn.status check
 * </pre>
 */
final class SettingNames {
  /** What is no option, and counts all the same: which domains aliases take for this machine. */
  private static final Set<String> NO_OPTIONS = Set.of("local-domains");

  private static final String ROOT = "posthorn";
  private static final String FILE = "settings.names";

  private final Map<String, Set<String>> ofCommands = new LinkedHashMap<>();

  private SettingNames(List<String> lines) {
    for (String line : lines) {
      List<String> words = new ArrayList<>(Arrays.asList(line.split(" ", -1)));
      ofCommands.put(words.remove(0), new LinkedHashSet<>(words));
    }
    names(ROOT).addAll(NO_OPTIONS);
  }

  /** All of them; the annotations are read where the launcher did not start Java. */
  static SettingNames load() throws IOException {
    String lib = System.getProperty("posthorn.lib");
    Path file = lib == null ? null : Path.of(lib, "commands", FILE);
    return new SettingNames(
        file == null || Files.notExists(file) ? ofAnnotations() : Files.readAllLines(file));
  }

  /** Has the build write them. */
  static void write(Path folder) throws IOException {
    Files.write(folder.resolve(FILE), ofAnnotations());
  }

  private static List<String> ofAnnotations() {
    Terminal nobody = Terminal.ofProcess();
    LastWords none = new LastWords(nobody, false);
    List<String> lines = new ArrayList<>();
    add(ROOT, new CommandLine(new PosthornCommand(nobody, page -> false, none)), lines);
    for (String name : Commands.NAMES) {
      add(ROOT + "." + name, new CommandLine(Commands.create(name)), lines);
    }
    return lines;
  }

  private static void add(String path, CommandLine line, List<String> lines) {
    StringBuilder words = new StringBuilder(path);
    CommandSpec spec = line.getCommandSpec();
    for (OptionSpec option : spec.options()) {
      words.append(' ').append(option.longestName().replaceFirst("^-+", ""));
    }
    lines.add(words.toString());
    spec.subcommands().forEach((name, below) -> add(path + "." + name, below, lines));
  }

  private Set<String> names(String path) {
    return ofCommands.getOrDefault(path, Set.of());
  }

  /** Why a setting has no effect; empty when it has one. */
  Optional<String> fault(String key) {
    Set<String> known = candidates(key);
    if (!known.contains(key)) {
      return Optional.of("there is no setting '" + key + "'" + instead(key, known));
    }
    String name = key.substring(key.lastIndexOf('.') + 1);
    return OptionDefaults.isNeverDefault("--" + name)
        ? Optional.of("'" + name + "' counts on the command line alone")
        : Optional.empty();
  }

  /** All that a key could be: picocli looks for {@code posthorn.COMMAND.NAME}, then NAME. */
  private Set<String> candidates(String key) {
    boolean isOfCommand = key.startsWith(ROOT + ".");
    Set<String> all = new LinkedHashSet<>();
    ofCommands.forEach(
        (path, names) -> {
          all.addAll(isOfCommand ? prefixed(path, names) : names);
          all.addAll(isOfCommand ? prefixed(path, names(ROOT)) : Set.of());
        });
    return all;
  }

  private static Set<String> prefixed(String path, Set<String> names) {
    Set<String> keys = new LinkedHashSet<>();
    names.forEach(name -> keys.add(path + "." + name));
    return keys;
  }

  private static String instead(String key, Set<String> known) {
    int least = 1 + key.length() / 3; // More would be another word, and no slip.
    String nearest = "";
    for (String each : known) {
      int distance = distance(key.toLowerCase(Locale.ROOT), each);
      if (distance <= least && (nearest.isEmpty() || distance < least)) {
        least = distance;
        nearest = each;
      }
    }
    return nearest.isEmpty()
        ? " (posthorn COMMAND --help shows what there is)"
        : "; did you mean '" + nearest + "'?";
  }

  /** How many letters are to be put in, left out or changed (Levenshtein). */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
