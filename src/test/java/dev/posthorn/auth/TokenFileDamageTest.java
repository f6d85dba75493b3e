package dev.posthorn.auth;

import static dev.posthorn.auth.AccountTest.failure;
import static dev.posthorn.auth.TestHome.ANN;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.auth.AuthException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are not what they should be: moved aside whole, named, and never deleted. */
final class TokenFileDamageTest {
  private static final URI GOOGLE = URI.create("https://oauth2.googleapis.com/token");
  private static final String ASIDE = ANN + ".json.corrupt-20261122T171500Z";
  private TestHome test;

  @BeforeEach
  void makeHome(@TempDir Path folder) throws Exception {
    test = new TestHome(folder);
    test.home.store(test.expiring(GOOGLE));
  }

  static Stream<String> damages() {
    String client = "\"client_id\":\"c\",\"client_secret\":\"hush\",\"token_uri\":\"https://x/\"";
    return Stream.of(
        "",
        " \n",
        "\0\0\0\0",
        "{",
        "[]",
        "null",
        "\"text\"",
        "{} {}",
        "{'client_id': 'lenient'}",
        "<html>hush</html>",
        "\u00e9".repeat(3),
        "{\"client_id\":5}",
        "{\"client_id\":\"c\"}",
        "{\"client_id\":\"c\",\"client_secret\":\"hush\"}",
        "{" + client + ",\"refresh_token\":\"hush\\r\\nX: y\"}",
        "{" + client + ",\"refresh_token\":{}}",
        "{" + client + ",\"token\":[\"hush\"]}",
        "{" + client + ",\"token\":\"hush\",\"expiry\":\"soon\"}",
        "{" + client + ",\"token\":\"hush\",\"expiry\":1763832600}",
        "{" + client + ",\"scopes\":7}",
        "{" + client + ",\"scopes\":[\"a b\"]}",
        "{" + client + ",\"account\":{}}",
        "[".repeat(100_000),
        "x".repeat(TokenFiles.LONGEST + 1));
  }

  @ParameterizedTest
  @MethodSource("damages")
  void brokenFileIsMovedAsideWholeAndNamed(String damage) throws Exception {
    byte[] bytes = damage.getBytes(damage.startsWith("\u00e9") ? ISO_8859_1 : UTF_8);
    Files.write(test.file(), bytes);

    AuthException broken = failure(() -> test.another().account(ANN));

    assertThat(broken.kind()).isEqualTo(Kind.TOKEN_FILE);
    assertThat(broken)
        .hasMessageContaining(test.file().toString())
        .hasMessageContaining(ASIDE)
        .hasMessageNotContaining("hush");
    assertThat(broken.getCause().toString()).doesNotContain("hush");
    assertThat(broken.remedy()).isEqualTo("Run: posthorn login --account " + ANN);
    assertThat(test.names()).containsExactly(ASIDE);
    assertThat(Files.readAllBytes(test.tokens().resolve(ASIDE))).isEqualTo(bytes);
    assertThat(failure(() -> test.another().account(ANN)).kind()).isEqualTo(Kind.NO_CONSENT);
  }

  @Test
  void everyTruncationOfARealFileIsNoticed() throws Exception {
    byte[] whole = Files.readAllBytes(test.file());
    for (int length = 0; length < whole.length - 2; length += 7) {
      Files.write(test.file(), Arrays.copyOf(whole, length));
      assertThat(failure(() -> test.another().account(ANN)).kind()).isEqualTo(Kind.TOKEN_FILE);
      test.home.store(test.expiring(GOOGLE));
    }
  }

  @Test
  void secondBrokenFileOfOneSecondKeepsTheFirst() throws Exception {
    for (String damage : new String[] {"one", "two", "three"}) {
      Files.writeString(test.file(), damage);
      assertThat(failure(() -> test.home.account(ANN)).kind()).isEqualTo(Kind.TOKEN_FILE);
      test.home.store(test.expiring(GOOGLE));
    }
    assertThat(test.names()).containsExactly(ANN + ".json", ASIDE, ASIDE + "-2", ASIDE + "-3");
    assertThat(test.tokens().resolve(ASIDE)).hasContent("one");
    assertThat(test.tokens().resolve(ASIDE + "-3")).hasContent("three");
  }

  @Test
  void fileThatMayNotBeReadIsMovedAsideSoThatALoginCannotOverwriteIt() throws Exception {
    byte[] content = Files.readAllBytes(test.file());
    test.files.fail("read", new AccessDeniedException(test.file().toString()));
    AuthException denied = failure(() -> test.home.account(ANN));
    assertThat(denied.kind()).isEqualTo(Kind.TOKEN_FILE);
    assertThat(denied).hasMessageContaining("may not be read").hasMessageContaining(ASIDE);
    assertThat(Files.readAllBytes(test.tokens().resolve(ASIDE))).isEqualTo(content);
  }

  @Test
  void diskThatCannotReadJustNowLeavesTheFileWhereItIs() throws Exception {
    test.files.fail("read", new IOException("Input/output error"));
    AuthException broken = failure(() -> test.home.account(ANN));
    assertThat(broken.kind()).isEqualTo(Kind.TOKEN_FILE);
    assertThat(broken).hasMessageContaining("Input/output error").hasMessageContaining(ANN);
    assertThat(test.names()).containsExactly(ANN + ".json");
  }

  @Test
  void brokenFileThatCannotBeMovedIsLeftAndNamed() throws Exception {
    Files.writeString(test.file(), "broken");
    test.files.fail("moveAside", new IOException("Read-only file system"));
    AuthException stuck = failure(() -> test.home.account(ANN));
    assertThat(stuck).hasMessageContaining("Read-only file system");
    assertThat(test.file()).hasContent("broken");
  }

  @Test
  void temporaryFilesOfDeadProcessesAreSweptAndOthersAreNot() throws Exception {
    Path own = test.tokens().resolve("." + ANN + ".json.tmp");
    Path dead = test.tokens().resolve(".bob@example.com.json.tmp");
    Path alive = test.tokens().resolve(".eve@example.com.json.tmp");
    Path foreign = test.tokens().resolve(".something.tmp");
    for (Path left : new Path[] {own, dead, alive, foreign}) {
      Files.writeString(left, "half");
    }
    EntryLocks locks = new EntryLocks(test.files, Patience.real().sleep());
    Path lock = test.tokens().toRealPath().resolve(".eve@example.com.json.lock");
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    Thread writer =
        new Thread(
            () -> {
              try (EntryLocks.Held eve = locks.tryLock(lock).orElseThrow()) {
                held.countDown();
                done.await();
                assertThat(eve).isNotNull();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    writer.start();
    held.await();
    test.another().store(test.expiring(GOOGLE));
    assertThat(own).doesNotExist();
    assertThat(dead).doesNotExist();
    assertThat(alive).as("its writer lives").exists();
    assertThat(foreign).as("not ours").exists();
    done.countDown();
    writer.join();
    test.another().store(test.expiring(GOOGLE));
    assertThat(alive).doesNotExist();
  }
}
