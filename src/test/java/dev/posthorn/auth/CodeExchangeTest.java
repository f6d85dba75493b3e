package dev.posthorn.auth;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.posthorn.auth.AuthException.Kind;
import dev.posthorn.testing.EndlessServer;
import dev.posthorn.testing.IdTokens;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CodeExchangeTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final String REDIRECT = "http://127.0.0.1:5/callback";
  private static final Set<String> ASKED =
      Set.of(Scope.OPENID.url(), Scope.EMAIL.url(), Scope.SEND.url());
  private static final String GOOD =
      """
      {"access_token":"ya29.access","expires_in":3599,"refresh_token":"1//refresh",
       "scope":"https://www.googleapis.com/auth/gmail.send email openid","token_type":"Bearer",
       "id_token":"%s"}
      """
          .formatted(
              IdTokens.good("ann@example.com", DesktopClient.ID, NOW.getEpochSecond() + 3600));

  @TempDir Path folder;

  private Duration longest = Duration.ofSeconds(30);

  private final WireMockServer server =
      new WireMockServer(options().bindAddress("127.0.0.1").dynamicPort().gzipDisabled(true));

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void goodAnswerBecomesAGrant() throws Exception {
    Grant grant = exchange(aResponse().withBody(GOOD));
    assertThat(grant.email()).isEqualTo("ann@example.com");
    assertThat(grant.accessToken())
        .isEqualTo(new AccessToken(Secret.of("ya29.access"), NOW.plusSeconds(3599)));
    assertThat(grant.refreshToken()).isEqualTo(Secret.of("1//refresh"));
    assertThat(grant.scopes()).isEqualTo(ASKED);
    assertThat(grant.client().id()).isEqualTo(DesktopClient.ID);
    assertThat(grant.client().tokenUri()).isEqualTo(tokenUri());
    assertThat(grant.consentedAt()).isEqualTo(NOW);
  }

  @Test
  void formHasAllThatRfc6749AndRfc7636AskForAndNothingInTheUrl() throws Exception {
    exchange(aResponse().withBody(GOOD));
    server.verify(
        1,
        postRequestedFor(urlEqualTo("/token"))
            .withHeader("Content-Type", containing("application/x-www-form-urlencoded"))
            .withFormParam("grant_type", equalTo("authorization_code"))
            .withFormParam("code", equalTo("4/the-code marker"))
            .withFormParam("code_verifier", equalTo("the-verifier"))
            .withFormParam("redirect_uri", equalTo(REDIRECT))
            .withFormParam("client_id", equalTo(DesktopClient.ID))
            .withFormParam("client_secret", equalTo(DesktopClient.SECRET)));
  }

  @Test
  void answerWithoutAScopeGrantsWhatWasAsked() throws Exception {
    assertThat(exchange(aResponse().withBody(GOOD.replace("\"scope\"", "\"other\""))).scopes())
        .isEqualTo(ASKED);
  }

  @Test
  void answerWithoutALifetimeIsTakenForAnHour() throws Exception {
    Grant grant = exchange(aResponse().withBody(GOOD.replace("\"expires_in\"", "\"other\"")));
    assertThat(grant.accessToken().expiry()).isEqualTo(NOW.plusSeconds(3600));
  }

  @Test
  void zippedAnswerIsRead() throws Exception {
    ResponseDefinitionBuilder zipped =
        aResponse().withHeader("Content-Encoding", "gzip").withBody(zip(GOOD.getBytes(UTF_8)));
    assertThat(exchange(zipped).email()).isEqualTo("ann@example.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"access_token", "refresh_token", "id_token", "token_type"})
  void missingMemberIsNamed(String member) {
    AuthException e = failure(aResponse().withBody(GOOD.replace(member, "other")));
    assertThat(e.kind()).isEqualTo(Kind.REFUSED);
    assertThat(e).hasMessageContaining("no " + member).hasMessageContaining("Nothing was stored");
    assertThat(
            failure(
                aResponse().withBody(GOOD.replaceAll(member + "\":\"[^\"]*\"", member + "\":1"))))
        .hasMessageContaining("no " + member);
  }

  @Test
  void tokenOfAnotherTypeIsRefused() {
    AuthException e = failure(aResponse().withBody(GOOD.replace("Bearer", "mac")));
    assertThat(e.kind()).isEqualTo(Kind.REFUSED);
    assertThat(e).hasMessageContaining("not Bearer");
  }

  @Test
  void typeIsComparedWithoutCase() throws Exception {
    assertThat(exchange(aResponse().withBody(GOOD.replace("Bearer", "bearer")))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"soon\"", "-1", "1e99", "99999999999", "true", "{}"})
  void lifetimeThatMakesNoSenseIsRefused(String lifetime) {
    assertThat(failure(aResponse().withBody(GOOD.replace("3599", lifetime))).kind())
        .isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void tokenThatCannotStandInAHeaderIsRefused() {
    AuthException e = failure(aResponse().withBody(GOOD.replace("ya29.", "ya29\\r\\nX: y")));
    assertThat(e).hasMessageContaining("characters that no token has");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "<html><body>Sign in</body></html>",
        "{\"access_token\":\"ya29",
        "[]",
        "null",
        "garbage",
        "{}{}"
      })
  void answerThatIsNotJsonLeavesTheLoginToBeRepeated(String body) {
    AuthException e = failure(aResponse().withBody(body));
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e.remedy()).contains("posthorn login", "cannot be used a second time");
    assertThat(e.getMessage()).doesNotContain("ya29");
  }

  @Test
  void answerOfAnyLengthIsNotRead() {
    String long1 = GOOD.replace("{", "{\"x\":\"" + "y".repeat(TokenPost.MAX_ANSWER_BYTES) + "\",");
    AuthException e = failure(aResponse().withBody(long1));
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e).hasMessageContaining("longer than any answer");
  }

  @Test
  void answerWithoutAnEndIsLeft() throws Exception {
    try (EndlessServer endless = new EndlessServer(0)) {
      AuthException e = failure(endless.uri());
      assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
      assertThat(e).hasMessageContaining("longer than any answer");
      assertThat(endless.clientHungUp()).isTrue();
    }
  }

  @Test
  void answerThatTricklesIsLeft() throws Exception {
    longest = Duration.ofMillis(100);
    try (EndlessServer endless = new EndlessServer(10)) {
      AuthException e = failure(endless.uri());
      assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
      assertThat(e).hasMessageContaining("took too long");
      assertThat(endless.clientHungUp()).isTrue();
    }
  }

  @Test
  void zippedAnswerThatGrowsWithoutEndIsNotRead() throws Exception {
    byte[] bomb = zip(new byte[64 << 20]);
    AuthException e = failure(aResponse().withHeader("Content-Encoding", "gzip").withBody(bomb));
    assertThat(e).hasMessageContaining("longer than any answer");
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void answerThatIsLostIsNotAskedForAgain(Fault fault) {
    AuthException e = failure(aResponse().withFault(fault));
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e.remedy()).contains("posthorn login");
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid_grant, CONSENT_ENDED, expired",
    "401, invalid_client, CONFIGURATION, client id and secret",
    "400, invalid_client, CONFIGURATION, client id and secret",
    "401, unauthorized_client, CONFIGURATION, client",
    "400, redirect_uri_mismatch, CONFIGURATION, desktop",
    "400, invalid_request, CONFIGURATION, malformed",
    "400, unsupported_grant_type, CONFIGURATION, token_uri",
    "403, access_denied, CONSENT_REFUSED, refused",
    "403, org_internal, CONSENT_REFUSED, organisation",
    "400, something_new, REFUSED, (something_new)",
    "500, internal_failure, UNREACHABLE, 500 (internal_failure)",
    "503, '', UNREACHABLE, 503",
    "429, '', UNREACHABLE, 429",
    "408, '', UNREACHABLE, 408",
    "404, '', REFUSED, 404",
    "204, '', UNREACHABLE, 204"
  })
  void everyRefusalHasItsKindAndItsWords(int status, String error, Kind kind, String words) {
    AuthException e =
        failure(
            aResponse()
                .withStatus(status)
                .withBody("{\"error\":\"" + error + "\",\"error_description\":\"hostile words\"}"));
    assertThat(e.kind()).isEqualTo(kind);
    assertThat(e).hasMessageContaining(words).hasMessageNotContaining("hostile");
    assertThat(e.remedy()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 500, 502, 503})
  void frontEndThatAnswersHtmlIsNotQuoted(int status) {
    AuthException e = failure(aResponse().withStatus(status).withBody("<html>words</html>"));
    assertThat(e).hasMessageContaining(String.valueOf(status)).hasMessageNotContaining("words");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirectIsNeverFollowed(int status) {
    server.stubFor(post("/elsewhere").willReturn(aResponse().withBody(GOOD)));
    AuthException e =
        failure(
            aResponse().withStatus(status).withHeader("Location", server.baseUrl() + "/elsewhere"));
    assertThat(e.kind()).isEqualTo(Kind.CONFIGURATION);
    assertThat(e).hasMessageContaining("redirect (" + status + ")");
    server.verify(0, postRequestedFor(urlEqualTo("/elsewhere")));
  }

  @Test
  void serverThatTakesNoConnectionIsUnreachable() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    AuthException e = failure(URI.create("http://127.0.0.1:" + port + "/token"));
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e).hasMessageContaining("takes no connection");
  }

  @Test
  void nameThatDnsDoesNotKnowIsUnreachable() throws Exception {
    AuthException e = failure(URI.create("https://no-such-host.invalid/token"));
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e).hasMessageContaining("name is not known");
  }

  @Test
  void serverThatSpeaksNoTlsIsUnreachable() throws Exception {
    AuthException e = failure(URI.create("https://127.0.0.1:" + server.port() + "/token"));
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e).hasMessageContaining("TLS").hasMessageContaining("--ca-file");
  }

  private AuthException failure(ResponseDefinitionBuilder answer) {
    server.resetAll();
    AuthException e = catchThrowableOfType(AuthException.class, () -> exchange(answer));
    assertThat(e).isNotNull();
    // Whatever happened, the code went out once.
    server.verify(1, postRequestedFor(urlEqualTo("/token")));
    String all = e.getMessage() + e.remedy() + e.getCause();
    assertThat(all)
        .doesNotContain("the-code marker", "the-verifier", "ya29", "1//refresh", "marker");
    return e;
  }

  private AuthException failure(URI tokenUri) throws Exception {
    return catchThrowableOfType(AuthException.class, () -> exchange(tokenUri));
  }

  private Grant exchange(ResponseDefinitionBuilder answer) throws Exception {
    server.stubFor(post("/token").willReturn(answer));
    return exchange(tokenUri());
  }

  private Grant exchange(URI tokenUri) throws IOException, AuthException {
    ClientSecrets client = DesktopClient.at(folder, tokenUri, tokenUri);
    TokenPost post = new TokenPost(Trust.system().transport(), longest);
    return new CodeExchange(client, post, Clock.fixed(NOW, ZoneOffset.UTC))
        .exchange(Secret.of("4/the-code marker"), Secret.of("the-verifier"), REDIRECT, ASKED);
  }

  private URI tokenUri() {
    return URI.create(server.baseUrl() + "/token");
  }

  private static byte[] zip(byte[] plain) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write(plain);
    }
    return zipped.toByteArray();
  }
}
