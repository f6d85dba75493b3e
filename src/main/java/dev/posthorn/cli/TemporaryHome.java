package dev.posthorn.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A home that ends with the command, Ctrl-C included. */
final class TemporaryHome implements AutoCloseable {
  private static final int ATTEMPTS = 100;
  private static final int PATIENCE_SECONDS = 3;
  private static final long BREATH = Duration.ofMillis(50).toNanos();

  private final Path directory;
  private final Thread hook;

  private TemporaryHome(Path directory) {
    this.directory = directory;
    Runnable end =
        () -> {
          awaitChildren();
          delete(directory);
        };
    this.hook = new Thread(end, "delete-" + directory.getFileName());
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

  /** A program of ours that a signal ends, too, would make the folder anew on its way out. */
  private static void awaitChildren() {
    ProcessHandle.current()
        .children()
        .forEach(
            child -> {
              try {
                child.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
              } catch (ExecutionException | TimeoutException e) {
                return; // What it leaves is swept away by the next one.
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /** Deletes all of it; a program of ours that is about to end may still put a file there. */
  private static void delete(Path directory) {
    for (int attempt = 1; !tryDelete(directory); attempt++) {
      if (attempt > ATTEMPTS) {
        throw new IllegalStateException("Cannot delete " + directory);
      }
      LockSupport.parkNanos(BREATH);
    }
  }

  /** Deletes what can be deleted now; true when nothing is left. */
  static boolean tryDelete(Path directory) {
    if (Files.notExists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    try (Stream<Path> walk = Files.walk(directory)) {
      List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
      return true;
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }
}
