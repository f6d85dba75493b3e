package dev.posthorn.auth;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.posthorn.auth.AuthException.Kind;
import dev.posthorn.testing.EndlessServer;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CodeExchangeNetworkTest extends CodeExchangeCase {
  @Test
  void zippedAnswerIsRead() throws Exception {
    ResponseDefinitionBuilder zipped =
        aResponse().withHeader("Content-Encoding", "gzip").withBody(zip(GOOD.getBytes(UTF_8)));
    assertThat(exchange(zipped).email()).isEqualTo("ann@example.com");
  }

  @Test
  void answerOfAnyLengthIsNotRead() {
    String long1 = GOOD.replace("{", "{\"x\":\"" + "y".repeat(TokenPost.MAX_ANSWER_BYTES) + "\",");
    AuthException e = failure(aResponse().withBody(long1));
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e).hasMessageContaining("more than any answer");
  }

  @Test
  void answerWithoutAnEndIsLeft() throws Exception {
    try (EndlessServer endless = new EndlessServer(0)) {
      AuthException e = failure(endless.uri());
      assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
      assertThat(e).hasMessageContaining("more than any answer");
      assertThat(endless.clientHungUp()).isTrue();
    }
  }

  @Test
  void answerThatTricklesIsLeft() throws Exception {
    longest = Duration.ofMillis(100);
    try (EndlessServer endless = new EndlessServer(10)) {
      AuthException e = failure(endless.uri());
      assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
      assertThat(e).hasMessageContaining("did not answer in time");
      assertThat(endless.clientHungUp()).isTrue();
    }
  }

  @Test
  void zippedAnswerThatGrowsWithoutEndIsNotRead() throws Exception {
    byte[] bomb = zip(new byte[64 << 20]);
    AuthException e = failure(aResponse().withHeader("Content-Encoding", "gzip").withBody(bomb));
    assertThat(e).hasMessageContaining("more than any answer");
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void answerThatIsLostIsNotAskedForAgain(Fault fault) {
    AuthException e = failure(aResponse().withFault(fault));
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e.remedy()).contains("posthorn login");
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
    assertThat(e).hasMessageContaining("connection refused by 127.0.0.1:" + port);
  }

  @Test
  void nameThatDnsDoesNotKnowIsUnreachable() throws Exception {
    AuthException e = failure(URI.create("https://no-such-host.invalid/token"));
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e).hasMessageContaining("DNS");
  }

  @Test
  void serverThatSpeaksNoTlsIsUnreachable() throws Exception {
    AuthException e = failure(URI.create("https://127.0.0.1:" + server.port() + "/token"));
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e).hasMessageContaining("no TLS connection to 127.0.0.1");
  }
}
