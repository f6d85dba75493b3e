package dev.posthorn.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.auth.oauth2.StoredCredential;
import com.google.api.client.util.store.DataStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * 300 JVMs, each killed (SIGKILL) while it saves tokens as fast as it can: no file is corrupt, and
 * no refresh token is lost whose saving had returned.
 */
final class TokenStoreKillIT {
  private static final int LANES = 4;
  private static final int KILLS_A_LANE = 75;

  private final AtomicInteger halfWritten = new AtomicInteger();
  private final AtomicBoolean over = new AtomicBoolean();

  @Test
  @Timeout(value = 300, unit = TimeUnit.SECONDS)
  void threeHundredKillsCorruptNothingAndLoseNoRefreshToken(@TempDir Path folder) throws Exception {
    ExecutorService lanes = Executors.newFixedThreadPool(LANES);
    List<Future<Integer>> running = new ArrayList<>();
    for (int lane = 0; lane < LANES; lane++) {
      String key = "lane" + lane + "@example.com";
      running.add(lanes.submit(() -> killMany(folder, key)));
    }
    try {
      for (Future<Integer> kills : running) {
        assertThat(kills.get()).isEqualTo(KILLS_A_LANE);
      }
    } finally {
      over.set(true);
      lanes.shutdown();
      assertThat(lanes.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(halfWritten).as("kills that hit in the middle of a save").hasPositiveValue();

    store(folder).set("last@example.com", new StoredCredential().setRefreshToken("r"));
    assertThat(names(folder)).noneMatch(name -> name.endsWith(".tmp"));
    assertThat(names(folder)).noneMatch(name -> name.contains("corrupt"));
    assertThat(store(folder).size()).isEqualTo(LANES + 1);
  }

  private int killMany(Path folder, String key) throws IOException, InterruptedException {
    Random random = new Random(key.hashCode());
    long next = 0;
    int kills = 0;
    while (kills < KILLS_A_LANE && !over.get()) {
      try (OtherJvm saver = OtherJvm.start(TokenSaver.class, folder, key, next, 1_000_000)) {
        long saved = -1;
        for (int i = random.nextInt(8); i >= 0; i--) {
          saved = Long.parseLong(saver.line());
        }
        for (String line : saver.kill()) {
          saved = Math.max(saved, wholeNumber(line));
        }
        kills++;
        if (Files.exists(folder.resolve("." + key + ".json.tmp"))) {
          halfWritten.incrementAndGet();
        }
        next = checked(folder, key, saved) + 1;
      }
    }
    return kills;
  }

  /** What is stored is whole, and is the last that was said to be saved, or one that came after. */
  private static long checked(Path folder, String key, long saved) throws IOException {
    StoredCredential stored = store(folder).get(key);
    assertThat(stored).as(key).isNotNull();
    long number = stored.getExpirationTimeMilliseconds();
    assertThat(number).isGreaterThanOrEqualTo(saved).isLessThanOrEqualTo(saved + 2);
    assertThat(stored.getRefreshToken()).isEqualTo("refresh-" + number);
    assertThat(stored.getAccessToken()).hasSize("access-".length() + (int) (number % 1500));
    return number;
  }

  /** The number of a line, or -1 for one that the kill cut short. */
  private static long wholeNumber(String line) {
    return line.matches("[0-9]+") ? Long.parseLong(line) : -1;
  }

  private static DataStore<StoredCredential> store(Path folder) throws IOException {
    return StoredCredential.getDefaultDataStore(new FileTokenStoreFactory(folder));
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
