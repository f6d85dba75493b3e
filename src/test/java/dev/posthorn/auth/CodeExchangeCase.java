package dev.posthorn.auth;

import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.posthorn.testing.IdTokens;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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
import org.junit.jupiter.api.io.TempDir;

/**
 * A code exchange with a token endpoint that a test plays; abstract, since several tests share it.
 */
abstract class CodeExchangeCase {
  static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  static final String REDIRECT = "http://127.0.0.1:5/callback";
  static final Set<String> ASKED = Set.of(Scope.OPENID.url(), Scope.EMAIL.url(), Scope.SEND.url());
  static final String GOOD =
      """
      {"access_token":"ya29.access","expires_in":3599,"refresh_token":"1//refresh",
       "scope":"https://www.googleapis.com/auth/gmail.send email openid","token_type":"Bearer",
       "id_token":"%s"}
      """
          .formatted(
              IdTokens.good("ann@example.com", DesktopClient.ID, NOW.getEpochSecond() + 3600));

  @TempDir Path folder;

  Duration longest = Duration.ofSeconds(30);

  final WireMockServer server =
      new WireMockServer(options().bindAddress("127.0.0.1").dynamicPort().gzipDisabled(true));

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  AuthException failure(ResponseDefinitionBuilder answer) {
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

  AuthException failure(URI tokenUri) throws Exception {
    return catchThrowableOfType(AuthException.class, () -> exchange(tokenUri));
  }

  Grant exchange(ResponseDefinitionBuilder answer) throws Exception {
    server.stubFor(post("/token").willReturn(answer));
    return exchange(tokenUri());
  }

  Grant exchange(URI tokenUri) throws IOException, AuthException {
    ClientSecrets client = DesktopClient.at(folder, tokenUri, tokenUri);
    TokenPost post = new TokenPost(Trust.system()::transport, longest);
    return new CodeExchange(client, post, Clock.fixed(NOW, ZoneOffset.UTC))
        .exchange(Secret.of("4/the-code marker"), Secret.of("the-verifier"), REDIRECT, ASKED);
  }

  URI tokenUri() {
    return URI.create(server.baseUrl() + "/token");
  }

  static byte[] zip(byte[] plain) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write(plain);
    }
    return zipped.toByteArray();
  }
}
