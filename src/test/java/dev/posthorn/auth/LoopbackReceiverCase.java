package dev.posthorn.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.testing.RawHttp;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A receiver that listens, and browsers for it; abstract, since several tests share it. */
abstract class LoopbackReceiverCase {
  static final Duration LONG = Duration.ofSeconds(20);

  PendingConsent pending;
  LoopbackReceiver receiver;

  @BeforeEach
  void listen() throws Exception {
    open(LONG);
  }

  @AfterEach
  void stop() {
    receiver.stop();
  }

  void open(LoopbackReceiver.Limits limits) throws AuthException {
    receiver.stop();
    pending = PendingConsent.create(new SecureRandom());
    receiver = LoopbackReceiver.open(pending, LONG, limits);
  }

  void open(Duration timeout) throws AuthException {
    pending = PendingConsent.create(new SecureRandom());
    receiver = LoopbackReceiver.open(pending, timeout);
  }

  void assertTheRightAnswerStillCounts() throws Exception {
    CompletableFuture<String> browser = browse("code=right&state=" + state());
    assertThat(receiver.waitForCode()).isEqualTo("right");
    receiver.show(ConsentPages.received());
    assertThat(RawHttp.status(answer(browser))).isEqualTo(200);
  }

  CompletableFuture<String> browse(String query) {
    URI uri = URI.create(receiver.getRedirectUri() + "?" + query);
    CompletableFuture<String> page = new CompletableFuture<>();
    Thread browser = new Thread(() -> page.complete(RawHttp.get(uri)), "browser");
    browser.setDaemon(true);
    browser.start();
    return page;
  }

  static String answer(CompletableFuture<String> browser) throws Exception {
    return browser.get(10, TimeUnit.SECONDS);
  }

  AuthException failure() {
    IOException e = catchThrowableOfType(IOException.class, () -> receiver.waitForCode());
    return (AuthException) e.getCause();
  }

  String codeOrFailure() {
    try {
      return receiver.waitForCode();
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Sends a little more; what came back, or nothing yet. */
  static String trickle(Socket slow) throws IOException {
    try {
      RawHttp.write(slow, "a");
      return RawHttp.readAll(slow);
    } catch (java.net.SocketTimeoutException e) {
      return "";
    }
  }

  String state() {
    return pending.state().value();
  }

  int port() {
    return URI.create(receiver.getRedirectUri()).getPort();
  }
}
