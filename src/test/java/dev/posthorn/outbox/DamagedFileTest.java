package dev.posthorn.outbox;

import static dev.posthorn.outbox.Letters.accept;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.outbox.OutboxException.Kind;
import dev.posthorn.testing.Command;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A damaged file is named and moved aside with all that belongs to it, and never deleted. */
final class DamagedFileTest {
  private static final int PAGE = 4096;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void fill() throws Exception {
    file = folder.resolve("outbox.db");
    try (Outbox outbox = Outbox.open(file)) {
      for (int i = 0; i < 100; i++) {
        accept(outbox, "m" + i);
      }
    }
  }

  /** What befalls a file. */
  enum Damage {
    GARBAGE {
      @Override
      void to(Path file) throws Exception {
        byte[] garbage = new byte[10 * PAGE];
        Arrays.fill(garbage, (byte) 0x2a);
        Files.write(file, garbage);
      }
    },
    A_FEW_WORDS {
      @Override
      void to(Path file) throws Exception {
        Files.writeString(file, "no database");
      }
    },
    TRUNCATED {
      @Override
      void to(Path file) throws Exception {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
          open.setLength(open.length() / PAGE / 2 * PAGE);
        }
      }
    },
    PAGES_IN_THE_MIDDLE {
      @Override
      void to(Path file) throws Exception {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
          byte[] garbage = new byte[(int) open.length() - 8 * PAGE];
          Arrays.fill(garbage, (byte) 0x2a);
          open.seek(8 * PAGE);
          open.write(garbage);
        }
      }
    };

    abstract void to(Path file) throws Exception;
  }

  @ParameterizedTest
  @EnumSource
  void itIsMovedAsideAndTheNextOneStartsFresh(Damage damage) throws Exception {
    damage.to(file);
    byte[] damaged = Files.readAllBytes(file);

    OutboxException broken = failure(this::use);
    Path aside = aside("outbox\\.db\\.damaged-[0-9TZ.]+");
    assertThat(broken.kind()).isEqualTo(Kind.BROKEN);
    assertThat(broken).hasMessageContaining(file.toString()).hasMessageContaining(aside.toString());
    assertThat(broken.remedy()).contains(aside.toString());
    assertThat(Files.readAllBytes(aside)).hasSizeGreaterThanOrEqualTo(damaged.length);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(aside)))
        .isEqualTo("rw-------");

    assertThat(file).doesNotExist();
    use();
    try (Outbox fresh = Outbox.open(file)) {
      assertThat(fresh.workload(Duration.ZERO).due()).isEqualTo(1);
    }
  }

  private void use() throws Exception {
    try (Outbox outbox = Outbox.open(file)) {
      outbox.list(Letters.all(), entry -> {});
      accept(outbox, "one more");
    }
  }

  private static OutboxException failure(ThrowingCallable call) {
    return catchThrowableOfType(OutboxException.class, call);
  }

  private Path aside(String pattern) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found =
          files.filter(each -> each.getFileName().toString().matches(pattern)).toList();
      assertThat(found).hasSize(1);
      return found.get(0);
    }
  }

  @Test
  void whatWasWrittenLastGoesWithIt() throws Exception {
    byte[] log;
    try (Outbox other = Outbox.open(file)) {
      accept(other, "in the log");
      log = Files.readAllBytes(folder.resolve("outbox.db-wal"));
      assertThat(log).isNotEmpty();
      Damage.GARBAGE.to(file);
      assertThat(failure(this::use).kind()).isEqualTo(Kind.BROKEN);

      assertThat(Files.readAllBytes(aside(".*damaged-[0-9TZ.]+-wal"))).startsWith(log);
      aside(".*damaged-[0-9TZ.]+-shm");
      assertThat(folder.resolve("outbox.db-wal")).doesNotExist();
      assertThat(folder.resolve("outbox.db-shm")).doesNotExist();
      use();
      OutboxException late = failure(() -> accept(other, "into the moved one"));
      assertThat(late.kind()).isEqualTo(Kind.BROKEN);
      assertThat(late).hasMessageContaining("moved");
    }
    try (Outbox fresh = Outbox.open(file)) {
      assertThat(fresh.workload(Duration.ZERO).due()).isEqualTo(1);
    }
  }

  /** Two find it at once, and somebody has begun a fresh one before the second comes to it. */
  @Test
  void theFreshOneIsNotMovedByWhoFoundTheOldOneDamaged() throws Exception {
    SqliteFile first = new SqliteFile(file);
    first.prepare();
    SqliteFile second = new SqliteFile(file);
    second.prepare();

    assertThat(first.moveAside()).isPresent();
    use();
    assertThat(second.moveAside()).isEmpty();
    try (Outbox fresh = Outbox.open(file)) {
      assertThat(fresh.workload(Duration.ZERO).due()).isEqualTo(1);
    }
  }

  @Test
  void whatIsMerelyOutOfReachIsNotMoved() throws Exception {
    Files.createDirectory(folder.resolve("outbox.db-wal"));
    OutboxException broken = failure(this::use);
    assertThat(broken.kind()).isEqualTo(Kind.BROKEN);
    Files.delete(folder.resolve("outbox.db-wal"));

    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).noneMatch(each -> each.toString().contains("damaged"));
    }
    use();
  }

  @Test
  void theRemedySavesWhatCanBeRead() throws Exception {
    Damage.PAGES_IN_THE_MIDDLE.to(file);
    String remedy = failure(this::use).remedy();
    assertThat(remedy).startsWith("Save what can be read: ");
    if (Command.of("sh", "-c", "command -v sqlite3").run().status() == 0) {
      String command = remedy.substring(remedy.indexOf(": ") + 2);
      assertThat(Command.of("sh", "-c", command).run().status()).isZero();
    }
  }
}
