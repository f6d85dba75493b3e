package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;

/**
 * The class archive of one Java: Posthorn's classes as that Java keeps them in memory, so that a
 * start maps them and parses none (class data sharing; from Java 25 on, an AOT cache). It lies
 * beside the jars:
 *
 * <pre>
 * lib/posthorn-17-1a2b3c4d.jsa   the archive, with the time of lib/modules in that Java's home;
 *                                empty when it could not be made
 * lib/posthorn-17-1a2b3c4d.jvm   what it fits, with the time of posthorn.jar; three lines:
 *                                the program java, Java's home, lib
 * lib/posthorn-archive.lock      locked by whoever makes one
 * lib/.archive-…                 where one is being made
 * </pre>
 *
 * <p>The times are how the launcher sees, without reading, that the jars or the Java are others by
 * now: a time that is merely older proves nothing, since packages carry the times of their making.
 */
final class ClassArchive {
  private static final String WORKSHOP = ".archive-";

  private final Path lib;
  private final Path java;
  private final Path javaHome;
  private final Path archive;
  private final Path note;

  private ClassArchive(Path lib, Path javaHome) {
    this.lib = lib;
    // Not what the launcher ran: a program that chooses among several is the same for all.
    this.java = javaHome.resolve("bin").resolve("java");
    this.javaHome = javaHome;
    String name =
        "posthorn-%d-%08x".formatted(Runtime.version().feature(), javaHome.toString().hashCode());
    this.archive = lib.resolve(name + ".jsa");
    this.note = lib.resolve(name + ".jvm");
  }

  /** That of the Java which runs, beside the jars which the launcher gave it. */
  static ClassArchive ofProcess() throws Stop, IOException {
    String lib = System.getProperty("posthorn.lib", "");
    if (lib.isEmpty()) {
      throw new Stop(
          ExitCode.CONFIGURATION,
          "Only the launcher uses class archives, and Posthorn was not started by it.",
          "Run bin/posthorn of the folder that 'mvn package' made: target/posthorn.");
    }
    return new ClassArchive(
        Path.of(lib).toRealPath(), Path.of(System.getProperty("java.home")).toRealPath());
  }

  Path file() {
    return archive;
  }

  Path lib() {
    return lib;
  }

  Path javaHome() {
    return javaHome;
  }

  Path launcher() {
    return lib.resolveSibling("bin").resolve("posthorn");
  }

  /**
   * When the jars were built: taken before an archive is made, for the case of a build meanwhile.
   */
  FileTime jarTime() throws IOException {
    return Files.getLastModifiedTime(jar());
  }

  private Path jar() {
    return lib.resolve("posthorn.jar");
  }

  private Path modules() {
    return javaHome.resolve("lib").resolve("modules");
  }

  /**
   * Keeps others from making one here, as long as the channel is open.
   *
   * @throws Stop when somebody makes one now
   */
  FileChannel lock() throws IOException, Stop {
    FileChannel channel =
        FileChannel.open(
            lib.resolve("posthorn-archive.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new Stop(
          ExitCode.TEMPORARY,
          "Another posthorn makes a class archive in " + lib + " now.",
          "Wait some seconds, then: posthorn archive");
    }
    return channel;
  }

  /**
   * A folder to make one in, on the same disk; those that a kill -9 left are swept away, where they
   * are ours.
   *
   * @param lock shows that no other is at work
   */
  TemporaryHome workshop(FileChannel lock) throws IOException {
    if (!lock.isOpen()) {
      throw new IllegalStateException("The lock was given back.");
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(lib, WORKSHOP + "*")) {
      left.forEach(TemporaryHome::tryDelete);
    }
    return TemporaryHome.in(lib, WORKSHOP);
  }

  /** Puts a finished archive in its place; until the note is there, the launcher uses none. */
  void publish(Path made, FileTime jarTime) throws IOException {
    place(made, archive, Files.getLastModifiedTime(modules()));
    Path text = made.resolveSibling("note");
    Files.writeString(text, java + "\n" + javaHome + "\n" + lib + "\n", UTF_8);
    place(text, note, jarTime);
  }

  /**
   * Notes that one is about to be made without anybody's asking, so that it is not tried again.
   *
   * @return false when one is there, or when this disk keeps times too coarsely for the launcher
   */
  boolean markAsTried() throws IOException, Stop {
    if (fits()) {
      return false;
    }
    try (FileChannel lock = lock();
        TemporaryHome folder = workshop(lock)) {
      publish(Files.createFile(folder.directory().resolve("empty")), jarTime());
      return fits();
    }
  }

  /** As the launcher judges it. */
  private boolean fits() throws IOException {
    try {
      return Files.getLastModifiedTime(note).equals(jarTime())
          && Files.getLastModifiedTime(archive).equals(Files.getLastModifiedTime(modules()))
          && Files.readAllLines(note, UTF_8)
              .equals(List.of(java.toString(), javaHome.toString(), lib.toString()));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Deletes those that fit no Java or jar any more. */
  void sweepOthers() throws IOException {
    try (DirectoryStream<Path> notes = Files.newDirectoryStream(lib, "posthorn-*.jvm")) {
      for (Path other : notes) {
        if (!other.equals(note) && !fitsSome(other)) {
          Files.deleteIfExists(other);
          String name = other.getFileName().toString();
          Files.deleteIfExists(other.resolveSibling(name.replace(".jvm", ".jsa")));
        }
      }
    }
  }

  /** Whether a Java is there that may use it. */
  private boolean fitsSome(Path other) {
    try {
      List<String> lines = Files.readAllLines(other, UTF_8);
      return lines.size() == 3
          && Files.exists(Path.of(lines.get(0)))
          && Files.getLastModifiedTime(other).equals(jarTime());
    } catch (IOException e) {
      return false;
    }
  }

  /** Whole or not at all, also after a power failure, and for those who may read the jar. */
  private void place(Path from, Path to, FileTime time) throws IOException {
    if (Files.getFileStore(from).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(from, Files.getPosixFilePermissions(jar()));
    }
    try (FileChannel channel = FileChannel.open(from, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.setLastModifiedTime(from, time);
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }
}
