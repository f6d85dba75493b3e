package dev.posthorn.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.auth.AuthException.Kind;
import dev.posthorn.testing.RawHttp;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopbackReceiverTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private PendingConsent pending;
  private LoopbackReceiver receiver;

  @BeforeEach
  void listen() throws Exception {
    open(LONG);
  }

  @AfterEach
  void stop() {
    receiver.stop();
  }

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
    receiver.show(ConsentPages.granted("ann@example.com", java.util.Set.of()));
    assertThat(RawHttp.status(answer(browser))).isEqualTo(200);
    assertThat(answer(browser)).contains("ann@example.com").endsWith("</html>\n");
  }

  @Test
  void stoppingWaitsUntilThePageHasGoneOut() throws Exception {
    CompletableFuture<String> browser = browse("code=c&state=" + state());
    receiver.waitForCode();
    receiver.stop();
    assertThat(answer(browser)).contains("Your answer has arrived").endsWith("</html>\n");
    assertThatThrownBy(() -> RawHttp.connect(port()).close()).isInstanceOf(ConnectException.class);
    receiver.stop();
  }

  @Test
  void browserIsNotKeptWaitingForEver() throws Exception {
    open(new LoopbackReceiver.Limits(LONG, Duration.ofMillis(50), LONG, 64));
    assertThat(answer(browse("code=c&state=" + state()))).contains("Your answer has arrived");
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
  void halfARequestBlocksNobodyAndIsRefusedInTheEnd() throws Exception {
    open(new LoopbackReceiver.Limits(Duration.ofMillis(300), LONG, LONG, 64));
    try (Socket half = RawHttp.connect(port());
        Socket silent = RawHttp.connect(port())) {
      RawHttp.write(half, "GET /callback?code=c&state=" + state());
      assertTheRightAnswerStillCounts();
      assertThat(RawHttp.status(RawHttp.readAll(half))).isEqualTo(400);
      assertThat(RawHttp.readAll(silent)).isEmpty();
    }
  }

  @Test
  void peerThatHangsUpHalfwayIsRefused() throws Exception {
    try (Socket half = RawHttp.connect(port())) {
      RawHttp.write(half, "GET /callback?code=c&state=" + state());
      half.shutdownOutput();
      assertThat(RawHttp.status(RawHttp.readAll(half))).isEqualTo(400);
    }
    assertTheRightAnswerStillCounts();
  }

  @Test
  void peerThatTricklesGetsNoMoreTimeThanOthers() throws Exception {
    open(new LoopbackReceiver.Limits(Duration.ofMillis(300), LONG, LONG, 64));
    try (Socket slow = RawHttp.connect(port())) {
      slow.setSoTimeout(20);
      String answer = "";
      RawHttp.write(slow, "GET /callback HTTP/1.1\r\n");
      for (int i = 0; i < 500 && answer.isEmpty(); i++) {
        answer = trickle(slow);
      }
      assertThat(RawHttp.status(answer)).isEqualTo(400);
    }
  }

  @Test
  void requestInManyPiecesIsPutTogether() throws Exception {
    CompletableFuture<String> code = CompletableFuture.supplyAsync(this::codeOrFailure);
    try (Socket socket = RawHttp.connect(port())) {
      socket.setTcpNoDelay(true);
      String request =
          "GET /callback?code=c&state=" + state() + " HTTP/1.1\r\nhost: 127.0.0.1:" + port();
      for (char piece : (request + "\r\n\r\n").toCharArray()) {
        RawHttp.write(socket, String.valueOf(piece));
      }
      assertThat(code.get(10, TimeUnit.SECONDS)).isEqualTo("c");
    }
  }

  @Test
  void manyAtOnceAreAnsweredAndOneOfThemCounts() throws Exception {
    List<CompletableFuture<String>> browsers = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      browsers.add(browse("code=c" + i + "&state=" + (i % 3 == 0 ? state() : "wrong")));
    }
    assertThat(receiver.waitForCode()).matches("c[0-9]+");
    receiver.show(ConsentPages.received());
    int good = 0;
    for (CompletableFuture<String> browser : browsers) {
      good += RawHttp.status(answer(browser)) == 200 ? 1 : 0;
    }
    assertThat(good).isEqualTo(1);
  }

  @Test
  void moreConnectionsThanAllowedAreClosedAndTheOthersStillServed() throws Exception {
    open(new LoopbackReceiver.Limits(LONG, LONG, LONG, 2));
    try (Socket first = RawHttp.connect(port());
        Socket second = RawHttp.connect(port());
        Socket third = RawHttp.connect(port())) {
      assertThat(RawHttp.readAll(third)).isEmpty();
      RawHttp.write(first, "nonsense\r\n\r\n");
      assertThat(RawHttp.status(RawHttp.readAll(first))).isEqualTo(400);
      assertThat(second.isConnected()).isTrue();
    }
  }

  @Test
  void nobodyAnsweringEndsTheWait() throws Exception {
    LoopbackReceiver hasty = LoopbackReceiver.open(pending, Duration.ofMillis(30));
    IOException e = catchThrowableOfType(IOException.class, hasty::waitForCode);
    hasty.stop();
    assertThat(((AuthException) e.getCause()).kind()).isEqualTo(Kind.TIMED_OUT);
    assertThat(((AuthException) e.getCause()).remedy()).contains("--timeout");
  }

  @Test
  void interruptionEndsTheWaitAndIsNotForgotten() {
    Thread.currentThread().interrupt();
    AuthException e = failure();
    assertThat(e.kind()).isEqualTo(Kind.INTERRUPTED);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void stoppingFromAnotherThreadEndsTheWait() throws Exception {
    CompletableFuture<AuthException> waiting = CompletableFuture.supplyAsync(this::failure);
    receiver.stop();
    assertThat(waiting.get(10, TimeUnit.SECONDS).kind()).isEqualTo(Kind.INTERRUPTED);
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

  private void open(LoopbackReceiver.Limits limits) throws AuthException {
    receiver.stop();
    pending = PendingConsent.create(new SecureRandom());
    receiver = LoopbackReceiver.open(pending, LONG, limits);
  }

  private void open(Duration timeout) throws AuthException {
    pending = PendingConsent.create(new SecureRandom());
    receiver = LoopbackReceiver.open(pending, timeout);
  }

  private void assertTheRightAnswerStillCounts() throws Exception {
    CompletableFuture<String> browser = browse("code=right&state=" + state());
    assertThat(receiver.waitForCode()).isEqualTo("right");
    receiver.show(ConsentPages.received());
    assertThat(RawHttp.status(answer(browser))).isEqualTo(200);
  }

  private CompletableFuture<String> browse(String query) {
    URI uri = URI.create(receiver.getRedirectUri() + "?" + query);
    CompletableFuture<String> page = new CompletableFuture<>();
    Thread browser = new Thread(() -> page.complete(RawHttp.get(uri)), "browser");
    browser.setDaemon(true);
    browser.start();
    return page;
  }

  private static String answer(CompletableFuture<String> browser) throws Exception {
    return browser.get(10, TimeUnit.SECONDS);
  }

  private AuthException failure() {
    IOException e = catchThrowableOfType(IOException.class, () -> receiver.waitForCode());
    return (AuthException) e.getCause();
  }

  private String codeOrFailure() {
    try {
      return receiver.waitForCode();
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Sends a little more; what came back, or nothing yet. */
  private static String trickle(Socket slow) throws IOException {
    try {
      RawHttp.write(slow, "a");
      return RawHttp.readAll(slow);
    } catch (java.net.SocketTimeoutException e) {
      return "";
    }
  }

  private String state() {
    return pending.state().value();
  }

  private int port() {
    return URI.create(receiver.getRedirectUri()).getPort();
  }
}
