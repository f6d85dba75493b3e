package dev.posthorn.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.posthorn.auth.AuthException.Kind;
import dev.posthorn.testing.LogRecords;
import dev.posthorn.testing.RawHttp;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OAuthBootstrapEndingTest extends OAuthBootstrapCase {
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
    assertThat(e).hasMessageContaining("ann@example.com was chosen, but bob@example.com");
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
  void nothingSecretIsLoggedAtTheFinestLevel() throws Exception {
    try (LogRecords log = new LogRecords()) {
      login(LoginRequest.usual(), this::allow);
      page.get(10, TimeUnit.SECONDS);
      tokenAnswer = "{\"error\":\"invalid_grant\",\"access_token\":\"ya29.access-marker\"}";
      failure(LoginRequest.usual(), () -> callback("error=access_denied&code=4%2Fcode-marker"), 30);
      failure(LoginRequest.usual(), this::allow);
      TokenServer server = TokenServer.at(endpoint.tokenUri(), Trust.system());
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
}
