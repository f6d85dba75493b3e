package dev.posthorn.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.auth.AuthException.Kind;
import dev.posthorn.testing.IdTokens;
import dev.posthorn.testing.LogRecords;
import dev.posthorn.testing.RawHttp;
import dev.posthorn.testing.TokenEndpoint;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OAuthBootstrapTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final String ID_TOKEN =
      IdTokens.good("Ann@example.com", DesktopClient.ID, NOW.getEpochSecond() + 3600);

  @TempDir Path folder;

  private volatile String scope =
      "openid https://www.googleapis.com/auth/userinfo.email"
          + " https://www.googleapis.com/auth/gmail.labels"
          + " https://www.googleapis.com/auth/gmail.send";
  private volatile String tokenAnswer;
  private volatile Map<String, String> question = Map.of();
  private volatile URI shown = URI.create("about:blank");
  private final CompletableFuture<String> page = new CompletableFuture<>();
  private final List<String> states = new CopyOnWriteArrayList<>();
  private TokenEndpoint endpoint;

  @BeforeEach
  void start() throws Exception {
    endpoint = new TokenEndpoint(form -> tokenAnswer == null ? goodAnswer() : tokenAnswer);
  }

  @AfterEach
  void stop() {
    endpoint.close();
  }

  @Test
  void personWhoAllowsGivesAConsent() throws Exception {
    Consent consent = login(LoginRequest.usual(), this::allow);
    assertThat(consent.email()).isEqualTo("ann@example.com");
    assertThat(consent.granted()).isEqualTo(LoginRequest.usual().scopes());
    assertThat(consent.withheld()).isEmpty();
    assertThat(consent.grant().refreshToken()).isEqualTo(Secret.of("1//refresh-marker"));
    assertThat(consent.toString()).doesNotContain("marker");
    assertThat(page.get(10, TimeUnit.SECONDS)).contains("Posthorn is connected", "ann@example.com");
  }

  @Test
  void addressAsksForAllThatAnInstalledAppNeeds() throws Exception {
    login(LoginRequest.of(List.of("send")).withAccount("Ann@example.com"), this::allow);
    assertThat(shown.toString()).startsWith("https://accounts.example/o/auth?");
    assertThat(question)
        .containsEntry("hd", "example.com")
        .containsEntry("response_type", "code")
        .containsEntry("client_id", DesktopClient.ID)
        .containsEntry("access_type", "offline")
        .containsEntry("prompt", "consent")
        .containsEntry("code_challenge_method", "S256")
        .containsEntry("login_hint", "Ann@example.com")
        .containsEntry(
            "scope",
            "openid https://www.googleapis.com/auth/userinfo.email"
                + " https://www.googleapis.com/auth/gmail.send")
        .containsOnlyKeys(
            "hd",
            "response_type",
            "client_id",
            "access_type",
            "prompt",
            "code_challenge",
            "code_challenge_method",
            "login_hint",
            "scope",
            "state",
            "redirect_uri");
    assertThat(question.get("redirect_uri")).matches("http://127\\.0\\.0\\.1:[0-9]+/callback");
    assertThat(question.get("state")).matches("[A-Za-z0-9_-]{43}");
    assertThat(shown.getRawQuery()).doesNotContain("+");
  }

  @Test
  void verifierOnTheWireIsTheOneOfTheChallenge() throws Exception {
    login(LoginRequest.usual(), this::allow);
    Map<String, String> form = endpoint.forms().get(0);
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(form.get("code_verifier").getBytes(US_ASCII));
    assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(hash))
        .isEqualTo(question.get("code_challenge"));
    assertThat(form).containsEntry("redirect_uri", question.get("redirect_uri"));
    assertThat(form).containsEntry("code", "4/code-marker");
    assertThat(endpoint.forms()).hasSize(1);
  }

  @Test
  void everyLoginHasItsOwnStateAndProofKey() throws Exception {
    login(LoginRequest.usual(), this::allow);
    Map<String, String> first = question;
    login(LoginRequest.usual(), this::allow);
    assertThat(question.get("state")).isNotEqualTo(first.get("state"));
    assertThat(question.get("code_challenge")).isNotEqualTo(first.get("code_challenge"));
  }

  @Test
  void scopeThatWasUntickedIsWithheld() throws Exception {
    scope = "email openid https://www.googleapis.com/auth/gmail.send";
    Consent consent = login(LoginRequest.usual(), this::allow);
    assertThat(consent.withheld()).containsExactly(Scope.LABELS.url());
    assertThat(consent.granted())
        .containsExactlyInAnyOrder(Scope.OPENID.url(), Scope.EMAIL.url(), Scope.SEND.url());
    assertThat(page.get(10, TimeUnit.SECONDS)).contains("less than was asked", "labels");
  }

  @Test
  void personWhoRefusesEndsTheLogin() throws Exception {
    AuthException e = failure(LoginRequest.usual(), () -> callback("error=access_denied"));
    assertThat(e.kind()).isEqualTo(Kind.CONSENT_REFUSED);
    assertThat(page.get(10, TimeUnit.SECONDS)).contains("not allowed in");
    assertThat(endpoint.forms()).isEmpty();
  }

  @Test
  void anotherAccountIsRefusedAndThePageSaysSo() throws Exception {
    AuthException e = failure(LoginRequest.usual().withAccount("bob@example.com"), this::allow);
    assertThat(e.kind()).isEqualTo(Kind.WRONG_ACCOUNT);
    assertThat(e).hasMessageContaining("ann@example.com consented, but bob@example.com");
    assertThat(e.remedy()).contains("--account bob@example.com");
    assertThat(page.get(10, TimeUnit.SECONDS)).contains("did not work", "bob@example.com");
    // One exchange and no revocation: that would end Ann's consent elsewhere.
    assertThat(endpoint.forms()).hasSize(1);
  }

  @Test
  void answerThatIsGarbledShowsAnHonestPage() throws Exception {
    tokenAnswer = "<html>";
    assertThat(failure(LoginRequest.usual(), this::allow).kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(page.get(10, TimeUnit.SECONDS)).contains("The login did not work");
    assertThat(endpoint.forms()).hasSize(1);
  }

  @Test
  void nobodyAnsweringEndsTheLoginAndClosesThePort() throws Exception {
    LoginRequest hasty = LoginRequest.usual().withTimeout(Duration.ofMillis(30));
    assertThat(failure(hasty, () -> {}).kind()).isEqualTo(Kind.TIMED_OUT);
    assertThatThrownBy(() -> RawHttp.get(redirect())).hasMessageContaining("refused");
  }

  @Test
  void interruptionEndsTheLogin() throws Exception {
    AuthException e = failure(LoginRequest.usual(), () -> Thread.currentThread().interrupt());
    assertThat(e.kind()).isEqualTo(Kind.INTERRUPTED);
    assertThat(Thread.interrupted()).isTrue();
    assertThatThrownBy(() -> RawHttp.get(redirect())).hasMessageContaining("refused");
  }

  @Test
  void promptThatFailsEndsTheLoginAndClosesThePort() {
    Runnable broken =
        () -> {
          throw new IllegalStateException("no terminal");
        };
    assertThatThrownBy(() -> login(LoginRequest.usual(), broken)).hasMessage("no terminal");
    assertThatThrownBy(() -> RawHttp.get(redirect())).hasMessageContaining("refused");
  }

  @Test
  void pastedAddressServesWhereThereIsNoBrowser() throws Exception {
    PipedOutputStream keyboard = new PipedOutputStream();
    InputStream terminal = new PipedInputStream(keyboard, 1 << 14);
    Consent consent =
        bootstrap()
            .login(
                LoginRequest.usual(),
                new LoginPrompt() {
                  @Override
                  public void consentAt(URI address) {
                    remember(address);
                    paste(
                        keyboard,
                        "4/bare-code\n"
                            + redirect()
                            + "?code=4%2Fcode-marker&state="
                            + question.get("state")
                            + "\nrest");
                  }

                  @Override
                  public Optional<InputStream> pasted() {
                    return Optional.of(terminal);
                  }
                });
    assertThat(consent.email()).isEqualTo("ann@example.com");
    assertThat(new String(terminal.readNBytes(4), UTF_8)).isEqualTo("rest");
  }

  @Test
  void browserThatIsFirstWinsOverPasting() throws Exception {
    PipedOutputStream keyboard = new PipedOutputStream();
    InputStream terminal = new PipedInputStream(keyboard, 1 << 14);
    bootstrap()
        .login(
            LoginRequest.usual(),
            new LoginPrompt() {
              @Override
              public void consentAt(URI address) {
                remember(address);
                allow();
              }

              @Override
              public Optional<InputStream> pasted() {
                return Optional.of(terminal);
              }
            });
    keyboard.write("left alone".getBytes(UTF_8));
    keyboard.flush();
    assertThat(new String(terminal.readNBytes(10), UTF_8)).isEqualTo("left alone");
  }

  @Test
  void nothingSecretIsLoggedAtTheFinestLevel() throws Exception {
    try (LogRecords log = new LogRecords()) {
      login(LoginRequest.usual(), this::allow);
      page.get(10, TimeUnit.SECONDS);
      tokenAnswer = "{\"error\":\"invalid_grant\",\"access_token\":\"ya29.access-marker\"}";
      failure(LoginRequest.usual(), () -> callback("error=access_denied&code=4%2Fcode-marker"), 30);
      failure(LoginRequest.usual(), this::allow);
      TokenServer server = TokenServer.at(endpoint.uri(), Trust.system());
      assertThatThrownBy(() -> server.revoke(Secret.of("1//refresh-marker")));
      assertThatThrownBy(() -> server.info(new AccessToken(Secret.of("ya29.access-marker"), NOW)));
      String said = log.text();
      assertThat(said).as("a log that says something").contains("HttpURLConnection");
      assertThat(said).doesNotContain("marker", ID_TOKEN).doesNotContain(states);
      for (Map<String, String> form : endpoint.forms()) {
        assertThat(said).doesNotContain(form.getOrDefault("code_verifier", "marker"));
      }
    }
  }

  private String goodAnswer() {
    return """
    {"access_token":"ya29.access-marker","expires_in":3599,"refresh_token":"1//refresh-marker",
     "scope":"%s","token_type":"Bearer","id_token":"%s"}
    """
        .formatted(scope, ID_TOKEN);
  }

  private Consent login(LoginRequest request, Runnable person) throws Exception {
    return bootstrap()
        .login(
            request,
            address -> {
              remember(address);
              person.run();
            });
  }

  private AuthException failure(LoginRequest request, Runnable person) {
    return catchThrowableOfType(AuthException.class, () -> login(request, person));
  }

  private void failure(LoginRequest request, Runnable person, int millis) {
    failure(request.withTimeout(Duration.ofMillis(millis)), person);
  }

  private OAuthBootstrap bootstrap() throws Exception {
    URI authUri = URI.create("https://accounts.example/o/auth?hd=example.com&response_type=token");
    return new OAuthBootstrap(
        DesktopClient.at(folder, authUri, endpoint.uri()),
        new TokenPost(Trust.system().transport()),
        Clock.fixed(NOW, ZoneOffset.UTC),
        new SecureRandom());
  }

  private void remember(URI address) {
    shown = address;
    question = TokenEndpoint.decode(address.getRawQuery());
    states.add(question.get("state"));
  }

  private URI redirect() {
    return URI.create(question.get("redirect_uri"));
  }

  private void allow() {
    callback("code=4%2Fcode-marker&iss=https%3A%2F%2Faccounts.google.com&scope=a%20b&authuser=0");
  }

  /** The browser, on a thread of its own: its page comes when the login has ended. */
  private void callback(String query) {
    URI uri = URI.create(redirect() + "?" + query + "&state=" + question.get("state"));
    Thread browser = new Thread(() -> page.complete(RawHttp.get(uri)), "browser");
    browser.setDaemon(true);
    browser.start();
  }

  private static void paste(PipedOutputStream keyboard, String text) {
    try {
      keyboard.write(text.getBytes(UTF_8));
      keyboard.flush();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
