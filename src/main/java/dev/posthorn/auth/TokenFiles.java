package dev.posthorn.auth;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * The few things the token store asks of a disk; a seam, so that tests can let each of them fail.
 *
 * <p>Every call finishes although the thread was interrupted, and leaves its interrupt flag as it
 * was: a token that the server just gave must not be lost because somebody pressed Ctrl-C.
 */
interface TokenFiles {
  /** No token file is longer; one that is, is not read to its end. */
  int LONGEST = 1 << 20;

  /**
   * Reads a private file, at most one byte more than {@link #LONGEST}.
   *
   * @throws java.nio.file.NoSuchFileException when there is none
   * @throws UnsafeFileException when it is no plain file, or others may read it
   */
  byte[] read(Path file) throws IOException;

  /** Writes a new private file to the disk itself; one that is left over there is deleted first. */
  void create(Path file, byte[] content) throws IOException;

  /** Writes over a file made by {@link #create}, to the disk itself. */
  void fill(Path file, byte[] content) throws IOException;

  /**
   * Puts a file in another's place in one step: whoever opens that place sees the old or the new.
   */
  void replace(Path from, Path to) throws IOException;

  /** Renames, unless the place is taken; tells whether it did. */
  boolean moveAside(Path from, Path to) throws IOException;

  /** Deletes a file and tells whether there was one. */
  boolean delete(Path file) throws IOException;

  /** Writes a folder's entries to the disk itself, so that a rename outlives a power cut. */
  void force(Path folder) throws IOException;

  /** Makes a folder that only its owner may enter, or makes an existing one so. */
  void prepare(Path folder) throws IOException;

  /** The names in a folder; none when there is no such folder. */
  List<String> names(Path folder) throws IOException;

  /** Opens a lock file, which is made when missing and never replaced. */
  FileChannel openLock(Path file) throws IOException;
}
