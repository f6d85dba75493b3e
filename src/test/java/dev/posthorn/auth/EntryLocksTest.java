package dev.posthorn.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EntryLocksTest {
  private final TokenFiles files = new DiskTokenFiles();

  @Test
  void threadsWithLocksOfTheirOwnExcludeEachOther(@TempDir Path folder) throws Exception {
    Path file = folder.toRealPath().resolve(".lock");
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<?>> done = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      EntryLocks own = new EntryLocks(files, Patience.real().sleep());
      done.add(
          threads.submit(
              () -> {
                EntryLocks.Held held = own.lock(file).orElseThrow();
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                files.names(folder); // takes a moment
                inside.decrementAndGet();
                held.close();
                return null;
              }));
    }
    for (Future<?> one : done) {
      one.get();
    }
    threads.shutdown();
    assertThat(most).hasValue(1);
  }

  @Test
  void heldLockIsNotTakenTwiceAndIsFreeAfterwards(@TempDir Path folder) throws Exception {
    Path file = folder.toRealPath().resolve(".lock");
    EntryLocks locks = new EntryLocks(files, Patience.real().sleep());
    EntryLocks.Held held = locks.tryLock(file).orElseThrow();
    assertThat(locks.tryLock(file)).isEmpty();
    held.close();
    Optional<EntryLocks.Held> again = locks.tryLock(file);
    assertThat(again).isPresent();
    again.get().close();
    assertThat(file).as("never deleted").exists();
  }

  @Test
  void anotherStoreInThisJvmThatTriesDoesNotGiveTheLockAway(@TempDir Path folder) throws Exception {
    Path file = folder.toRealPath().resolve(".lock");
    EntryLocks.Held held =
        new EntryLocks(files, Patience.real().sleep()).tryLock(file).orElseThrow();
    ExecutorService other = Executors.newSingleThreadExecutor();
    EntryLocks another = new EntryLocks(files, Patience.real().sleep());
    assertThat(other.submit(() -> another.tryLock(file).isPresent()).get()).isFalse();
    other.shutdown();
    try (OtherJvm process = OtherJvm.start(LockHolder.class, file)) {
      assertThat(process.line()).as("fcntl drops a lock at any close").isEqualTo("busy");
    }
    held.close();
  }

  @Test
  void lockThatAnotherProcessKeepsIsGivenUpInTheEnd(@TempDir Path folder) throws Exception {
    Path file = folder.toRealPath().resolve(".lock");
    List<Duration> waits = new ArrayList<>();
    try (OtherJvm other = OtherJvm.start(LockHolder.class, file)) {
      assertThat(other.line()).isEqualTo("locked");
      EntryLocks locks = new EntryLocks(files, waits::add);
      assertThat(locks.tryLock(file)).isEmpty();
      assertThat(waits).isEmpty();
      assertThat(locks.lock(file)).isEmpty();
      assertThat(waits.stream().reduce(Duration.ZERO, Duration::plus))
          .isEqualTo(EntryLocks.PATIENCE);
      other.kill();
      Optional<EntryLocks.Held> free = locks.lock(file);
      assertThat(free).as("the kernel frees the lock of the dead").isPresent();
      free.get().close();
    }
  }

  @Test
  void lockKeptByAnotherProcessIsToldWithTheAccount(@TempDir Path folder) throws Exception {
    TestHome test = new TestHome(folder);
    Grant grant = test.expiring(URI.create("https://oauth2.googleapis.com/token"));
    test.home.store(grant);
    Path lock = test.tokens().toRealPath().resolve("." + TestHome.ANN + ".json.lock");
    try (OtherJvm other = OtherJvm.start(LockHolder.class, lock)) {
      assertThat(other.line()).isEqualTo("locked");
      AuthException locked = AccountTest.failure(() -> test.home.store(grant));
      assertThat(locked.kind()).isEqualTo(AuthException.Kind.TOKEN_FILE);
      assertThat(locked).hasMessageContaining(TestHome.ANN).hasMessageContaining("locked");
    }
  }
}
