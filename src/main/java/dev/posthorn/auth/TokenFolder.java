package dev.posthorn.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The folder of token files: reads them, and changes one at a time under its lock.
 *
 * <p>Thread-safe, and safe across processes. A file that cannot be understood is moved aside under
 * a name of its own, and never deleted.
 */
final class TokenFolder {
  private static final DateTimeFormatter ASIDE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final String TEMPORARY = ".tmp";

  private final Path folder;
  private final TokenFiles files;
  private final EntryLocks locks;
  private final Clock clock;
  private final AtomicBoolean swept = new AtomicBoolean();

  TokenFolder(Path folder, Surroundings around) {
    this.folder = folder;
    this.files = around.files();
    this.locks = new EntryLocks(around.files(), around.patience().sleep());
    this.clock = around.clock();
  }

  /** Makes something of a token file's members. */
  interface Reader<T> {
    T read(JsonFields fields) throws UnusableJsonException, AuthException;
  }

  Path path() {
    return folder;
  }

  Path file(String account) throws AuthException {
    return folder.resolve(EntryName.fileOf(account));
  }

  /** A folder below this one, for the entries of another program's store. */
  TokenFolder below(String name, Surroundings around) {
    return new TokenFolder(folder.resolve(name), around);
  }

  List<String> accounts() throws AuthException {
    try {
      List<String> accounts = new ArrayList<>();
      for (String name : files.names(folder)) {
        EntryName.accountOf(name).ifPresent(accounts::add);
      }
      return accounts;
    } catch (IOException e) {
      throw TokenFileTrouble.of("Cannot list the token files in " + folder, e);
    }
  }

  /** Reads an entry, without its lock unless it is broken. */
  <T> Optional<T> read(String account, Reader<T> reader) throws AuthException {
    Path file = file(account);
    try {
      return understood(file, reader);
    } catch (UnusableJsonException | AccessDeniedException e) {
      // Moving it aside is a change: look again under the lock, where nobody else repairs it.
      try (Session session = lock(account)) {
        return session.read(reader);
      }
    } catch (IOException e) {
      throw TokenFileTrouble.of("Cannot read the token file " + file, e);
    }
  }

  /** Takes the lock of an entry, and makes the folder when it is missing. */
  Session lock(String account) throws AuthException {
    Path file = file(account);
    try {
      files.prepare(folder);
      Path real = folder.toRealPath();
      EntryLocks.Held held =
          locks.lock(lockFile(real, file)).orElseThrow(() -> TokenFileTrouble.locked(account));
      Session session = new Session(account, real.resolve(file.getFileName()), held);
      try {
        files.delete(session.temporary);
        sweepOnce(real);
        return session;
      } catch (IOException | InterruptedException | AuthException e) {
        held.close();
        throw e;
      }
    } catch (IOException e) {
      throw TokenFileTrouble.of("Cannot lock the token file " + file, e);
    } catch (InterruptedException e) {
      throw TokenFileTrouble.interrupted("waiting for the lock of " + file, e);
    }
  }

  private <T> Optional<T> understood(Path file, Reader<T> reader)
      throws IOException, UnusableJsonException, AuthException {
    byte[] content;
    try {
      content = files.read(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (content.length > TokenFiles.LONGEST) {
      throw new UnusableJsonException("it is longer than any token file");
    }
    return Optional.of(reader.read(JsonFields.parse(content)));
  }

  /**
   * Deletes what a killed process left half written. Whoever writes a temporary file holds the lock
   * of its entry; so one whose lock is free has no writer any more.
   */
  private void sweepOnce(Path real) throws IOException, InterruptedException, AuthException {
    if (swept.getAndSet(true)) {
      return;
    }
    for (String name : files.names(real)) {
      if (!name.startsWith(".") || !name.endsWith(TEMPORARY)) {
        continue;
      }
      String entry = name.substring(1, name.length() - TEMPORARY.length());
      if (EntryName.accountOf(entry).isPresent()) {
        Optional<EntryLocks.Held> held = locks.tryLock(lockFile(real, real.resolve(entry)));
        if (held.isPresent()) {
          try {
            files.delete(real.resolve(name));
          } finally {
            held.get().close();
          }
        }
      }
    }
  }

  private static Path lockFile(Path real, Path file) {
    return real.resolve("." + file.getFileName() + ".lock");
  }

  /** One entry under its lock, until it is closed; for the thread that took it. */
  final class Session implements AutoCloseable {
    private final String account;
    private final Path file;
    private final Path temporary;
    private final EntryLocks.Held held;
    private boolean reserved;

    private Session(String account, Path file, EntryLocks.Held held) {
      this.account = account;
      this.file = file;
      this.temporary = file.resolveSibling("." + file.getFileName() + TEMPORARY);
      this.held = held;
    }

    /** Reads the entry; one that is broken is moved aside, and the exception says where. */
    <T> Optional<T> read(Reader<T> reader) throws AuthException {
      try {
        return understood(file, reader);
      } catch (UnusableJsonException e) {
        throw TokenFileTrouble.movedAside(account, file, moveAside(), e);
      } catch (AccessDeniedException e) {
        throw TokenFileTrouble.unreadable(account, file, moveAside(), e);
      } catch (IOException e) {
        throw TokenFileTrouble.of("Cannot read the token file " + file, e);
      }
    }

    /** Reads what is left of the entry; one that is broken is moved aside and counts as none. */
    <T> Optional<T> salvage(Reader<T> reader) throws AuthException {
      try {
        return understood(file, reader);
      } catch (UnusableJsonException | AccessDeniedException e) {
        moveAside();
        return Optional.empty();
      } catch (IOException e) {
        throw TokenFileTrouble.of("Cannot read the token file " + file, e);
      }
    }

    /**
     * Takes the room that the next {@link #write} needs, so that a full disk shows before the
     * server is asked for a token that could not be kept.
     */
    void reserve() throws AuthException {
      try {
        files.create(temporary, new byte[16 * 1024]);
        reserved = true;
      } catch (IOException e) {
        throw TokenFileTrouble.notStored(file, e);
      }
    }

    void write(JsonFields fields) throws AuthException {
      byte[] content = fields.write().getBytes(UTF_8);
      try {
        if (reserved) {
          files.fill(temporary, content);
        } else {
          reserved = true;
          files.create(temporary, content);
        }
        files.replace(temporary, file);
        reserved = false;
        files.force(folder);
      } catch (IOException e) {
        throw TokenFileTrouble.notStored(file, e);
      }
    }

    boolean delete() throws AuthException {
      try {
        boolean existed = files.delete(file);
        files.force(folder);
        return existed;
      } catch (IOException e) {
        throw TokenFileTrouble.of("Cannot delete the token file " + file, e);
      }
    }

    @Override
    public void close() throws AuthException {
      try {
        if (reserved) {
          files.delete(temporary);
        }
      } catch (IOException e) {
        throw TokenFileTrouble.of("Cannot delete the temporary file " + temporary, e);
      } finally {
        held.close();
      }
    }

    private Path moveAside() throws AuthException {
      String name = file.getFileName() + ".corrupt-" + ASIDE.format(clock.instant());
      try {
        for (int count = 1; ; count++) {
          Path aside = file.resolveSibling(count == 1 ? name : name + "-" + count);
          if (files.moveAside(file, aside)) {
            return aside;
          }
        }
      } catch (IOException e) {
        throw TokenFileTrouble.of("Cannot move the broken token file " + file + " aside", e);
      }
    }
  }
}
