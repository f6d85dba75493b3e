package dev.posthorn.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
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
      Map.of("--gmail-url", "POSTHORN_GMAIL_URL", "--ca-file", "POSTHORN_CA_FILE");

  /** Options that say the same thing: with one on the command line, the other has no default. */
  private static final List<Set<String>> RIVALS =
      List.of(Set.of("--text", "--text-file"), Set.of("--html", "--html-file"));

  private final PropertiesDefaultProvider file;
  private final Map<String, String> environment;
  private final Set<String> given;

  private OptionDefaults(
      Properties properties, Map<String, String> environment, Set<String> given) {
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
      refuseIfOthersMayWrite(path);
      refuseIfOthersMayWrite(home);
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
        properties.load(reader);
      }
      return Optional.of(new OptionDefaults(properties, environment, given));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      throw new Stop(
          ExitCode.CONFIGURATION,
          "Cannot read " + path + ".",
          "Make it a readable UTF-8 properties file, or remove it.",
          e);
    }
  }

  private static void refuseIfOthersMayWrite(Path path) throws IOException, Stop {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
    if (permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)
        || isAnothers(path)) {
      throw new Stop(
          ExitCode.CONFIGURATION,
          "Others may write " + path + ", and so could choose where your mail goes.",
          "Make it yours alone: chown $(id -u) '" + path + "'; chmod go-w '" + path + "'");
    }
  }

  /** Whoever owns a file may write it; root may write everything anyway. */
  private static boolean isAnothers(Path path) throws IOException {
    Path process = Path.of("/proc/self");
    if (!Files.exists(process)) {
      return !Set.of("root", System.getProperty("user.name", ""))
          .contains(Files.getOwner(path).getName());
    }
    Object owner = Files.getAttribute(path, "unix:uid");
    return !owner.equals(0) && !owner.equals(Files.getAttribute(process, "unix:uid"));
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) throws Exception {
    if (!argument.isOption()) {
      return null;
    }
    for (String name : ((OptionSpec) argument).names()) {
      if (name.equals("--home")
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
