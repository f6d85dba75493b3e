package dev.posthorn.auth;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.posthorn.auth.AuthException.Kind;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenServerTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final AccessToken TOKEN = new AccessToken(Secret.of("ya29.marker"), NOW);

  private final WireMockServer http =
      new WireMockServer(options().bindAddress("127.0.0.1").dynamicPort());

  @BeforeEach
  void start() {
    http.start();
  }

  @AfterEach
  void stop() {
    http.stop();
  }

  @Test
  void revokingPostsTheTokenOnceAndNotInTheUrl() throws Exception {
    http.stubFor(post("/oauth/revoke").willReturn(aResponse()));
    assertThat(server().revoke(Secret.of("1//marker"))).isTrue();
    http.verify(
        1,
        postRequestedFor(urlEqualTo("/oauth/revoke")).withFormParam("token", equalTo("1//marker")));
  }

  @Test
  void tokenThatHadEndedBeforeIsNoFailure() throws Exception {
    http.stubFor(
        post("/oauth/revoke")
            .willReturn(aResponse().withStatus(400).withBody("{\"error\":\"invalid_token\"}")));
    assertThat(server().revoke(Secret.of("1//marker"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "400, '{\"error\":\"invalid_request\"}', REFUSED",
    "404, '<html>', REFUSED",
    "401, '', REFUSED",
    "429, '', UNREACHABLE",
    "500, '{\"error\":\"invalid_token\"}', UNREACHABLE",
    "503, '<html>', UNREACHABLE",
    "302, '', CONFIGURATION"
  })
  void revokingThatFailsIsTold(int status, String body, Kind kind) {
    AuthException e =
        catchThrowableOfType(
            AuthException.class,
            () -> {
              answer("/oauth/revoke", aResponse().withStatus(status).withBody(body));
              server().revoke(Secret.of("1//marker"));
            });
    assertThat(e.kind()).isEqualTo(kind);
    assertThat(e.getMessage() + e.remedy()).doesNotContain("marker");
    http.verify(1, postRequestedFor(urlEqualTo("/oauth/revoke")));
  }

  @Test
  void infoTellsScopesEndAndAccount() throws Exception {
    // Google writes numbers as strings here.
    answer(
        "/oauth/tokeninfo",
        aResponse()
            .withBody(
                "{\"aud\":\"c\",\"scope\":\"openid email https://mail.google.com/\",\"exp\":\"1\","
                    + "\"expires_in\":\"3488\",\"email\":\"Ann@Example.com\"}"));
    TokenInfo info = server().info(TOKEN);
    assertThat(info.scopes())
        .containsExactlyInAnyOrder(Scope.OPENID.url(), Scope.EMAIL.url(), Scope.SMTP.url());
    assertThat(info.expiry()).isEqualTo(NOW.plusSeconds(3488));
    assertThat(info.email()).contains("ann@example.com");
    http.verify(
        1,
        postRequestedFor(urlEqualTo("/oauth/tokeninfo"))
            .withoutHeader("Authorization")
            .withFormParam("access_token", equalTo("ya29.marker")));
  }

  @Test
  void infoMayNameNoAccount() throws Exception {
    answer("/oauth/tokeninfo", aResponse().withBody("{\"scope\":\"\",\"expires_in\":1}"));
    assertThat(server().info(TOKEN).email()).isEmpty();
    assertThat(server().info(TOKEN).scopes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "400, '{\"error\":\"invalid_token\"}', CONSENT_ENDED",
    "401, '', CONSENT_ENDED",
    "400, '{\"error\":\"invalid_request\"}', REFUSED",
    "404, '<html>', REFUSED",
    "500, '', UNREACHABLE",
    "200, '<html>', UNREACHABLE",
    "200, '', UNREACHABLE",
    "200, '{}', UNREACHABLE",
    "200, '{\"expires_in\":\"soon\"}', UNREACHABLE"
  })
  void infoThatFailsIsTold(int status, String body, Kind kind) {
    answer("/oauth/tokeninfo", aResponse().withStatus(status).withBody(body));
    AuthException e = catchThrowableOfType(AuthException.class, () -> server().info(TOKEN));
    assertThat(e.kind()).isEqualTo(kind);
    assertThat(e.getMessage() + e.remedy()).doesNotContain("marker");
  }

  @Test
  void addressThatNoTokenMayGoToIsRefused() {
    AuthException e =
        catchThrowableOfType(
            AuthException.class,
            () -> TokenServer.at(URI.create("http://example.com/token"), Trust.system()));
    assertThat(e.kind()).isEqualTo(Kind.CONFIGURATION);
  }

  @ParameterizedTest
  @CsvSource({
    "https://oauth2.googleapis.com/token, https://oauth2.googleapis.com/revoke",
    "https://accounts.google.com/o/oauth2/token, https://accounts.google.com/o/oauth2/revoke",
    "http://[::1]:80/token?a=b, http://[::1]:80/revoke",
    "https://host/token/, https://host/revoke",
    "https://host/, https://host/revoke",
    "https://host, https://host/revoke"
  })
  void endpointBesideReplacesTheLastSegment(URI tokenUri, URI beside) {
    assertThat(TokenServer.beside(tokenUri, "revoke")).isEqualTo(beside);
  }

  private void answer(String path, ResponseDefinitionBuilder answer) {
    http.stubFor(post(path).willReturn(answer));
  }

  private TokenServer server() {
    return new TokenServer(
        URI.create(http.baseUrl().replace("localhost", "127.0.0.1") + "/oauth/token"),
        new TokenPost(Trust.system()::transport),
        Clock.fixed(NOW, ZoneOffset.UTC));
  }
}
