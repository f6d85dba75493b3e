package dev.posthorn.auth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One lock a lock file, held against the other threads of this JVM and against other processes.
 *
 * <p>A lock file is empty, begins with a dot, and is never replaced and never deleted: two
 * processes that lock two files of one name exclude nobody. The kernel frees the lock of a process
 * that dies.
 */
final class EntryLocks {
  /** Longer than the slowest refresh (30 s of attempts, and 80 s for the last one to time out). */
  static final Duration PATIENCE = Duration.ofSeconds(150);

  private static final Duration POLL = Duration.ofMillis(20);

  /**
   * Static, against the house rule, because what it stands for is: the kernel knows one lock a file
   * and <em>process</em>, and closing any channel of that file gives the lock away (fcntl(2)). So
   * two stores over one folder in one JVM must never have the lock file open at the same time.
   */
  private static final ConcurrentMap<Path, ReentrantLock> IN_THIS_JVM = new ConcurrentHashMap<>();

  private final TokenFiles files;
  private final Patience.Sleep pause;

  EntryLocks(TokenFiles files, Patience.Sleep pause) {
    this.files = files;
    this.pause = pause;
  }

  /** A lock that is held until it is closed, by the thread that took it. */
  interface Held extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Takes a lock, waiting for whoever holds it.
   *
   * @param file the lock file, by its real path
   * @return the lock, or empty when it did not come free within {@link #PATIENCE}
   */
  Optional<Held> lock(Path file) throws IOException, InterruptedException {
    return take(file, PATIENCE);
  }

  /** Takes a lock that nobody holds, or none. */
  Optional<Held> tryLock(Path file) throws IOException, InterruptedException {
    return take(file, Duration.ZERO);
  }

  private Optional<Held> take(Path file, Duration patience)
      throws IOException, InterruptedException {
    ReentrantLock local = IN_THIS_JVM.computeIfAbsent(file, path -> new ReentrantLock(true));
    if (local.isHeldByCurrentThread()
        || !local.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      return Optional.empty();
    }
    @Nullable Held held = null;
    try {
      held = acrossProcesses(file, local, patience);
      return Optional.ofNullable(held);
    } finally {
      if (held == null) {
        local.unlock();
      }
    }
  }

  private @Nullable Held acrossProcesses(Path file, ReentrantLock local, Duration patience)
      throws IOException, InterruptedException {
    FileChannel channel = files.openLock(file);
    boolean taken = false;
    try {
      Duration waited = Duration.ZERO;
      while (!isTaken(channel)) {
        if (waited.compareTo(patience) >= 0) {
          return null;
        }
        pause.sleep(POLL);
        waited = waited.plus(POLL);
      }
      taken = true;
      return () -> release(channel, local);
    } finally {
      if (!taken) {
        channel.close();
      }
    }
  }

  private static boolean isTaken(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // Held in this JVM by a copy of this class from another class loader.
    }
  }

  private static void release(FileChannel channel, ReentrantLock local) {
    try {
      channel.close(); // and with it the lock
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot close a lock file.", e);
    } finally {
      local.unlock();
    }
  }
}
