package dev.posthorn.auth;

import static dev.posthorn.auth.TestHome.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.client.auth.oauth2.StoredCredential;
import com.google.api.client.util.store.DataStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store as Google's libraries use it. */
final class FileTokenStoreFactoryTest {
  private static final URI GOOGLE = URI.create("https://oauth2.googleapis.com/token");
  private TestHome test;
  private DataStore<StoredCredential> store;

  @BeforeEach
  void makeStore(@TempDir Path folder) throws Exception {
    test = new TestHome(folder);
    store = StoredCredential.getDefaultDataStore(test.home.tokenStore());
  }

  @Test
  void emptyStoreHasNothingAndMakesNothing() throws Exception {
    assertThat(store.isEmpty()).isTrue();
    assertThat(store.size()).isZero();
    assertThat(store.get("user")).isNull();
    assertThat(store.get(null)).isNull();
    assertThat(store.delete("user")).isSameAs(store);
    assertThat(test.tokens()).doesNotExist();
  }

  @Test
  void whatIsSetIsFoundByAnotherFactory() throws Exception {
    store
        .set("User/1", credential("a", "r", 1_763_832_600_123L))
        .set("user", credential("b", "s", 1L));
    DataStore<StoredCredential> other =
        new FileTokenStoreFactory(test.tokens()).getDataStore("StoredCredential");
    assertThat(other.get("User/1")).isEqualTo(credential("a", "r", 1_763_832_600_123L));
    assertThat(other.keySet()).containsExactlyInAnyOrder("User/1", "user");
    assertThat(other.values())
        .containsExactlyInAnyOrder(
            credential("a", "r", 1_763_832_600_123L), credential("b", "s", 1L));
    assertThat(other.containsKey("user")).isTrue();
    assertThat(other.containsKey("USER")).isFalse();
    assertThat(other.containsValue(credential("b", "s", 1L))).isTrue();
    assertThat(other.containsValue(credential("b", "s", 2L))).isFalse();
    assertThat(other.size()).isEqualTo(2);
  }

  @Test
  void deletingAndClearingTakeEntriesAway() throws Exception {
    store.set("a", credential("a", "r", 1L)).set("b", credential("b", "s", 1L));
    assertThat(store.delete("a").keySet()).containsExactly("b");
    assertThat(store.clear().isEmpty()).isTrue();
    assertThat(test.names()).isEmpty();
  }

  @Test
  void whatStoredCredentialCannotHoldSurvivesSetting() throws Exception {
    Grant before = test.grant(GOOGLE, Duration.ofHours(1));
    test.home.store(before);
    String json = Files.readString(test.file());
    Files.writeString(test.file(), json.replaceFirst("\\{", "{ \"of_a_later_version\": [1, {}],"));

    store.set(ANN, credential("new-access", "new-refresh", 1_800_000_000_000L));

    Grant after = test.another().account(ANN).grant();
    assertThat(after.scopes()).isEqualTo(before.scopes());
    assertThat(after.client()).isEqualTo(before.client());
    assertThat(after.consentedAt()).isEqualTo(before.consentedAt());
    assertThat(after.refreshToken()).isEqualTo(Secret.of("new-refresh"));
    assertThat(after.accessToken())
        .isEqualTo(
            new AccessToken(Secret.of("new-access"), Instant.ofEpochMilli(1_800_000_000_000L)));
    assertThat(Files.readString(test.file())).contains("of_a_later_version");
  }

  @Test
  void settingWithoutARefreshTokenKeepsTheStoredOne() throws Exception {
    store.set("user", credential("a", "r", 1L));
    store.set("user", new StoredCredential().setAccessToken("b"));
    assertThat(store.get("user").getRefreshToken()).isEqualTo("r");
    assertThat(store.get("user").getAccessToken()).isEqualTo("b");
    assertThat(store.get("user").getExpirationTimeMilliseconds()).isNull();
  }

  @Test
  void entryThatOnlyGooglesLibraryWroteIsNoAccountUntilALogin() throws Exception {
    store.set(ANN, credential("a", "r", 1L));
    AuthException noClient = AccountTest.failure(() -> test.home.account(ANN));
    assertThat(noClient.kind()).isEqualTo(AuthException.Kind.TOKEN_FILE);
    assertThat(noClient.remedy()).isEqualTo("Run: posthorn login --account " + ANN);
    assertThat(test.file()).exists();
    test.home.store(test.expiring(GOOGLE));
    assertThat(test.home.account(ANN).hasRefreshToken()).isTrue();
  }

  @Test
  void valuesOfOtherTypesAreRefused() throws Exception {
    DataStore<String> strings = test.home.tokenStore().getDataStore("StoredCredential");
    assertThatThrownBy(() -> strings.set("user", "a secret text"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.String")
        .hasMessageNotContaining("a secret text");
    assertThat(store.isEmpty()).isTrue();
  }

  @Test
  void tokensThatCouldNotBeReadAgainAreRefused() throws Exception {
    store.set("user", credential("a", "r", 1L));
    assertThatThrownBy(() -> store.set("user", credential("a\r\nX: y", "r", 1L)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(store.get("user")).isEqualTo(credential("a", "r", 1L));
  }

  @Test
  void otherIdsAreOtherStores() throws Exception {
    DataStore<StoredCredential> other = test.home.tokenStore().getDataStore("backup");
    other.set("user", credential("a", "r", 1L));
    assertThat(store.isEmpty()).isTrue();
    assertThat(test.home.accounts()).isEmpty();
    assertThat(test.tokens().resolve("backup").resolve("user.json")).exists();
    assertThat(other.get("user")).isEqualTo(credential("a", "r", 1L));
  }

  @Test
  void brokenFileNamesItselfAndTheCureAndIsKept() throws Exception {
    store.set(ANN, credential("a", "r", 1L));
    Files.writeString(test.file(), "{\"token\": \"hush");
    assertThatThrownBy(() -> store.set(ANN, credential("b", "s", 1L)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(test.file().toString())
        .hasMessageContaining("Run: posthorn login --account " + ANN)
        .hasMessageNotContaining("hush");
    assertThat(test.names()).containsExactly(ANN + ".json.corrupt-20261122T171500Z");
  }

  private static StoredCredential credential(String access, String refresh, long expiry) {
    return new StoredCredential()
        .setAccessToken(access)
        .setRefreshToken(refresh)
        .setExpirationTimeMilliseconds(expiry);
  }
}
