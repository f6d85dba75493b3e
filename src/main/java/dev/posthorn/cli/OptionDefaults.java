package dev.posthorn.cli;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.PropertiesDefaultProvider;

/**
 * Defaults for options from {@code posthorn.properties} in the home; {@code account=ann@…} counts
 * for every command, {@code posthorn.send.from=…} for one.
 *
 * <p>The environment wins over the file: an option whose variable is set gets no default here.
 */
final class OptionDefaults implements IDefaultValueProvider {
  private static final Map<String, String> VARIABLES =
      Map.of(
          "--gmail-url",
          "POSTHORN_GMAIL_URL",
          "--ca-file",
          "POSTHORN_CA_FILE",
          "--smtp",
          "POSTHORN_SMTP",
          "--aliases",
          "POSTHORN_ALIASES",
          "--outbox-url",
          "POSTHORN_OUTBOX");

  /** What is said each time, or not at all. */
  private static final Set<String> NEVER =
      Set.of("--home", "--eml", "--dry-run", "--key", "--at", "--sent", "--resend");

  /** Options that say the same thing: with one on the command line, the other has no default. */
  private static final List<Set<String>> RIVALS =
      List.of(
          Set.of("--text", "--text-file"),
          Set.of("--html", "--html-file"),
          Set.of("--markdown", "--text"),
          Set.of("--markdown", "--text-file"),
          Set.of("--markdown", "--html"),
          Set.of("--markdown", "--html-file"),
          Set.of("--password-command", "--no-login"));

  private final Path path;
  private final PropertiesDefaultProvider file;
  private final Set<String> keys;
  private final Map<String, String> environment;
  private final Set<String> given;

  private OptionDefaults(
      Path path, Properties properties, Map<String, String> environment, Set<String> given) {
    this.path = path;
    this.keys = new TreeSet<>(properties.stringPropertyNames());
    this.file = new PropertiesDefaultProvider(properties);
    this.environment = environment;
    this.given = given;
  }

  /**
   * Reads the home's file; empty when there is none.
   *
   * @param given the options on the command line
   */
  static Optional<OptionDefaults> read(
      Path home, Map<String, String> environment, Set<String> given) throws Stop {
    Path path = home.resolve("posthorn.properties");
    try {
      OwnFile.refuseIfOthersMayWrite(path);
      OwnFile.refuseIfOthersMayWrite(home);
      Properties properties = new Properties();
      properties.load(new StringReader(TextFile.read(path)));
      return Optional.of(new OptionDefaults(path, properties, environment, given));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      throw unreadable(path, " (" + e.getMessage() + ")", e);
    } catch (IOException e) {
      throw unreadable(path, Causes.why(e), e);
    }
  }

  private static Stop unreadable(Path path, String why, Exception e) {
    return new Stop(
        ExitCode.CONFIGURATION,
        "Cannot read " + path + why + ".",
        "Make it a readable UTF-8 properties file, or remove it.",
        e);
  }

  /** Whether an option is said each time, or not at all. */
  static boolean isNeverDefault(String option) {
    return NEVER.contains(option);
  }

  /** What in the file has no effect, in words; usually nothing. */
  List<String> faults() {
    try {
      SettingNames names = SettingNames.load();
      return keys.stream()
          .flatMap(key -> names.fault(key).stream())
          .map(fault -> "in " + path + ": " + fault)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The program's own list of settings cannot be read.", e);
    }
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) throws Exception {
    if (!argument.isOption()) {
      return null;
    }
    for (String name : ((OptionSpec) argument).names()) {
      // A flag that is given says the opposite of its default, picocli thinks.
      if (given.contains(name)
          || NEVER.contains(name)
          || RIVALS.stream().anyMatch(set -> set.contains(name) && isGiven(set))
          || !environment.getOrDefault(VARIABLES.getOrDefault(name, ""), "").isEmpty()) {
        return null;
      }
    }
    return file.defaultValue(argument);
  }

  private boolean isGiven(Set<String> rivals) {
    return rivals.stream().anyMatch(given::contains);
  }
}
