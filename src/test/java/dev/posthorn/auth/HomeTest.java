package dev.posthorn.auth;

import static dev.posthorn.auth.AccountTest.failure;
import static dev.posthorn.auth.TestHome.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.auth.AuthException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HomeTest {
  private static final URI GOOGLE = URI.create("https://oauth2.googleapis.com/token");
  private TestHome test;

  @BeforeEach
  void makeHome(@TempDir Path folder) {
    test = new TestHome(folder.resolve("home"));
  }

  @Test
  void openingAndListingMakesNothing() throws Exception {
    assertThat(test.home.accounts()).isEmpty();
    assertThat(failure(() -> test.home.account(ANN)).kind()).isEqualTo(Kind.NO_CONSENT);
    assertThat(failure(() -> test.home.soleAccount()).remedy()).isEqualTo("Run: posthorn login");
    assertThat(test.home.forget(ANN)).isFalse();
    assertThat(test.home.directory()).doesNotExist();
  }

  @Test
  void storedGrantIsReadAsItWas() throws Exception {
    Grant grant = test.grant(GOOGLE, Duration.ofHours(1));
    Account stored = test.home.store(grant);
    assertThat(test.another().account("  ANN@Example.com ").grant()).isEqualTo(grant);
    assertThat(stored.file()).isEqualTo(test.file());
    assertThat(stored.clientId()).isEqualTo("client-id");
    assertThat(stored.tokenUri()).isEqualTo(GOOGLE);
  }

  @Test
  void oneAccountIsTheDefaultAndSeveralMustBeNamed() throws Exception {
    test.home.store(test.expiring(GOOGLE));
    assertThat(test.home.soleAccount().email()).isEqualTo(ANN);
    test.home.store(named("bob@example.com"));

    AuthException several = failure(() -> test.home.soleAccount());
    assertThat(several.kind()).isEqualTo(Kind.SEVERAL_ACCOUNTS);
    assertThat(several).hasMessageContaining("ann@example.com, bob@example.com");
    assertThat(test.home.accounts()).containsExactly(ANN, "bob@example.com");
  }

  @Test
  void laterConsentWithoutARefreshTokenKeepsTheStoredOne() throws Exception {
    test.home.store(test.expiring(GOOGLE));
    Grant again = withoutRefreshToken(test.grant(GOOGLE, Duration.ofHours(1)));
    test.home.store(again);
    assertThat(test.another().account(ANN).grant().refreshToken())
        .isEqualTo(Secret.of("the-refresh-token"));
  }

  @Test
  void refreshTokenIsNeverLentToAnotherClientOrServer() throws Exception {
    test.home.store(test.expiring(GOOGLE));
    byte[] before = Files.readAllBytes(test.file());
    URI elsewhere = URI.create("https://evil.example/token");

    AuthException refused =
        failure(() -> test.home.store(withoutRefreshToken(test.expiring(elsewhere))));

    assertThat(refused.kind()).isEqualTo(Kind.CONFIGURATION);
    assertThat(Files.readAllBytes(test.file())).isEqualTo(before);
  }

  @Test
  void newConsentReplacesABrokenFileWhichIsKept() throws Exception {
    test.home.store(test.expiring(GOOGLE));
    Files.writeString(test.file(), "{\"refresh_token\":");
    test.home.store(test.expiring(GOOGLE));
    assertThat(test.another().account(ANN).hasRefreshToken()).isTrue();
    assertThat(test.names()).containsExactly(ANN + ".json", ANN + ".json.corrupt-20261122T171500Z");
  }

  @Test
  void hostileAccountNamesStayInTheFolder() throws Exception {
    for (String name : new String[] {"../../evil", "/etc/passwd", ".", "..", "a\0b", "nul/../x"}) {
      test.home.store(named(name));
      assertThat(test.another().account(name).email()).isEqualTo(name);
      assertThat(test.another().forget(name)).isTrue();
    }
    try (var above = Files.list(test.home.directory())) {
      assertThat(above.map(Path::getFileName).map(Path::toString)).containsExactly("tokens");
    }
    assertThat(failure(() -> test.home.account("a".repeat(300))).kind()).isEqualTo(Kind.TOKEN_FILE);
  }

  @Test
  void fullDiskWhileStoringKeepsWhatWasThere() throws Exception {
    test.home.store(test.expiring(GOOGLE));
    byte[] before = Files.readAllBytes(test.file());
    for (String operation : new String[] {"create", "replace"}) {
      test.files.fail(operation, new IOException("No space left on device"));
      AuthException full = failure(() -> test.home.store(test.grant(GOOGLE, Duration.ofHours(2))));
      assertThat(full.kind()).isEqualTo(Kind.TOKEN_FILE);
      assertThat(full).hasMessageContaining("What was stored before is still there");
      test.files.heal();
      assertThat(Files.readAllBytes(test.file())).isEqualTo(before);
      assertThat(test.names()).containsExactly(ANN + ".json");
    }
  }

  @Test
  void fileOfAnotherAccountIsNotTakenForThisOne() throws Exception {
    test.home.store(test.expiring(GOOGLE));
    Files.move(test.file(), test.tokens().resolve("bob@example.com.json"));
    AuthException mixed = failure(() -> test.home.account("bob@example.com"));
    assertThat(mixed.kind()).isEqualTo(Kind.TOKEN_FILE);
    assertThat(test.tokens().resolve("bob@example.com.json")).exists();
  }

  @Test
  void tokenAddressInAFileIsCheckedBeforeAnySecretGoesThere() throws Exception {
    test.home.store(test.expiring(GOOGLE));
    String json = Files.readString(test.file());
    for (String address :
        new String[] {"http://evil.example/token", "ftp://x/", "https://u:p@x/", "no url"}) {
      Files.writeString(test.file(), json.replace(GOOGLE.toString(), address));
      assertThat(failure(() -> test.another().account(ANN)).kind()).isEqualTo(Kind.CONFIGURATION);
      assertThat(test.file()).as("no reason to move it aside").exists();
    }
  }

  @Test
  void commandToPasteNeverHoldsWhatAShellWouldTakeApart() {
    assertThat(failure(() -> test.home.account("$(reboot)@x.example")).remedy())
        .isEqualTo("Run: posthorn login");
  }

  private Grant named(String email) {
    Grant grant = test.expiring(GOOGLE);
    return new Grant(email, null, grant.refreshToken(), Set.of(), grant.client(), null);
  }

  private static Grant withoutRefreshToken(Grant grant) {
    return new Grant(
        grant.email(),
        grant.accessToken(),
        null,
        grant.scopes(),
        grant.client(),
        grant.consentedAt());
  }
}
