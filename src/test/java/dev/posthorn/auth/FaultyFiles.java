package dev.posthorn.auth;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** A real disk of which single operations fail, as on a full or broken one. */
final class FaultyFiles implements TokenFiles {
  private final TokenFiles disk = new DiskTokenFiles();
  private final ConcurrentMap<String, IOException> faults = new ConcurrentHashMap<>();

  /** Lets every later call of an operation fail. */
  void fail(String operation, IOException fault) {
    faults.put(operation, fault);
  }

  void heal() {
    faults.clear();
  }

  @Override
  public byte[] read(Path file) throws IOException {
    check("read");
    return disk.read(file);
  }

  @Override
  public void create(Path file, byte[] content) throws IOException {
    if (faults.containsKey("create")) { // A full disk leaves a part behind.
      disk.create(file, new byte[content.length / 2]);
    }
    check("create");
    disk.create(file, content);
  }

  @Override
  public void fill(Path file, byte[] content) throws IOException {
    if (faults.containsKey("fill")) {
      disk.fill(file, new byte[content.length / 2]);
    }
    check("fill");
    disk.fill(file, content);
  }

  @Override
  public void replace(Path from, Path to) throws IOException {
    check("replace");
    disk.replace(from, to);
  }

  @Override
  public boolean moveAside(Path from, Path to) throws IOException {
    check("moveAside");
    return disk.moveAside(from, to);
  }

  @Override
  public boolean delete(Path file) throws IOException {
    check("delete");
    return disk.delete(file);
  }

  @Override
  public void force(Path folder) throws IOException {
    check("force");
    disk.force(folder);
  }

  @Override
  public void prepare(Path folder) throws IOException {
    check("prepare");
    disk.prepare(folder);
  }

  @Override
  public List<String> names(Path folder) throws IOException {
    check("names");
    return disk.names(folder);
  }

  @Override
  public FileChannel openLock(Path file) throws IOException {
    check("openLock");
    return disk.openLock(file);
  }

  private void check(String operation) throws IOException {
    IOException fault = faults.get(operation);
    if (fault != null) {
      throw fault;
    }
  }
}
