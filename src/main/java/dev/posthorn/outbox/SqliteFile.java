package dev.posthorn.outbox;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file of a ledger in its place: made for its owner alone, watched while it is used, and moved
 * aside when it is damaged. Beside it SQLite keeps {@code …-wal}, what was written last and belongs
 * to it, and {@code …-shm}; both get the file's mode.
 *
 * <p>Thread-safe.
 */
final class SqliteFile {
  private static final Set<PosixFilePermission> OWN = PosixFilePermissions.fromString("rw-------");
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Path named;
  private Path file;
  private @Nullable Object identity;

  /**
   * Names a file.
   *
   * @param named perhaps a link; beside what it leads to the other files are
   */
  SqliteFile(Path named) {
    this.named = named.toAbsolutePath().normalize();
    this.file = this.named;
  }

  /** As it was named. */
  @Override
  public String toString() {
    return named.toString();
  }

  /** The file itself. */
  synchronized Path file() {
    return file;
  }

  /** Makes the file when there is none, in folders of its own; from now on it is watched. */
  synchronized void prepare() throws IOException {
    Path folder = named.getParent();
    if (folder != null) {
      makeFolder(folder);
    }
    try {
      Files.createFile(named, ofNew("rw-------"));
    } catch (FileAlreadyExistsException e) {
      // The usual case: another command made it.
    }
    file = named.toRealPath();
    identity = identity();
  }

  /** Whether nobody but its owner may read or change it. */
  boolean isOwn() throws IOException {
    return !isPosix() || OWN.containsAll(Files.getPosixFilePermissions(file()));
  }

  boolean isRegular() {
    return Files.isRegularFile(file());
  }

  /** Whether it is still the file that was prepared. */
  synchronized boolean isInPlace() throws IOException {
    return Objects.equals(identity, identity());
  }

  private @Nullable Object identity() throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return "none";
    }
  }

  /** The folders that it takes: a power failure takes no entry of them away. */
  private void makeFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = folder.getParent();
    if (parent != null) {
      makeFolder(parent);
    }
    Files.createDirectories(folder, ofNew("rwx------"));
    if (parent != null && isPosix()) { // Others cannot open a folder.
      try (FileChannel channel = FileChannel.open(parent, READ)) {
        channel.force(true);
      }
    }
  }

  private boolean isPosix() {
    return named.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private FileAttribute<?>[] ofNew(String permissions) {
    return isPosix()
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /**
   * Gives the file and those beside it other names; nothing is ever deleted. Processes that found
   * it damaged at the same time take turns, so that none moves the fresh one that comes after it.
   *
   * @return its new name; empty when somebody else has moved it
   */
  synchronized Optional<Path> moveAside() throws IOException {
    Path turn = beside(file, ".moving");
    try (FileChannel channel = FileChannel.open(turn, Set.of(CREATE, WRITE), ofNew("rw-------"));
        var lock = channel.lock()) {
      if (!lock.isValid() || !isInPlace()) {
        return Optional.empty();
      }
      Path aside = beside(file, ".damaged-" + STAMP.format(Instant.now()));
      Path log = beside(file, "-wal");
      if (Files.exists(log)) {
        // First: SQLite deletes the log of a file that is not there.
        keep(log, beside(aside, "-wal"));
      }
      Files.move(file, aside);
      Files.deleteIfExists(log);
      Path index = beside(file, "-shm");
      if (Files.exists(index)) {
        Files.move(index, beside(aside, "-shm"));
      }
      return Optional.of(aside);
    }
  }

  /** Under both names, or under the new one alone where there are no such links. */
  private static void keep(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
    } catch (UnsupportedOperationException | IOException e) {
      Files.move(from, to);
    }
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }
}
