package dev.posthorn.sandbox;

import static dev.posthorn.sandbox.Browserless.SEND;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.posthorn.testing.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SandboxTest {
  private Sandbox sandbox;
  private Browserless program;

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.plain().start();
    program = new Browserless(sandbox);
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void rootIsThisMachine() {
    assertThat(sandbox.root().toString()).matches("http://127\\.0\\.0\\.1:[0-9]+/");
  }

  @Test
  void otherAddressesOfThisMachineAreNotListenedOn() throws IOException {
    List<InetAddress> others = new ArrayList<>();
    others.add(InetAddress.getByName("127.0.0.2"));
    for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      Collections.list(network.getInetAddresses()).stream()
          .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
          .forEach(others::add);
    }
    for (InetAddress other : others) {
      try (Socket socket = new Socket()) {
        InetSocketAddress address = new InetSocketAddress(other, sandbox.root().getPort());
        assertThatThrownBy(() -> socket.connect(address, 2000))
            .isInstanceOf(ConnectException.class);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Host: 127.0.0.1:80, 200",
    "Host: localhost, 200",
    "Host: LOCALHOST:1234, 200",
    "Host: [::1]:80, 200",
    "Host: evil.example, 400",
    "Host: 127.0.0.1.evil.example, 400",
    "Host: localhost.evil.example:80, 400",
    "Host: 127.0.0.1@evil.example, 400",
    "Host: 0.0.0.0, 400",
    "Host:, 400",
    "X-None: x, 400",
    "'Host: localhost\r\nHost: evil.example', 400"
  })
  void onlyALoopbackHostIsAnswered(String header, int status) throws IOException {
    for (String path : List.of("/", "/assets/inbox.js")) {
      assertThat(raw("GET " + path + " HTTP/1.1\r\n" + header + "\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 " + status);
    }
  }

  @Test
  void absoluteAddressInTheRequestLineIsRefused() throws IOException {
    assertThat(
            raw(
                String.join(
                    "\r\n",
                    "GET http://evil.example/ HTTP/1.1",
                    "Host: localhost",
                    "Connection: close",
                    "",
                    "")))
        .startsWith("HTTP/1.1 400");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /token, POST",
    "GET, /revoke, POST",
    "POST, /, GET",
    "DELETE, /o/oauth2/v2/auth, 'GET, POST'",
    "OPTIONS, /gmail/v1/users/me/messages/send, 'GET, POST'",
    "PUT, /tokeninfo, 'GET, POST'"
  })
  void otherMethodIsNotAllowed(String method, String path, String allowed) {
    HttpResponse<String> answer =
        program.send(program.to(path).method(method, BodyPublishers.noBody()).build());

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains(allowed);
  }

  @Test
  void headHasNoBody() throws IOException {
    String answer = raw("HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n");
  }

  @Test
  void formLongerThanItMayBeIsTooLarge() {
    assertThat(program.post("/token", Map.of("code", "x".repeat(70_000))).statusCode())
        .isEqualTo(413);
  }

  @Test
  void bodyOfARefusedCallIsNotKept() {
    HttpResponse<String> answer =
        program.postJson("/gmail/v1/users/me/messages/send", "unknown", "x".repeat(20_000_000));

    assertThat(answer.statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /?a=%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET //// HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET /mail/%00/html HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "nonsense\r\n\r\n",
        "\r\n\r\n\r\n",
        "\u0000\u0001\u0002\r\n\r\n",
        "POST /token HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type:"
            + " application/x-www-form-urlencoded\r\nContent-Length: 6\r\n\r\na=%zz&",
        "POST /token HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type:"
            + " application/x-www-form-urlencoded\r\nContent-Encoding: gzip\r\nContent-Length:"
            + " 3\r\n\r\nxyz",
        "POST /token HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
      })
  void hostileRequestKillsNothing(String request) throws IOException {
    raw(request);

    assertThat(program.get("/").statusCode()).isEqualTo(200);
  }

  @Test
  void hundredRequestsThatNeverEndDoNotBlockOthers() throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), sandbox.root().getPort());
        socket.getOutputStream().write("GET / HT".getBytes(ISO_8859_1));
        sockets.add(socket);
      }
      assertThat(program.get("/").statusCode()).isEqualTo(200);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void jsonNestedTooDeepIsRefused() {
    String token = program.accessToken("ann@example.com", SEND);
    String deep = "{\"payload\":" + "[".repeat(200_000);

    assertThat(program.postJson("/gmail/v1/users/me/messages/send", token, deep).statusCode())
        .isEqualTo(400);
  }

  @Test
  void closingEndsAllThreadsAndFreesThePort() throws Exception {
    int port = sandbox.root().getPort();
    program.get("/");
    sandbox.close();
    sandbox.close();

    // A thread whose work has ended is to be seen for a moment more.
    Await.until(
        Duration.ofMinutes(5),
        "the threads end",
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .noneMatch(
                    name -> name.startsWith("sandbox-" + port) || name.equals("HTTP-Dispatcher")));
    try (Sandbox again = Sandbox.plain().port(port).start()) {
      assertThat(again.root()).isEqualTo(sandbox.root());
    }
  }

  @Test
  void takenPortIsNamed() {
    int port = sandbox.root().getPort();

    assertThatThrownBy(() -> Sandbox.plain().port(port).start())
        .isInstanceOf(BindException.class)
        .hasMessage("Port " + port + " of 127.0.0.1 is taken by another program");
  }

  @Test
  void badSettingsAreRefused() {
    SandboxBuilder builder = Sandbox.plain();

    assertThatThrownBy(() -> builder.port(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.port(65536)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.tokenLifetime(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Sandbox.plain().accounts(List.of()).start())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Sandbox.plain().accounts(List.of("no address")).start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no address");
    assertThatThrownBy(() -> Sandbox.plain().sendAs("x@y.example", "z@y.example").start())
        .isInstanceOf(IllegalArgumentException.class);
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), sandbox.root().getPort())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(ISO_8859_1));
      out.flush();
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
