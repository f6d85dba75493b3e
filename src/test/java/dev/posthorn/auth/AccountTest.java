package dev.posthorn.auth;

import static dev.posthorn.auth.TestHome.ANN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.auth.AuthException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AccountTest {
  private final ScriptedTokenServer server;
  private TestHome test;

  AccountTest() throws IOException {
    server = new ScriptedTokenServer();
  }

  @BeforeEach
  void makeHome(@TempDir Path folder) {
    test = new TestHome(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void freshTokenIsGivenWithoutAskingTheServer() throws Exception {
    Account account = test.home.store(test.grant(server.tokenUri(), Duration.ofSeconds(61)));
    assertThat(account.accessToken().value().value()).isEqualTo("old-access");
    assertThat(server.forms()).isEmpty();
  }

  @Test
  void tokenThatEndsWithinAMinuteIsRefreshedOnceAndStored() throws Exception {
    Account account = test.home.store(test.expiring(server.tokenUri()));

    assertThat(account.accessToken().value().value()).isEqualTo("access-1");
    assertThat(account.accessToken().value().value()).isEqualTo("access-1");
    assertThat(account.expiry()).contains(test.clock.instant().plusSeconds(3599));

    assertThat(server.forms()).hasSize(1);
    assertThat(server.forms().get(0))
        .containsEntry("grant_type", "refresh_token")
        .containsEntry("refresh_token", "the-refresh-token")
        .containsEntry("client_id", "client-id")
        .containsEntry("client_secret", "client-secret");
    Account again = test.another().account(ANN);
    assertThat(again.accessToken().value().value()).isEqualTo("access-1");
    assertThat(again.hasRefreshToken()).isTrue();
    assertThat(again.scopes()).containsExactlyInAnyOrder(Scope.SEND.url(), Scope.LABELS.url());
    assertThat(again.consentedAt()).isEqualTo(account.consentedAt()).isPresent();
  }

  @Test
  void newRefreshTokenAndNewScopesInTheAnswerAreStored() throws Exception {
    server.then(
        200,
        """
        {"access_token": "a", "token_type": "bearer", "expires_in": 10,
         "refresh_token": "rotated", "scope": "email https://mail.google.com/"}""");
    test.home.store(test.expiring(server.tokenUri())).refresh();

    Account again = test.another().account(ANN);
    assertThat(again.toJson()).contains("\"rotated\"").doesNotContain("the-refresh-token");
    assertThat(again.hasScopes(Set.of("email", "smtp"))).isTrue();
    assertThat(again.hasScopes(Set.of("send"))).isFalse();
  }

  @Test
  void manyThreadsWithManyHomesMakeOneRefresh() throws Exception {
    test.home.store(test.expiring(server.tokenUri()));
    CountDownLatch together = new CountDownLatch(16);
    ExecutorService threads = Executors.newFixedThreadPool(16);
    List<Future<String>> tokens = new ArrayList<>();
    Account shared = test.another().account(ANN);
    for (int i = 0; i < 16; i++) {
      Account account = i % 2 == 0 ? shared : test.another().account(ANN);
      tokens.add(
          threads.submit(
              () -> {
                together.countDown();
                together.await();
                return account.accessToken().value().value();
              }));
    }
    for (Future<String> token : tokens) {
      assertThat(token.get()).isEqualTo("access-1");
    }
    threads.shutdown();
    assertThat(server.forms()).hasSize(1);
  }

  @Test
  void rejectedTokenIsReplacedOnceForAllWhoHoldIt() throws Exception {
    Account account = test.home.store(test.grant(server.tokenUri(), Duration.ofHours(1)));
    Account other = test.another().account(ANN);
    AccessToken rejected = account.accessToken();

    assertThat(account.replace(rejected).value().value()).isEqualTo("access-1");
    assertThat(other.replace(rejected).value().value()).isEqualTo("access-1");
    assertThat(server.forms()).hasSize(1);
  }

  @Test
  void refreshAlwaysAsks() throws Exception {
    Account account = test.home.store(test.grant(server.tokenUri(), Duration.ofHours(1)));
    assertThat(account.refresh().value().value()).isEqualTo("access-1");
    assertThat(account.refresh().value().value()).isEqualTo("access-2");
  }

  @Test
  void endedConsentIsSaidAndTheEntryIsKept() throws Exception {
    Account account = test.home.store(test.expiring(server.tokenUri()));
    byte[] before = Files.readAllBytes(test.file());
    server.then(400, "{\"error\": \"invalid_grant\", \"error_description\": \"Bad Request\"}");

    AuthException ended = failure(account::accessToken);

    assertThat(ended.kind()).isEqualTo(Kind.CONSENT_ENDED);
    assertThat(ended.remedy()).isEqualTo("Run: posthorn login --account ann@example.com");
    assertThat(server.forms()).as("invalid_grant is never asked again").hasSize(1);
    assertThat(Files.readAllBytes(test.file())).isEqualTo(before);
    assertThat(test.names()).containsExactly(ANN + ".json");
  }

  @Test
  void forgottenAccountIsNotAskedFor() throws Exception {
    Account account = test.home.store(test.expiring(server.tokenUri()));
    assertThat(test.another().forget("ANN@example.com")).isTrue();
    assertThat(test.another().forget(ANN)).isFalse();
    assertThat(failure(account::accessToken).kind()).isEqualTo(Kind.NO_CONSENT);
    assertThat(server.forms()).isEmpty();
  }

  @Test
  void withoutARefreshTokenTheNextStepIsALogin() throws Exception {
    Grant grant = test.expiring(server.tokenUri());
    Account account =
        test.home.store(
            new Grant(ANN, grant.accessToken(), null, grant.scopes(), grant.client(), null));
    AuthException ended = failure(account::accessToken);
    assertThat(ended.kind()).isEqualTo(Kind.CONSENT_ENDED);
    assertThat(ended.remedy()).contains("login --account");
    assertThat(account.hasRefreshToken()).isFalse();
  }

  @Test
  void validAndExpiredFollowTheClock() throws Exception {
    Account account = test.home.store(test.grant(server.tokenUri(), Duration.ofHours(1)));
    assertThat(account.valid()).isTrue();
    assertThat(account.expired()).isFalse();
    test.clock.advance(Duration.ofHours(1));
    assertThat(account.valid()).isFalse();
    assertThat(account.expired()).isTrue();
  }

  @Test
  void accountWithoutAnAccessTokenIsNeitherValidNorExpired() throws Exception {
    Grant grant = test.expiring(server.tokenUri());
    Account account =
        test.home.store(new Grant(ANN, null, grant.refreshToken(), Set.of(), grant.client(), null));
    assertThat(account.valid()).isFalse();
    assertThat(account.expired()).isFalse();
    assertThat(account.expiry()).isEmpty();
    assertThat(account.accessToken().value().value()).isEqualTo("access-1");
  }

  @Test
  void fullDiskShowsBeforeTheServerIsAskedAndLosesNothing() throws Exception {
    Account account = test.home.store(test.expiring(server.tokenUri()));
    byte[] before = Files.readAllBytes(test.file());
    test.files.fail("create", new IOException("No space left on device"));

    AuthException full = failure(account::accessToken);

    assertThat(full.kind()).isEqualTo(Kind.TOKEN_FILE);
    assertThat(full).hasMessageContaining("No space left").hasMessageContaining(ANN + ".json");
    assertThat(full.remedy()).contains("room");
    assertThat(server.forms()).isEmpty();
    assertThat(Files.readAllBytes(test.file())).isEqualTo(before);
    test.files.heal();
    assertThat(account.accessToken().value().value()).isEqualTo("access-1");
    assertThat(test.names()).containsExactly(ANN + ".json");
  }

  @Test
  void diskThatFailsAfterTheAnswerLeavesTheOldFileWhole() throws Exception {
    Account account = test.home.store(test.expiring(server.tokenUri()));
    byte[] before = Files.readAllBytes(test.file());
    for (String operation : List.of("fill", "replace")) {
      test.files.fail(operation, new IOException("Input/output error"));
      assertThat(failure(account::accessToken).kind()).isEqualTo(Kind.TOKEN_FILE);
      assertThat(Files.readAllBytes(test.file())).isEqualTo(before);
      assertThat(test.names()).containsExactly(ANN + ".json");
      test.files.heal();
    }
    assertThat(account.accessToken().value().value()).isEqualTo("access-3");
  }

  @Test
  void answerIsStoredAlthoughTheThreadIsInterruptedMeanwhile() throws Exception {
    Account account = test.home.store(test.expiring(server.tokenUri()));
    Thread asker = Thread.currentThread();
    server.then(
        exchange -> {
          asker.interrupt();
          ScriptedTokenServer.send(exchange, 200, ScriptedTokenServer.token("late"));
        });
    assertThat(account.accessToken().value().value()).isEqualTo("late");
    assertThat(Thread.interrupted()).as("the flag is left as it was").isTrue();
    assertThat(test.another().account(ANN).accessToken().value().value()).isEqualTo("late");
  }

  @Test
  void textFormShowsNoSecret() throws Exception {
    Account account = test.home.store(test.expiring(server.tokenUri()));
    assertThat(account).hasToString("Account[ann@example.com]");
    assertThat(account.accessToken().toString()).contains("[redacted]").doesNotContain("access-1");
  }

  static AuthException failure(ThrowingCallable call) {
    AuthException failure = catchThrowableOfType(AuthException.class, call);
    assertThat(failure).as("an AuthException").isNotNull();
    return failure;
  }
}
