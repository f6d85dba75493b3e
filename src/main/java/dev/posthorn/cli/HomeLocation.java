package dev.posthorn.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which folder is the home. Never just the current one: a hostile folder would choose the
 * endpoints.
 */
final class HomeLocation {
  private HomeLocation() {}

  /**
   * {@code --home}, else {@code POSTHORN_HOME}, else the checkout whose top launcher runs when it
   * holds a credentials.json, else {@code $XDG_CONFIG_HOME/posthorn}.
   *
   * @see <a href="https://specifications.freedesktop.org/basedir-spec/latest/">XDG base
   *     directories</a>: a relative XDG_CONFIG_HOME is ignored
   */
  static Path find(@Nullable Path option, Map<String, String> environment) throws Stop {
    if (option != null && option.toString().isEmpty()) {
      throw new Stop(ExitCode.USAGE, "--home names no folder.", "Give it one, or leave it away.");
    }
    if (option != null) {
      return option.toAbsolutePath().normalize();
    }
    String named = environment.getOrDefault("POSTHORN_HOME", "");
    if (!named.isEmpty()) {
      return Path.of(named).toAbsolutePath().normalize();
    }
    String checkout = environment.getOrDefault("POSTHORN_CHECKOUT", "");
    if (!checkout.isEmpty() && Files.isRegularFile(Path.of(checkout, "credentials.json"))) {
      return Path.of(checkout);
    }
    String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
    if (!config.isEmpty() && Path.of(config).isAbsolute()) {
      return Path.of(config, "posthorn");
    }
    String user = environment.getOrDefault("HOME", "");
    Path base = Path.of(user.isEmpty() ? System.getProperty("user.home", "") : user);
    if (!base.isAbsolute()) {
      throw new Stop(
          ExitCode.CONFIGURATION,
          "Nothing tells where the home is: HOME is not set to a folder.",
          "Set HOME or POSTHORN_HOME, or give --home.");
    }
    return base.resolve(".config").resolve("posthorn");
  }
}
