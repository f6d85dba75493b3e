package dev.posthorn.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's native library, as the launcher's folder has it. Left to itself, sqlite-jdbc would
 * unpack it into the temporary folder at each start, where a full disk or {@code noexec} stops it.
 */
final class SqliteLibrary {
  private static final String FOLDER = "org.sqlite.lib.path";
  private static final String NAME = "org.sqlite.lib.name";

  private SqliteLibrary() {}

  /** Tells sqlite-jdbc, before its first use; without such a folder it helps itself. */
  static void locate() {
    String lib = System.getProperty("posthorn.lib", "");
    if (lib.isEmpty() || System.getProperty(FOLDER) != null) {
      return;
    }
    String name = LibraryLoaderUtil.getNativeLibName();
    Path folder = Path.of(lib + LibraryLoaderUtil.getNativeLibResourcePath()).toAbsolutePath();
    if (Files.isRegularFile(folder.resolve(name))) {
      System.setProperty(FOLDER, folder.toString());
      System.setProperty(NAME, name);
    }
  }
}
