package dev.posthorn.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.auth.AuthException.Kind;
import dev.posthorn.testing.RawHttp;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopbackReceiverPatienceTest extends LoopbackReceiverCase {
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
}
