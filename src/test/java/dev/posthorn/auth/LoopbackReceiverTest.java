package dev.posthorn.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.posthorn.auth.AuthException.Kind;
import dev.posthorn.testing.RawHttp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopbackReceiverTest extends LoopbackReceiverCase {
  @Test
  void redirectUriIsThatOfRfc8252() {
    assertThat(receiver.getRedirectUri())
        .matches("http://127\\.0\\.0\\.1:[1-9][0-9]{3,4}/callback");
  }

  @Test
  void onlyLoopbackIsListenedOn() throws Exception {
    for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress address : Collections.list(network.getInetAddresses())) {
        if (!address.getHostAddress().equals("127.0.0.1")) {
          assertThatThrownBy(() -> new Socket(address, port()).close())
              .as("a connection to %s", address)
              .isInstanceOf(IOException.class);
        }
      }
    }
  }

  @Test
  void codeArrivesAndTheBrowserSeesThePageThatIsShown() throws Exception {
    CompletableFuture<String> browser = browse("code=the-code&state=" + state());
    assertThat(receiver.waitForCode()).isEqualTo("the-code");
    assertThat(browser).isNotDone();
    receiver.show(ConsentPages.granted("ann@example.com", Set.of(), Set.of()));
    assertThat(RawHttp.status(answer(browser))).isEqualTo(200);
    assertThat(answer(browser)).contains("ann@example.com").endsWith("</html>\n");
  }

  @Test
  void refusalShowsItsPageAndEndsTheWait() throws Exception {
    String page = answer(browse("error=access_denied&state=" + state()));
    assertThat(page).contains("200 OK").contains("not allowed in").contains("nothing was stored");
    AuthException e = failure();
    assertThat(e.kind()).isEqualTo(Kind.CONSENT_REFUSED);
  }

  @Test
  void unknownErrorIsNeverEchoed() throws Exception {
    String page = answer(browse("error=%3Cscript%3Ealert(1)%3C/script%3E&state=" + state()));
    assertThat(page).doesNotContain("alert").doesNotContain("<script");
    assertThat(failure()).hasMessageNotContaining("alert");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /callback?code=c&state=wrong HTTP/1.1\r\nHost: HOST\r\n\r\n",
        "GET /callback?error=access_denied&state=wrong HTTP/1.1\r\nHost: HOST\r\n\r\n",
        "GET /callback?error=access_denied HTTP/1.1\r\nHost: HOST\r\n\r\n",
        "GET /callback?state=STATE HTTP/1.1\r\nHost: HOST\r\n\r\n",
        "GET /callback?code=c&code=d&state=STATE HTTP/1.1\r\nHost: HOST\r\n\r\n",
        "GET /callback HTTP/1.1\r\nHost: HOST\r\n\r\n",
        "POST /callback?code=c&state=STATE HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0\r\n\r\n",
        "POST /callback HTTP/1.1\r\nHost: HOST\r\nContent-Length: 19\r\n\r\ncode=c&state=STATE",
        "HEAD /callback?code=c&state=STATE HTTP/1.1\r\nHost: HOST\r\n\r\n",
        "get /callback?code=c&state=STATE HTTP/1.1\r\nHost: HOST\r\n\r\n",
        "GET /callback?code=c&state=STATE HTTP/1.1\r\n\r\n",
        "GET /callback?code=c&state=STATE HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "GET /callback?code=c&state=STATE HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "GET /callback?code=c&state=STATE HTTP/1.1\r\nHost: HOST\r\nHost: HOST\r\n\r\n",
        "GET /callback?code=c&state=STATE HTTP/1.1\r\nHost: HOST\r\nno colon\r\n\r\n",
        "GET http://HOST/callback?code=c&state=STATE HTTP/1.1\r\nHost: HOST\r\n\r\n",
        "GET /callback?code=c&state=STATE HTTP/2.0\r\nHost: HOST\r\n\r\n",
        "GET /callback?code=c&state=STATE\r\n\r\n",
        "\u0016\u0003\u0001\u0002\r\n\r\n"
      })
  void whatIsNoAnswerIsRefusedAndTheWaitGoesOn(String request) throws Exception {
    String sent = request.replace("STATE", state()).replace("HOST", "127.0.0.1:" + port());
    String page = RawHttp.send(port(), sent);
    assertThat(RawHttp.status(page)).isEqualTo(400);
    assertThat(page).doesNotContain(state());
    assertTheRightAnswerStillCounts();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/favicon.ico", "/callback/", "/callbacks", "/CALLBACK", "/%63allback"})
  void otherPathIsNotFoundAndTheWaitGoesOn(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port() + path + "?code=c&state=" + state());
    assertThat(RawHttp.status(RawHttp.get(uri))).isEqualTo(404);
    assertTheRightAnswerStillCounts();
  }

  @Test
  void requestThatIsTooLongIsRefusedAndTheWaitGoesOn() throws Exception {
    String request = "GET /callback?code=c&state=" + state() + "&x=" + "y".repeat(200_000);
    assertThat(RawHttp.status(RawHttp.send(port(), request + " HTTP/1.1\r\n\r\n"))).isEqualTo(400);
    assertTheRightAnswerStillCounts();
  }

  @Test
  void secondCallbackIsRefusedAndChangesNothing() throws Exception {
    CompletableFuture<String> first = browse("code=first&state=" + state());
    assertThat(receiver.waitForCode()).isEqualTo("first");
    String second = answer(browse("code=second&state=" + state()));
    assertThat(RawHttp.status(second)).isEqualTo(400);
    assertThat(second).contains("answered already");
    assertThat(receiver.waitForCode()).isEqualTo("first");
    receiver.stop();
    assertThat(RawHttp.status(answer(first))).isEqualTo(200);
  }

  @Test
  void everyAnswerForbidsAllThatAPageCouldDo() {
    for (String path : List.of("/callback?state=x", "/other")) {
      String head = RawHttp.get(URI.create("http://127.0.0.1:" + port() + path));
      assertThat(head)
          .contains("\r\nContent-Security-Policy: default-src 'none'; style-src 'sha256-")
          .contains("frame-ancestors 'none'")
          .contains("\r\nReferrer-Policy: no-referrer\r\n")
          .contains("\r\nX-Content-Type-Options: nosniff\r\n")
          .contains("\r\nCache-Control: no-store\r\n")
          .contains("\r\nConnection: close\r\n")
          .doesNotContain("unsafe-inline")
          .doesNotContain("Access-Control");
    }
  }
}
