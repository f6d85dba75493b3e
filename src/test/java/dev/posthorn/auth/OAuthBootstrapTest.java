package dev.posthorn.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.URI;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OAuthBootstrapTest extends OAuthBootstrapCase {
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
}
