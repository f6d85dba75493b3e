package dev.posthorn.cli;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.Map;

/** Makes a class archive anew in the background, where the launcher found none that fits. */
final class ArchiveRemake {
  private ArchiveRemake() {}

  /**
   * Begins, and waits for nothing. It is tried once for each build and Java, whatever comes of it:
   * nobody asked for it, so nobody is told.
   *
   * @return whether one is being made
   */
  static boolean begin(Map<String, String> environment) {
    try {
      ClassArchive archive = ClassArchive.ofProcess();
      return archive.markAsTried() && start(archive, environment).isAlive();
    } catch (IOException | Stop e) {
      return false;
    }
  }

  private static Process start(ClassArchive archive, Map<String, String> environment)
      throws IOException {
    ProcessBuilder maker =
        new ProcessBuilder(
                "nohup", "nice", "-n", "19", archive.launcher().toString(), "archive", "--quiet")
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD);
    maker.environment().clear();
    for (String name : List.of("PATH", "JAVA_HOME")) {
      if (environment.containsKey(name)) {
        maker.environment().put(name, environment.get(name));
      }
    }
    maker.environment().put("POSTHORN_ARCHIVE", "off");
    return maker.start();
  }
}
