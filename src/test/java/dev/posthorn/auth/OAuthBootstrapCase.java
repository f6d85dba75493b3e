package dev.posthorn.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.testing.IdTokens;
import dev.posthorn.testing.RawHttp;
import java.io.PipedOutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A whole login, both servers and the person played; abstract, since several tests share it. */
abstract class OAuthBootstrapCase {
  static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  static final String ID_TOKEN =
      IdTokens.good("Ann@example.com", DesktopClient.ID, NOW.getEpochSecond() + 3600);

  @TempDir Path folder;

  volatile String scope =
      "openid https://www.googleapis.com/auth/userinfo.email"
          + " https://www.googleapis.com/auth/gmail.labels"
          + " https://www.googleapis.com/auth/gmail.send";
  volatile String tokenAnswer;
  volatile Map<String, String> question = Map.of();
  volatile URI shown = URI.create("about:blank");
  final CompletableFuture<String> page = new CompletableFuture<>();
  final List<String> states = new CopyOnWriteArrayList<>();
  ScriptedTokenServer endpoint;

  @BeforeEach
  void start() throws Exception {
    endpoint = new ScriptedTokenServer(count -> tokenAnswer == null ? goodAnswer() : tokenAnswer);
  }

  @AfterEach
  void stop() {
    endpoint.close();
  }

  String goodAnswer() {
    return """
    {"access_token":"ya29.access-marker","expires_in":3599,"refresh_token":"1//refresh-marker",
     "scope":"%s","token_type":"Bearer","id_token":"%s"}
    """
        .formatted(scope, ID_TOKEN);
  }

  Consent login(LoginRequest request, Runnable person) throws Exception {
    return bootstrap()
        .login(
            request,
            address -> {
              remember(address);
              person.run();
            });
  }

  AuthException failure(LoginRequest request, Runnable person) {
    return catchThrowableOfType(AuthException.class, () -> login(request, person));
  }

  void failure(LoginRequest request, Runnable person, int millis) {
    failure(request.withTimeout(Duration.ofMillis(millis)), person);
  }

  OAuthBootstrap bootstrap() throws Exception {
    URI authUri = URI.create("https://accounts.example/o/auth?hd=example.com&response_type=token");
    return new OAuthBootstrap(
        DesktopClient.at(folder, authUri, endpoint.tokenUri()),
        new TokenPost(Trust.system()::transport),
        Clock.fixed(NOW, ZoneOffset.UTC),
        new SecureRandom());
  }

  void remember(URI address) {
    shown = address;
    question = ScriptedTokenServer.decode(address.getRawQuery());
    states.add(question.get("state"));
  }

  URI redirect() {
    return URI.create(question.get("redirect_uri"));
  }

  void allow() {
    callback("code=4%2Fcode-marker&iss=https%3A%2F%2Faccounts.google.com&scope=a%20b&authuser=0");
  }

  /** The browser, on a thread of its own: its page comes when the login has ended. */
  void callback(String query) {
    URI uri = URI.create(redirect() + "?" + query + "&state=" + question.get("state"));
    Thread browser = new Thread(() -> page.complete(RawHttp.get(uri)), "browser");
    browser.setDaemon(true);
    browser.start();
  }

  static void paste(PipedOutputStream keyboard, String text) {
    try {
      keyboard.write(text.getBytes(UTF_8));
      keyboard.flush();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
