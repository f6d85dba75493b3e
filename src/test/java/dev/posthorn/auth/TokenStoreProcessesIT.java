package dev.posthorn.auth;

import static dev.posthorn.auth.TestHome.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.auth.oauth2.StoredCredential;
import com.google.api.client.util.store.DataStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several real processes at one token folder. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class TokenStoreProcessesIT {
  @Test
  void processesAndThreadsWithAnExpiredTokenMakeOneRefresh(@TempDir Path folder) throws Exception {
    Home home = Home.at(folder);
    try (ScriptedTokenServer server = new ScriptedTokenServer();
        OtherJvm one = OtherJvm.start(TokenRefresher.class, folder, ANN);
        OtherJvm two = OtherJvm.start(TokenRefresher.class, folder, ANN)) {
      assertThat(one.line()).isEqualTo("ready");
      assertThat(two.line()).isEqualTo("ready");
      for (int round = 1; round <= 10; round++) {
        home.store(expired(server));
        one.go();
        two.go();
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          tokens.add(one.line());
          tokens.add(two.line());
        }
        assertThat(tokens).hasSize(8).containsOnly("access-" + round);
        assertThat(server.forms()).hasSize(round);
      }
    }
  }

  @Test
  void twoProcessesThatStoreTwoHundredKeysEachKeepAllFourHundred(@TempDir Path folder)
      throws Exception {
    try (OtherJvm one = OtherJvm.start(TokenSaver.class, folder, "key-", 0, 200);
        OtherJvm two = OtherJvm.start(TokenSaver.class, folder, "key-", 200, 200)) {
      while (one.line() != null) {
        assertThat(two).isNotNull();
      }
      while (two.line() != null) {
        assertThat(one).isNotNull();
      }
      assertThat(one.exit()).isZero();
      assertThat(two.exit()).isZero();
    }
    DataStore<StoredCredential> store =
        StoredCredential.getDefaultDataStore(new FileTokenStoreFactory(folder));
    assertThat(store.values())
        .hasSize(400)
        .allSatisfy(
            kept ->
                assertThat(kept.getRefreshToken())
                    .isEqualTo("refresh-" + kept.getExpirationTimeMilliseconds()));
  }

  @Test
  void twoProcessesAtOneKeyNeverMixTheirTokens(@TempDir Path folder) throws Exception {
    DataStore<StoredCredential> store =
        StoredCredential.getDefaultDataStore(new FileTokenStoreFactory(folder));
    try (OtherJvm one = OtherJvm.start(TokenSaver.class, folder, "key", 0, 300);
        OtherJvm two = OtherJvm.start(TokenSaver.class, folder, "key", 1000, 300)) {
      assertThat(one.line()).isEqualTo("0");
      assertThat(two.line()).isEqualTo("1000");
      while (one.line() != null && two.line() != null) {
        StoredCredential seen = store.get("key");
        assertThat(seen.getRefreshToken())
            .isEqualTo("refresh-" + seen.getExpirationTimeMilliseconds());
      }
    }
  }

  private static Grant expired(ScriptedTokenServer server) {
    return new Grant(
        ANN,
        new AccessToken(Secret.of("expired"), Instant.now().minus(Duration.ofHours(1))),
        Secret.of("refresh"),
        Set.of(),
        new Grant.Client("id", Secret.of("secret"), server.tokenUri()),
        null);
  }
}
