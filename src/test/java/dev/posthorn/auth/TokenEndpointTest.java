package dev.posthorn.auth;

import static dev.posthorn.auth.AccountTest.failure;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.posthorn.auth.AuthException.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Refreshing against servers that fail in every way that a server can. */
final class TokenEndpointTest {
  private static final String GOOD = ScriptedTokenServer.token("new-access");
  private final ScriptedTokenServer server;
  private TestHome test;

  TokenEndpointTest() throws IOException {
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

  @ParameterizedTest
  @CsvSource({"500", "502", "503", "504", "429", "408"})
  void passingFailureIsAskedAgain(int status) throws Exception {
    server.then(status, "<html>later</html>").then(status, "").then(200, GOOD);
    assertThat(refreshed()).isEqualTo("new-access");
    assertThat(test.pauses).containsExactly(Duration.ofMillis(750), Duration.ofMillis(1500));
  }

  @Test
  void lostConnectionIsAskedAgain() throws Exception {
    server.then(exchange -> exchange.close()).then(200, GOOD);
    assertThat(refreshed()).isEqualTo("new-access");
  }

  @Test
  void answerCutShortIsAskedAgain() throws Exception {
    server
        .then(
            exchange -> {
              exchange.sendResponseHeaders(200, 5000);
              try (OutputStream out = exchange.getResponseBody()) {
                out.write(GOOD.getBytes(UTF_8));
                out.flush();
                throw new IOException("cut");
              }
            })
        .then(200, GOOD);
    assertThat(refreshed()).isEqualTo("new-access");
    assertThat(server.forms()).hasSize(2);
  }

  @Test
  void retryAfterIsHonoured() throws Exception {
    server.then(429, "", "Retry-After", "17").then(200, GOOD);
    assertThat(refreshed()).isEqualTo("new-access");
    assertThat(test.pauses).containsExactly(Duration.ofSeconds(17));
  }

  @Test
  void waitLongerThanOursIsHandedToTheCaller() {
    server.then(503, "", "Retry-After", "3600");
    AuthException later = failure(this::refreshed);
    assertThat(later.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(later).hasMessageContaining("503").hasMessageContaining("wait for 3600 s");
    assertThat(test.pauses).isEmpty();
  }

  @Test
  void fourAttemptsAreTheMost() {
    for (int i = 0; i < 9; i++) {
      server.then(503, "");
    }
    assertThat(failure(this::refreshed).kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(server.forms()).hasSize(4);
    assertThat(test.pauses).hasSize(3);
  }

  @Test
  void waitingCanBeInterrupted() {
    Thread asker = Thread.currentThread();
    server.then(
        exchange -> {
          asker.interrupt();
          ScriptedTokenServer.send(exchange, 503, "");
        });
    assertThat(failure(this::refreshed).kind()).isEqualTo(Kind.INTERRUPTED);
    assertThat(Thread.interrupted()).as("the flag is set again").isTrue();
    assertThat(server.forms()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | {\"error\":\"invalid_grant\"} | CONSENT_ENDED | invalid_grant",
        "400 | {\"error\":\"invalid_grant\",\"error_subtype\":\"invalid_rapt\"} | CONSENT_ENDED |"
            + " invalid_rapt",
        "401 | {\"error\":\"invalid_client\"} | CONFIGURATION | OAuth client",
        "400 | {\"error\":\"unauthorized_client\"} | CONFIGURATION | unauthorized_client",
        "400 | {\"error\":\"deleted_client\"} | CONFIGURATION | deleted_client",
        "401 | '' | CONFIGURATION | OAuth client",
        "404 | <html>hush</html> | CONFIGURATION | token_uri",
        "400 | {\"error\":\"invalid_request\"} | REFUSED | invalid_request",
        "400 | {\"error\":\"admin_policy_enforced\"} | REFUSED | admin_policy_enforced",
        "403 | <html>hush</html> | REFUSED | status 403",
        "400 | {\"error\":\"<b>hush</b>\"} | REFUSED | status 400",
        "400 | {\"error\":{\"hush\":1}} | REFUSED | status 400",
        "302 | hush | UNREACHABLE | sends us elsewhere",
        "204 | '' | UNREACHABLE | sends us elsewhere",
        "407 | hush | UNREACHABLE | proxy",
      })
  void refusalIsNotAskedAgainAndSaysWhatItMeans(int status, String body, Kind kind, String words) {
    server.then(status, body, "Location", "/token");
    AuthException refused = failure(this::refreshed);
    assertThat(refused.kind()).isEqualTo(kind);
    assertThat(refused).hasMessageContaining(words).hasMessageNotContaining("hush");
    assertThat(refused.remedy()).isNotEmpty();
    assertThat(server.forms()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<!DOCTYPE html><title>hush</title>",
        "hush",
        "{\"access_token\": \"hush",
        "[\"hush\"]",
        "{}",
        "{\"access_token\": \"\", \"token_type\": \"Bearer\"}",
        "{\"access_token\": [\"hush\"], \"token_type\": \"Bearer\"}",
        "{\"access_token\": \"hush\\r\\nBcc: x\", \"token_type\": \"Bearer\"}",
        "{\"access_token\": \"hush\"}",
        "{\"access_token\": \"hush\", \"token_type\": \"mac\"}",
        "{\"access_token\": \"hush\", \"token_type\": \"Bearer\", \"expires_in\": 0}",
        "{\"access_token\": \"hush\", \"token_type\": \"Bearer\", \"expires_in\": -5}",
        "{\"access_token\": \"hush\", \"token_type\": \"Bearer\", \"expires_in\": 1.5}",
        "{\"access_token\": \"hush\", \"token_type\": \"Bearer\", \"expires_in\": 1e999999999}",
        "{\"access_token\": \"hush\", \"token_type\": \"Bearer\", \"expires_in\": 9999999999}",
        "{\"access_token\": \"hush\", \"token_type\": \"Bearer\", \"expires_in\": \"soon\"}",
        "{\"access_token\": \"hush\", \"token_type\": \"Bearer\", \"scope\": \"a\\nb\"}",
        "{\"access_token\": \"hush\", \"token_type\": \"Bearer\", \"refresh_token\": \"a b\"}",
      })
  void answerThatIsNoTokenIsSaidAndNotQuoted(String body) throws Exception {
    server.then(200, body);
    AuthException garbled = failure(this::refreshed);
    assertThat(garbled.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(garbled).hasMessageContaining("no token").hasMessageNotContaining("hush");
    assertThat(String.valueOf(garbled.getCause())).doesNotContain("hush");
    assertThat(test.another().account(TestHome.ANN).grant().refreshToken())
        .isEqualTo(Secret.of("the-refresh-token"));
  }

  @Test
  void endlessAnswerIsNotReadToItsEnd() {
    AtomicBoolean readToItsEnd = new AtomicBoolean();
    server.then(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] blank = " ".repeat(8192).getBytes(US_ASCII);
          try (OutputStream out = exchange.getResponseBody()) {
            for (int i = 0; i < 8192; i++) { // 64 MiB, unless somebody hangs up
              out.write(blank);
            }
            readToItsEnd.set(true);
          }
        });
    assertThat(failure(this::refreshed)).hasMessageContaining("more than any answer");
    assertThat(readToItsEnd).isFalse();
    assertThat(server.forms()).as("it would be as long again").hasSize(1);
  }

  @Test
  void answerWithoutALifeTimeIsTakenForAnHour() throws Exception {
    server.then(200, "{\"access_token\": \"a\", \"token_type\": \"BEARER\"}");
    Account account = test.home.store(test.expiring(server.tokenUri()));
    assertThat(account.refresh().expiry())
        .isEqualTo(test.clock.instant().plus(Duration.ofHours(1)));
  }

  @Test
  void refusedConnectionIsSaid() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    AuthException refused = failureAt("http://127.0.0.1:" + port + "/token");
    assertThat(refused).hasMessageContaining("connection refused by 127.0.0.1:" + port);
    assertThat(test.pauses).as("it may come up").hasSize(3);
  }

  @Test
  void unknownNameIsSaidToBeDns() throws Exception {
    AuthException unknown = failureAt("https://no-such-host.invalid/token");
    assertThat(unknown).hasMessageContaining("no-such-host.invalid").hasMessageContaining("DNS");
    assertThat(unknown.remedy()).contains("DNS");
  }

  @Test
  void untrustedCertificateNamesTheOptionAndIsNotAskedAgain() throws Exception {
    WireMockServer selfSigned =
        new WireMockServer(
            WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .httpDisabled(true)
                .dynamicHttpsPort());
    selfSigned.start();
    try {
      AuthException untrusted = failureAt("https://localhost:" + selfSigned.httpsPort() + "/token");
      assertThat(untrusted).hasMessageContaining("TLS certificate of localhost is not trusted");
      assertThat(untrusted.remedy()).contains("--ca-file");
      assertThat(test.pauses).isEmpty();
    } finally {
      selfSigned.stop();
    }
  }

  @Test
  void serverWithoutTlsIsSaidToBeThat() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      Thread answering = new Thread(() -> answerInTheClear(plain));
      answering.start();
      AuthException noTls = failureAt("https://127.0.0.1:" + plain.getLocalPort() + "/token");
      assertThat(noTls).hasMessageContaining("no TLS connection to 127.0.0.1");
    }
  }

  private static void answerInTheClear(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket peer = server.accept()) {
        peer.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
      } catch (IOException e) {
        assertThat(e).as("the test closed the server, or the peer hung up").isNotNull();
      }
    }
  }

  private String refreshed() throws AuthException {
    return test.home.store(test.expiring(server.tokenUri())).accessToken().value().value();
  }

  private AuthException failureAt(String tokenUri) throws AuthException {
    Account account = test.home.store(test.expiring(URI.create(tokenUri)));
    AuthException failure = failure(account::accessToken);
    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    return failure;
  }
}
