package dev.posthorn.outbox;

import static dev.posthorn.outbox.Letters.accept;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.outbox.OutboxException.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a ledger is a file: who may read it, and what it may be. */
final class SqlitePlaceTest {
  @TempDir Path folder;

  private static String mode(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void allFilesAndTheNewFoldersAreItsOwnersAlone() throws Exception {
    Path home = folder.resolve("new").resolve("home");
    try (Outbox outbox = Outbox.open(home.resolve("outbox.db"))) {
      accept(outbox, "private");
      try (Stream<Path> files = Files.list(home)) {
        assertThat(files)
            .hasSize(3)
            .allSatisfy(file -> assertThat(mode(file)).isEqualTo("rw-------"));
      }
    }
    assertThat(mode(home)).isEqualTo("rwx------");
    assertThat(mode(home.getParent())).isEqualTo("rwx------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw-rw----", "rw----r--", "rw-----w-", "rwx------"})
  void aFileThatOthersMayReadIsRefusedWithTheCommandThatMendsIt(String mode) throws Exception {
    Path file = folder.resolve("outbox.db");
    Outbox.open(file).close();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

    OutboxException refused = catchThrowableOfType(OutboxException.class, () -> Outbox.open(file));
    assertThat(refused.kind()).isEqualTo(Kind.BROKEN);
    assertThat(refused.remedy()).isEqualTo("Run: chmod 600 '" + file + "'");

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Outbox.open(file).close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "what?x=1", "100%25#1;ü&y", "it's"})
  void anyNameOfAFolderWillDo(String name) throws Exception {
    Path file = folder.resolve(name).resolve("outbox.db");
    String id;
    try (Outbox outbox = Outbox.open(file)) {
      id = accept(outbox, "there");
      assertThat(outbox.where()).isEqualTo(file.toString());
    }
    assertThat(file).isNotEmptyFile();
    try (Outbox outbox = Outbox.open(file)) {
      assertThat(outbox.entry(id).subject()).isEqualTo("there");
    }
  }

  @Test
  void aLinkIsFollowed() throws Exception {
    Path real = Files.createDirectory(folder.resolve("real")).resolve("ledger.db");
    Outbox.open(real).close();
    Path link = Files.createSymbolicLink(folder.resolve("outbox.db"), real);
    try (Outbox outbox = Outbox.open(link)) {
      accept(outbox, "by link");
      assertThat(real.resolveSibling("ledger.db-wal")).exists();
    }
    try (Outbox outbox = Outbox.open(real)) {
      assertThat(outbox.workload(java.time.Duration.ZERO).due()).isEqualTo(1);
    }
  }

  @Test
  void whatIsNoFileIsRefused() throws Exception {
    Path nowhere = Files.createSymbolicLink(folder.resolve("nowhere"), folder.resolve("gone"));
    Path directory = Files.createDirectory(folder.resolve("directory"));
    Path below = Files.createFile(folder.resolve("plain")).resolve("outbox.db");
    for (Path file : new Path[] {nowhere, directory, below}) {
      OutboxException refused =
          catchThrowableOfType(OutboxException.class, () -> Outbox.open(file));
      assertThat(refused.kind()).isEqualTo(Kind.BROKEN);
      assertThat(refused).hasMessageContaining(file.toString());
    }
    assertThat(folder.resolve("gone")).doesNotExist();
  }

  @Test
  void whatIsMovedWhileItIsInUseGetsNothingMore() throws Exception {
    Path file = folder.resolve("outbox.db");
    Path elsewhere = folder.resolve("elsewhere.db");
    try (Outbox outbox = Outbox.open(file)) {
      accept(outbox, "before");
      Files.move(file, elsewhere);
      assertRefuses(outbox);
      assertThat(file).doesNotExist();

      try (Outbox fresh = Outbox.open(file)) {
        accept(fresh, "in the fresh one");
        assertRefuses(outbox);
        assertThat(fresh.workload(java.time.Duration.ZERO).due()).isEqualTo(1);
      }
    }
    try (Outbox fresh = Outbox.open(file)) {
      assertThat(fresh.workload(java.time.Duration.ZERO).due()).isEqualTo(1);
    }
  }

  private static void assertRefuses(Outbox outbox) {
    OutboxException refused =
        catchThrowableOfType(OutboxException.class, () -> accept(outbox, "too late"));
    assertThat(refused.kind()).isEqualTo(Kind.BROKEN);
    assertThat(refused).hasMessageContaining("moved or replaced");
  }

  @Test
  void twoProcessesOrThreadsMayBeTheFirstAtOnce() throws Exception {
    for (int round = 0; round < 5; round++) {
      Path file = folder.resolve("new" + round).resolve("outbox.db");
      Stream.generate(() -> file)
          .limit(6)
          .parallel()
          .map(SqlitePlaceTest::failureToOpen)
          .forEach(failure -> assertThat(failure).isEmpty());
    }
  }

  private static Optional<Exception> failureToOpen(Path file) {
    try (Outbox outbox = Outbox.open(file)) {
      accept(outbox, "first");
      return Optional.empty();
    } catch (Exception e) {
      return Optional.of(e);
    }
  }
}
