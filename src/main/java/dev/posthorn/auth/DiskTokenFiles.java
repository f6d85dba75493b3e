package dev.posthorn.auth;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** The token store's disk: files of mode 0600 in a folder of mode 0700, from their creation on. */
final class DiskTokenFiles implements TokenFiles {
  @Override
  public byte[] read(Path file) throws IOException {
    Privacy.requirePrivateFile(file);
    return uninterrupted(
        () -> {
          try (InputStream in = Channels.newInputStream(open(file, Set.of(READ)))) {
            return in.readNBytes(LONGEST + 1);
          }
        });
  }

  @Override
  public void create(Path file, byte[] content) throws IOException {
    uninterrupted(
        () -> {
          Files.deleteIfExists(file);
          return write(file, Set.of(CREATE_NEW, WRITE, NOFOLLOW_LINKS), content);
        });
  }

  @Override
  public void fill(Path file, byte[] content) throws IOException {
    uninterrupted(() -> write(file, Set.of(WRITE, NOFOLLOW_LINKS), content));
  }

  @Override
  public void replace(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public boolean moveAside(Path from, Path to) throws IOException {
    try {
      Files.move(from, to);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  @Override
  public boolean delete(Path file) throws IOException {
    return Files.deleteIfExists(file);
  }

  @Override
  public void force(Path folder) throws IOException {
    if (!Privacy.isKept(folder)) {
      return; // Windows cannot open a folder; its renames are journalled.
    }
    uninterrupted(
        () -> {
          try (FileChannel channel = FileChannel.open(folder, READ)) {
            channel.force(true);
          }
          return true;
        });
  }

  @Override
  public void prepare(Path folder) throws IOException {
    Privacy.makePrivateFolder(folder);
  }

  @Override
  public List<String> names(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        names.add(String.valueOf(entry.getFileName()));
      }
    }
    Collections.sort(names);
    return names;
  }

  @Override
  public FileChannel openLock(Path file) throws IOException {
    return open(file, Set.of(CREATE, WRITE, NOFOLLOW_LINKS));
  }

  private static boolean write(Path file, Set<OpenOption> options, byte[] content)
      throws IOException {
    try (FileChannel channel = open(file, options)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.truncate(content.length);
      channel.force(true);
    }
    return true;
  }

  private static FileChannel open(Path file, Set<? extends OpenOption> options) throws IOException {
    return FileChannel.open(file, options, Privacy.ofNewFiles(file));
  }

  private interface DiskCall<T> {
    T run() throws IOException;
  }

  /** A channel closes itself under an interrupted thread; so the flag is taken away meanwhile. */
  private static <T> T uninterrupted(DiskCall<T> call) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try {
          return call.run();
        } catch (ClosedByInterruptException e) {
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
