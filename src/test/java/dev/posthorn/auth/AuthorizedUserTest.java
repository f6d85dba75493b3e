package dev.posthorn.auth;

import static dev.posthorn.auth.AccountTest.failure;
import static dev.posthorn.auth.TestHome.ANN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.auth.AuthException.Kind;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AuthorizedUserTest {
  /** As google-auth 2.x writes it, its members in its order. */
  private static final String PYTHON =
      """
      {"token": "ya29.hush", "refresh_token": "1//hush",
       "token_uri": "https://oauth2.googleapis.com/token",
       "client_id": "id.apps.googleusercontent.com", "client_secret": "GOCSPX-hush",
       "scopes": ["https://www.googleapis.com/auth/gmail.send", "email"],
       "universe_domain": "googleapis.com", "account": "",
       "expiry": "2026-11-22T18:00:00.123456Z"}""";

  private TestHome test;

  @BeforeEach
  void makeHome(@TempDir Path folder) {
    test = new TestHome(folder);
  }

  @Test
  void whatGoogleAuthWritesIsTakenOver(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("token.json");
    Files.writeString(file, PYTHON);

    Account account = test.home.importAuthorizedUser(file, "Ann@Example.com");

    assertThat(account.email()).isEqualTo(ANN);
    assertThat(account.expiry()).contains(Instant.parse("2026-11-22T18:00:00.123456Z"));
    assertThat(account.accessToken().value()).isEqualTo(Secret.of("ya29.hush"));
    assertThat(account.scopes()).containsExactlyInAnyOrder(Scope.SEND.url(), Scope.EMAIL.url());
    assertThat(account.consentedAt()).isEmpty();
    assertThat(test.another().account(ANN).grant()).isEqualTo(account.grant());
    assertThat(file).hasContent(PYTHON);
  }

  @Test
  void whatGcloudWritesGoesToGooglesTokenServer() throws Exception {
    Account account =
        test.home.importAuthorizedUser(
            """
            {"type": "authorized_user", "client_id": "i", "client_secret": "s",
             "refresh_token": "r", "quota_project_id": "p"}""",
            ANN);
    assertThat(account.tokenUri()).isEqualTo(URI.create("https://oauth2.googleapis.com/token"));
    assertThat(account.valid()).isFalse();
    assertThat(account.scopes()).isEmpty();
  }

  @Test
  void exportedJsonIsTakenOverAgainAsItWas(@TempDir Path elsewhere) throws Exception {
    Account account = test.home.importAuthorizedUser(PYTHON, ANN);
    Home other = new TestHome(elsewhere).home;
    assertThat(Account.fromAuthorizedUser(account.toJson(), other).grant())
        .isEqualTo(account.grant());
    assertThat(JsonFields.parse(account.toJson()).text("type")).contains("authorized_user");
  }

  @Test
  void expiryWithoutAZoneIsUtc() throws Exception {
    Account account = test.home.importAuthorizedUser(PYTHON.replace(".123456Z", ""), ANN);
    assertThat(account.expiry()).contains(Instant.parse("2026-11-22T18:00:00Z"));
  }

  @Test
  void tokenWithoutAnExpiryIsRefreshedBeforeItIsUsed() throws Exception {
    Account account =
        test.home.importAuthorizedUser(PYTHON.replace("\"expiry\"", "\"other\""), ANN);
    assertThat(account.valid()).isFalse();
    assertThat(account.hasRefreshToken()).isTrue();
  }

  @Test
  void accountMustBeNamedOnceAndOnlyOne() throws Exception {
    assertThat(failure(() -> test.home.importAuthorizedUser(PYTHON, null)).remedy())
        .contains("--account");
    String named = PYTHON.replace("\"account\": \"\"", "\"account\": \"bob@example.com\"");
    assertThat(failure(() -> test.home.importAuthorizedUser(named, ANN)).kind())
        .isEqualTo(Kind.WRONG_ACCOUNT);
    assertThat(test.home.accounts()).isEmpty();
    assertThat(test.home.importAuthorizedUser(named, null).email()).isEqualTo("bob@example.com");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"token\": | \"type\": \"service_account\", \"token\": | INPUT",
        "\"token\": | \"type\": 7, \"token\": | INPUT",
        "\"client_id\" | \"x\" | INPUT",
        "\"client_secret\" | \"x\" | INPUT",
        "https://oauth2.googleapis.com | http://evil.example | CONFIGURATION",
        "\"googleapis.com\" | \"evil.example\" | INPUT",
        "1//hush | a\\nb | INPUT",
        "2026-11-22T | tomorrow | INPUT",
        "\"account\": \"\" | \"account\": \"a\\u001b[2J@b\" | INPUT",
        "\"account\": \"\" | \"account\": \"nobody\" | INPUT",
      })
  void otherJsonIsRefusedWithoutQuotingIt(String from, String to, Kind kind) {
    String json = PYTHON.replace(from, to);
    assertThat(json).isNotEqualTo(PYTHON);
    String account = json.contains("\"account\": \"\"") ? ANN : null;
    AuthException refused = failure(() -> test.home.importAuthorizedUser(json, account));
    assertThat(refused.kind()).isEqualTo(kind);
    assertThat(refused).hasMessageNotContaining("hush").hasMessageNotContaining("\u001b");
    assertThat(test.tokens()).doesNotExist();
  }

  @Test
  void jsonThatCouldNeverGiveATokenIsRefused() {
    String json = PYTHON.replace("\"refresh_token\"", "\"a\"").replace("\"expiry\"", "\"b\"");
    assertThat(failure(() -> test.home.importAuthorizedUser(json, ANN)))
        .hasMessageContaining("refresh_token");
  }

  @Test
  void missingHugeAndBrokenFilesAreNamed(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("x.json");
    AuthException missing = failure(() -> test.home.importAuthorizedUser(file, ANN));
    assertThat(missing.kind()).isEqualTo(Kind.INPUT);
    assertThat(missing).hasMessageContaining(file.toString());
    Files.writeString(file, "x".repeat(TokenFiles.LONGEST + 1));
    assertThat(failure(() -> test.home.importAuthorizedUser(file, ANN)))
        .hasMessageContaining("1 MiB");
    Files.writeString(file, "{\"token\":");
    assertThat(failure(() -> test.home.importAuthorizedUser(file, ANN)).kind())
        .isEqualTo(Kind.INPUT);
    assertThat(file).exists();
  }
}
