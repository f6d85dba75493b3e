package dev.posthorn.cli.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder into which a person saves messages as files, one each.
 *
 * @param folder where the files are; folders in it are not looked into
 */
public record FolderMailbox(Path folder) implements Mailbox {
  /** More than a probe needs; a folder with more is another one. */
  private static final int MOST_FILES = 2_000;

  /** A message of a probe has a few kilobytes. */
  private static final int LONGEST = 1 << 20;

  @Override
  public List<byte[]> look() throws IOException {
    List<byte[]> found = new ArrayList<>();
    for (Path file : files()) {
      try (InputStream in = Files.newInputStream(file)) {
        found.add(in.readNBytes(LONGEST));
      }
    }
    return found;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().limit(MOST_FILES).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
