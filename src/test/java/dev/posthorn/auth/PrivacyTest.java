package dev.posthorn.auth;

import static dev.posthorn.auth.AccountTest.failure;
import static dev.posthorn.auth.TestHome.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.posthorn.auth.AuthException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PrivacyTest {
  private static final URI GOOGLE = URI.create("https://oauth2.googleapis.com/token");
  private TestHome test;

  @BeforeEach
  void makeHome(@TempDir Path folder) throws Exception {
    assumeThat(folder.getFileSystem().supportedFileAttributeViews()).contains("posix");
    test = new TestHome(folder.resolve("made").resolve("home"));
    test.home.store(test.expiring(GOOGLE));
  }

  @Test
  void everythingStoredIsForTheOwnerAlone() throws Exception {
    assertThat(mode(test.home.directory())).isEqualTo("rwx------");
    assertThat(mode(test.tokens())).isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(test.tokens())) {
      assertThat(files).hasSize(2).allSatisfy(f -> assertThat(mode(f)).isEqualTo("rw-------"));
    }
  }

  @Test
  void temporaryFileIsPrivateBeforeAnythingIsInIt(@TempDir Path folder) throws Exception {
    Path temporary = folder.resolve("t");
    Files.writeString(temporary, "left over, for all to read");
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-rw-rw-"));
    new DiskTokenFiles().create(temporary, new byte[3]);
    assertThat(mode(temporary)).isEqualTo("rw-------");
    assertThat(temporary).hasSize(3);
  }

  @Test
  void folderOfAFreshCheckoutIsTightened() throws Exception {
    Files.setPosixFilePermissions(test.tokens(), PosixFilePermissions.fromString("rwxrwxr-x"));
    test.home.store(test.expiring(GOOGLE));
    assertThat(mode(test.tokens())).isEqualTo("rwx------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw-r-----", "rw--w----", "rw-----w-", "rwx-----x"})
  void fileThatOthersMayReadIsRefusedAsSshWould(String mode) throws Exception {
    Files.setPosixFilePermissions(test.file(), PosixFilePermissions.fromString(mode));
    AuthException refused = failure(() -> test.another().account(ANN));
    assertThat(refused.kind()).isEqualTo(Kind.TOKEN_FILE);
    assertThat(refused).hasMessageContaining("others on this machine");
    assertThat(refused.remedy()).contains("chmod 600 '" + test.file() + "'");
    assertThat(mode(test.file())).as("not tightened in silence").isEqualTo(mode);
  }

  @Test
  void symbolicLinkForATokenFileIsRefused(@TempDir Path elsewhere) throws Exception {
    Path target = elsewhere.resolve("target.json");
    Files.move(test.file(), target);
    Files.createSymbolicLink(test.file(), target);
    AuthException refused = failure(() -> test.another().account(ANN));
    assertThat(refused.kind()).isEqualTo(Kind.TOKEN_FILE);
    assertThat(refused).hasMessageContaining("symbolic link");
    assertThat(failure(() -> test.home.store(test.expiring(GOOGLE))).kind())
        .isEqualTo(Kind.TOKEN_FILE);
    assertThat(Files.isSymbolicLink(test.file())).isTrue();
    assertThat(target).isNotEmptyFile();
  }

  @Test
  void symbolicLinkForATemporaryOrLockFileIsNotWrittenThrough(@TempDir Path elsewhere)
      throws Exception {
    Path victim = elsewhere.resolve("victim");
    Files.writeString(victim, "precious");
    Files.createSymbolicLink(test.tokens().resolve("." + ANN + ".json.tmp"), victim);
    test.home.store(test.expiring(GOOGLE));
    assertThat(victim).hasContent("precious");

    Path lock = test.tokens().resolve("." + ANN + ".json.lock");
    Files.delete(lock);
    Files.createSymbolicLink(lock, elsewhere.resolve("made-by-a-link"));
    assertThat(failure(() -> test.home.store(test.expiring(GOOGLE))).kind())
        .isEqualTo(Kind.TOKEN_FILE);
    assertThat(elsewhere.resolve("made-by-a-link")).doesNotExist();
  }

  @Test
  void folderItselfMayBeASymbolicLink(@TempDir Path elsewhere) throws Exception {
    TestHome linked = new TestHome(elsewhere);
    Files.createSymbolicLink(linked.tokens(), test.tokens());
    assertThat(linked.home.account(ANN).hasRefreshToken()).isTrue();
    linked.home.store(linked.expiring(GOOGLE));
    assertThat(Files.isSymbolicLink(linked.tokens())).isTrue();
  }

  @Test
  void folderInThePlaceOfATokenFileIsNamed() throws Exception {
    Files.delete(test.file());
    Files.createDirectory(test.file());
    assertThat(failure(() -> test.another().account(ANN))).hasMessageContaining("not a plain file");
  }

  @Test
  void fileInThePlaceOfTheFolderIsNamed(@TempDir Path folder) throws Exception {
    TestHome other = new TestHome(folder);
    Files.writeString(other.tokens(), "a file");
    for (var call :
        new ThrowingCallable[] {
          () -> other.home.accounts(),
          () -> other.home.account(ANN),
          () -> other.home.store(other.expiring(GOOGLE))
        }) {
      AuthException named = failure(call);
      assertThat(named.kind()).isEqualTo(Kind.TOKEN_FILE);
      assertThat(named).hasMessageContaining(other.tokens().toString());
    }
  }

  @Test
  void withoutPosixPermissionsStoringWorksAllTheSame() throws Exception {
    try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows())) {
      TestHome there = new TestHome(windows.getPath("C:\\posthorn"));
      there.home.store(there.expiring(GOOGLE));
      assertThat(there.another().account(ANN).hasRefreshToken()).isTrue();
      assertThat(there.home.accounts()).containsExactly(ANN);
    }
  }

  @Test
  void fileSystemThatForgetsPermissionsIsRefused() throws Exception {
    test.files.fail("prepare", new UnsafeFileException("it does not keep permissions", "Move it."));
    AuthException refused = failure(() -> test.home.store(test.expiring(GOOGLE)));
    assertThat(refused.kind()).isEqualTo(Kind.TOKEN_FILE);
    assertThat(refused.remedy()).isEqualTo("Move it.");
  }

  private static String mode(Path path) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
