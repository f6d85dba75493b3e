package dev.posthorn.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A home that ends with the command, Ctrl-C included. */
final class TemporaryHome implements AutoCloseable {
  private final Path directory;
  private final Thread hook;

  private TemporaryHome(Path directory) {
    this.directory = directory;
    this.hook = new Thread(() -> delete(directory), "delete-" + directory.getFileName());
  }

  /** Makes a fresh folder that only this user may enter. */
  static TemporaryHome create() throws IOException {
    return deletedAtTheEnd(Files.createTempDirectory("posthorn-"));
  }

  /** The same in a folder other than the system's temporary one. */
  static TemporaryHome in(Path parent, String prefix) throws IOException {
    return deletedAtTheEnd(Files.createTempDirectory(parent, prefix));
  }

  private static TemporaryHome deletedAtTheEnd(Path directory) {
    TemporaryHome home = new TemporaryHome(directory);
    Runtime.getRuntime().addShutdownHook(home.hook);
    return home;
  }

  Path directory() {
    return directory;
  }

  @Override
  public void close() {
    delete(directory);
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending already and runs the hook itself.
      return;
    }
  }

  static void delete(Path directory) {
    try (Stream<Path> walk = Files.walk(directory)) {
      List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + directory, e);
    }
  }
}
