package dev.posthorn.cli;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Opens a page where a person sees it. That it cannot is never an error: the address is printed
 * too.
 */
@FunctionalInterface
interface Browser {

  /** Opens the page, or returns false. */
  boolean open(URI page);

  /** What is said before its address. */
  default String invitation() {
    return "open this address in a browser and consent:";
  }

  /**
   * {@code $BROWSER}, else the desktop's own opener.
   *
   * <p>{@code BROWSER} is a command with arguments, split at blanks and given to no shell; {@code
   * %s} stands for the address, which else comes last. As elsewhere, a colon-separated list is a
   * list of alternatives only for programs that know it: here it is one command.
   */
  static Browser of(Terminal terminal) {
    return page ->
        start(terminal, command(terminal.environment(), System.getProperty("os.name", ""), page));
  }

  /** The command line, apart from starting it. */
  static List<String> command(Map<String, String> environment, String system, URI page) {
    String chosen = environment.getOrDefault("BROWSER", "").strip();
    if (!chosen.isEmpty()) {
      List<String> command = new ArrayList<>();
      for (String word : chosen.split("\\s+", -1)) {
        command.add(word.replace("%s", page.toString()));
      }
      if (!chosen.contains("%s")) {
        command.add(page.toString());
      }
      return command;
    }
    String name = system.toLowerCase(Locale.ROOT);
    if (name.startsWith("mac")) {
      return List.of("open", page.toString());
    }
    if (name.startsWith("windows")) {
      return List.of("rundll32", "url.dll,FileProtocolHandler", page.toString());
    }
    boolean desktop =
        environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
    return desktop ? List.of("xdg-open", page.toString()) : List.of();
  }

  private static boolean start(Terminal terminal, List<String> command) {
    if (command.isEmpty()) {
      return false;
    }
    try {
      terminal
          .program(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .getOutputStream()
          .close();
      return true;
    } catch (IOException e) {
      // The person has the address on the screen.
      return false;
    }
  }
}
