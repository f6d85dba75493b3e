package dev.posthorn.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * What a test needs of the machine. Where it is missing the test is aborted, never passed: it is
 * told in target/not-run.txt and by {@link NotRun}, and with CI=true it is a failure.
 */
public final class Needs {
  /** The machine that the tests run on. */
  static final Needs HERE = new Needs(System.getenv(), Path.of("target", "not-run.txt"));

  private final Map<String, String> environment;
  private final Path notRun;

  /** What this process was the first to note. */
  private final Set<String> noted = new LinkedHashSet<>();

  Needs(Map<String, String> environment, Path notRun) {
    this.environment = environment;
    this.notRun = notRun;
  }

  /**
   * Goes on only where a program is on the PATH.
   *
   * @param name the program, such as {@code python3}
   * @param howToGet what a person types to get it
   * @return where it is
   */
  @CanIgnoreReturnValue
  public static Path program(String name, String howToGet) {
    return HERE.require(testClass(), name, howToGet);
  }

  /**
   * Goes on only where a command ends well, such as one that asks for a library.
   *
   * @param howToGet what a person types to get what it asks for
   */
  public static void success(String howToGet, String... command) {
    Command.Result result = Command.of(command).run();
    if (result.status() != 0) {
      throw HERE.missing(
          "NOT RUN: " + testClass() + " needs " + howToGet + ": " + result.err().strip());
    }
  }

  @CanIgnoreReturnValue
  Path require(String test, String name, String howToGet) {
    Optional<Path> found = find(name);
    if (found.isPresent()) {
      return found.get();
    }
    throw missing("NOT RUN: " + test + " needs " + name + ": " + howToGet);
  }

  /** Goes on only as root, who alone can give a file away. */
  public static void root() {
    if (!"root".equals(System.getProperty("user.name"))) {
      throw HERE.missing("NOT RUN: " + testClass() + " needs root: sudo mvn verify");
    }
  }

  /** Goes on only where a file is there. */
  public static void file(Path file, String howToGet) {
    if (!Files.isReadable(file)) {
      throw HERE.missing("NOT RUN: " + testClass() + " needs " + file + ": " + howToGet);
    }
  }

  private TestAbortedException missing(String line) {
    if ("true".equals(environment.get("CI"))) {
      throw new AssertionError(line);
    }
    record(line);
    return new TestAbortedException(line);
  }

  private Optional<Path> find(String name) {
    String path = environment.getOrDefault("PATH", "");
    if (name.contains("/")) {
      return Optional.of(Path.of(name)).filter(Files::isExecutable);
    }
    return Stream.of(path.split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Once for each class, however many of its tests ask. */
  private void record(String line) {
    synchronized (Needs.class) {
      try {
        if (!Files.exists(notRun) || !Files.readAllLines(notRun, UTF_8).contains(line)) {
          Files.createDirectories(notRun.toAbsolutePath().getParent());
          Files.writeString(notRun, line + "\n", UTF_8, CREATE, APPEND);
          noted.add(line);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Says what was not run for the first time in this process. */
  void tell(PrintStream out) {
    synchronized (Needs.class) {
      noted.forEach(out::println);
    }
  }

  static String testClass() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .map(frame -> frame.getClassName().replaceFirst("\\$.*", ""))
                    .filter(name -> name.endsWith("Test") || name.endsWith("IT"))
                    .findFirst()
                    .orElse("a test"));
  }
}
