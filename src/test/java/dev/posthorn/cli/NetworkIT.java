package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.posthorn.testing.Command;
import dev.posthorn.testing.Command.Result;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS, name resolution and proxies, from real processes. */
class NetworkIT {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir Path home;

  @BeforeEach
  void consent() throws Exception {
    // The access token is good for an hour, so no command below asks this Google again.
    try (Played posthorn = Played.in(home)) {
      posthorn.login("ann@example.com");
    }
  }

  private Command labels(String url, String... more) {
    String[] words = new String[more.length + 3];
    words[0] = "labels";
    words[1] = "--gmail-url";
    words[2] = url;
    System.arraycopy(more, 0, words, 3, more.length);
    return Command.posthorn(words).with("POSTHORN_HOME", home.toString());
  }

  @Test
  void aCertificateOfNobodyIsRefusedUntilItsFileIsGiven() throws Exception {
    Path keys = makeKeys("san=dns:localhost");
    HttpsServer server = serve(keys);
    try {
      String url = "https://localhost:" + server.getAddress().getPort() + "/";
      Result stranger = labels(url).run();
      assertThat(stranger.status()).as(stranger.err()).isEqualTo(75);
      assertThat(stranger.err()).contains("--ca-file");

      Path pem = home.resolve("ca.pem");
      Result trusted = labels(url, "--ca-file", pem.toString()).run();
      assertThat(trusted.status()).as(trusted.err()).isZero();
      assertThat(trusted.out()).isEqualTo("INBOX\tsystem\tINBOX\n");
      Result byEnvironment = labels(url).with("POSTHORN_CA_FILE", pem.toString()).run();
      assertThat(byEnvironment.status()).as(byEnvironment.err()).isZero();
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aTrustedCertificateForAnotherNameIsRefused() throws Exception {
    HttpsServer server = serve(makeKeys("san=dns:other.example"));
    try {
      String url = "https://localhost:" + server.getAddress().getPort() + "/";
      Result result = labels(url, "--ca-file", home.resolve("ca.pem").toString()).run();
      assertThat(result.status()).as(result.err()).isEqualTo(75);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aBrokenTrustStoreIsSaidOnceThoughTlsWasGotReadyBefore() throws Exception {
    Path broken = Files.writeString(home.resolve("broken.p12"), "nothing of the kind");
    Path pem = makeKeys("san=dns:localhost").resolveSibling("ca.pem");
    for (String more : new String[] {"--quiet", "--ca-file=" + pem}) {
      Result result =
          Command.posthorn(
                  "send", "--gmail-url", "https://localhost:9/", "--to", "bob@example.com", more)
              .with("POSTHORN_HOME", home.toString())
              .with("JDK_JAVA_OPTIONS", "-Djavax.net.ssl.trustStore=" + broken)
              .run();
      assertThat(result.status()).as(result.err()).isEqualTo(75);
      assertThat(result.err()).containsOnlyOnce("posthorn: Cannot send");
    }
  }

  @Test
  void aBrokenTrustStoreIsNoDefectForSmtpEither() throws Exception {
    Path broken = Files.writeString(home.resolve("broken.p12"), "nothing of the kind");
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Result result =
          Command.posthorn("send", "--no-login", "--to", "bob@example.com", "--text", "Hi")
              .with("POSTHORN_HOME", home.toString())
              .with("POSTHORN_SMTP", "smtps://127.0.0.1:" + server.getLocalPort())
              .with("POSTHORN_JAVA_OPTS", "-Djavax.net.ssl.trustStore=" + broken)
              .run();
      assertThat(result.status()).as(result.err()).isEqualTo(75);
      assertThat(result.err()).contains("certificates cannot be read").doesNotContain("defect");
    }
  }

  @Test
  void aCaFileWithoutCertificatesIsRefused() throws Exception {
    Path empty = Files.writeString(home.resolve("empty.pem"), "");
    Result result = labels("https://localhost/", "--ca-file", empty.toString()).run();
    assertThat(result.status()).as(result.err()).isEqualTo(78);
    assertThat(result.err()).contains("empty.pem");
  }

  @Test
  void aNameThatDoesNotExistIsSaidSo() {
    Result result = labels("https://gmail.invalid/").run();
    assertThat(result.status()).as(result.err()).isEqualTo(75);
    assertThat(result.err()).contains("gmail.invalid");
  }

  @Test
  void theProxyOfTheEnvironmentIsAskedWithItsPassword() throws Exception {
    List<String> heads = new CopyOnWriteArrayList<>();
    try (ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread serving = new Thread(() -> refuseEveryTunnel(proxy, heads));
      serving.setDaemon(true);
      serving.start();
      String address = "http://ann:p%40ss@127.0.0.1:" + proxy.getLocalPort();
      Result result = labels("https://gmail.test/").with("HTTPS_PROXY", address).run();
      assertThat(result.status()).as(result.err()).isEqualTo(75);
      assertThat(result.err()).doesNotContain("p@ss").doesNotContain("p%40ss");
      assertThat(heads).first().asString().startsWith("CONNECT gmail.test:443 ");
      assertThat(heads).anyMatch(head -> head.contains("Basic YW5uOnBAc3M="));

      heads.clear();
      labels("https://gmail.invalid/")
          .with("HTTPS_PROXY", address)
          .with("NO_PROXY", ".invalid")
          .run();
      assertThat(heads).isEmpty();
    }
  }

  @Test
  void aProxyThatIsNoUrlIsAConfigurationError() {
    Result result = labels("https://gmail.test/").with("HTTPS_PROXY", "http://a:secret@[").run();
    assertThat(result.status()).isEqualTo(78);
    assertThat(result.err()).contains("HTTPS_PROXY").doesNotContain("secret");
  }

  /** Asks for a password once, then answers 502: the way to Google is not there. */
  private static void refuseEveryTunnel(ServerSocket proxy, List<String> heads) {
    while (!proxy.isClosed()) {
      try (Socket socket = proxy.accept()) {
        BufferedReader in =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        StringBuilder head = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
          head.append(line).append('\n');
        }
        heads.add(head.toString());
        String answer =
            head.indexOf("Basic ") < 0
                ? "407 Who\r\nProxy-Authenticate: Basic realm=\"proxy\""
                : "502 No";
        socket
            .getOutputStream()
            .write(
                ("HTTP/1.1 " + answer + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    .getBytes(UTF_8));
      } catch (IOException e) {
        return;
      }
    }
  }

  /** A key pair for a name, and its certificate in ca.pem. */
  private Path makeKeys(String name) {
    Path keys = home.resolve("keys.p12");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Result made =
        Command.of(
                keytool,
                "-genkeypair",
                "-alias",
                "a",
                "-keyalg",
                "EC",
                "-dname",
                "CN=test",
                "-ext",
                name,
                "-keystore",
                keys.toString(),
                "-storepass",
                new String(PASSWORD))
            .run();
    assertThat(made.status()).as(made.err()).isZero();
    Result exported =
        Command.of(
                keytool,
                "-exportcert",
                "-rfc",
                "-alias",
                "a",
                "-keystore",
                keys.toString(),
                "-storepass",
                new String(PASSWORD),
                "-file",
                home.resolve("ca.pem").toString())
            .run();
    assertThat(exported.status()).as(exported.err()).isZero();
    return keys;
  }

  private static HttpsServer serve(Path keys) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    byte[] labels =
        "{\"labels\":[{\"id\":\"INBOX\",\"name\":\"INBOX\",\"type\":\"system\"}]}".getBytes(UTF_8);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, labels.length);
          exchange.getResponseBody().write(labels);
          exchange.close();
        });
    server.start();
    return server;
  }
}
