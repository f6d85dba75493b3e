package dev.posthorn.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Programs that a test needs beside Java. Where one is missing the test is aborted and the gap
 * written to target/not-run.txt; with CI=true it fails.
 */
public final class Needs {
  private static final Path NOT_RUN = Path.of("target", "not-run.txt");

  private Needs() {}

  /** The program's path; the test ends here when the machine has none. */
  public static Path program(String name, String howToGet) {
    Optional<Path> found = find(name);
    if (found.isEmpty()) {
      String gap = name + " is missing, so its tests were not run. To get it: " + howToGet;
      note(gap);
      if ("true".equals(System.getenv("CI"))) {
        Assertions.fail(gap);
      }
      Assumptions.abort(gap);
    }
    return found.orElseThrow();
  }

  private static Optional<Path> find(String name) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(Pattern.quote(System.getProperty("path.separator")), -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static synchronized void note(String gap) {
    try {
      Files.createDirectories(NOT_RUN.toAbsolutePath().getParent());
      String sofar = Files.exists(NOT_RUN) ? Files.readString(NOT_RUN) : "";
      if (!sofar.contains(gap)) {
        Files.writeString(
            NOT_RUN, gap + "\n", UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
