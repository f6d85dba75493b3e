package dev.posthorn.auth;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A process that takes a lock, says so, and keeps it until its standard input ends. */
final class LockHolder {
  private LockHolder() {}

  public static void main(String[] arguments) throws Exception {
    EntryLocks locks = new EntryLocks(new DiskTokenFiles(), Pause.real());
    EntryLocks.Held held = locks.lock(Path.of(arguments[0])).orElseThrow();
    new PrintStream(System.out, true, StandardCharsets.UTF_8).println("locked");
    while (System.in.read() >= 0) {
      Thread.onSpinWait();
    }
    held.close();
  }
}
