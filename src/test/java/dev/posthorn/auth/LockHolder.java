package dev.posthorn.auth;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** A process that takes a lock and keeps it until its standard input ends, or says "busy". */
final class LockHolder {
  private LockHolder() {}

  public static void main(String[] arguments) throws Exception {
    EntryLocks locks = new EntryLocks(new DiskTokenFiles(), Patience.real().sleep());
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Optional<EntryLocks.Held> held = locks.tryLock(Path.of(arguments[0]));
    out.println(held.isPresent() ? "locked" : "busy");
    while (System.in.read() >= 0) {
      Thread.onSpinWait();
    }
    held.ifPresent(EntryLocks.Held::close);
  }
}
