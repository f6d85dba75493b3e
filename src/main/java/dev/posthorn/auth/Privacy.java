package dev.posthorn.auth;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Who may read a token file: its owner alone (mode 0600 in a folder of mode 0700).
 *
 * <p>A file that others may read is <em>refused</em>, as ssh refuses such a private key: its secret
 * may be known already, and tightening it in silence would hide that. A folder is tightened: it
 * holds nothing but names, and a fresh checkout brings it as 0755. Symbolic links are refused for
 * files (saving would replace the link, not what it points at) and followed for the folder itself.
 *
 * <p>Where the file system knows no POSIX permissions (Windows), the folder's own access list is
 * all there is. A file system that claims to know them and forgets them (FAT mounted on Linux) is
 * refused.
 */
final class Privacy {
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  private Privacy() {}

  /** Tells whether a path's file system has POSIX permissions to keep. */
  static boolean isKept(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** What a new file is created with, so that there is no moment when others may open it. */
  static FileAttribute<?>[] ofNewFiles(Path file) {
    return isKept(file)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(FILE)}
        : new FileAttribute<?>[0];
  }

  /** Makes a folder, and those above it that are missing, for its owner alone. */
  static void makePrivateFolder(Path folder) throws IOException {
    if (!isKept(folder)) {
      Files.createDirectories(folder);
      return;
    }
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER));
    }
    if (isOpenToOthers(Files.getPosixFilePermissions(folder))) {
      Files.setPosixFilePermissions(folder, FOLDER);
    }
    if (isOpenToOthers(Files.getPosixFilePermissions(folder))) {
      throw new UnsafeFileException(
          "the file system of " + folder + " does not keep permissions (wanted 0700)",
          "Choose another --home, on a file system that does.");
    }
  }

  /** Refuses what is no plain file of the owner alone. */
  static void requirePrivateFile(Path file) throws IOException {
    Path folder = file.getParent();
    // Java 25 says "no such file" of what would be below a plain file; 17 says what is wrong.
    if (folder != null && Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new UnsafeFileException(
          folder + " is not a folder", "Move it out of the way: " + folder);
    }
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
    if (attributes.isSymbolicLink()) {
      throw new UnsafeFileException(
          "it is a symbolic link", "Put the file itself in the place of the link: " + file);
    }
    if (!attributes.isRegularFile()) {
      throw new UnsafeFileException("it is not a plain file", "Move it out of the way: " + file);
    }
    if (isKept(file) && isOpenToOthers(Files.getPosixFilePermissions(file, NOFOLLOW_LINKS))) {
      throw new UnsafeFileException(
          "others on this machine may read or change it (wanted mode 0600)",
          "Run: chmod 600 '"
              + file
              + "'. If somebody may have read it, end its consent: posthorn logout");
    }
  }

  private static boolean isOpenToOthers(Set<PosixFilePermission> permissions) {
    return permissions.stream().anyMatch(permission -> !FOLDER.contains(permission));
  }
}
