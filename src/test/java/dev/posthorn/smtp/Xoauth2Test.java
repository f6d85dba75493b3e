package dev.posthorn.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class Xoauth2Test {
  private static final List<String> SECRETS = List.of("ya29.secret");

  /** The example of Google's page "OAuth 2.0 mechanism", with its own token. */
  @Test
  void initialResponseIsGooglesExample() {
    assertThat(
            Xoauth2.initialResponse(
                "someuser@example.com", "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg"))
        .isEqualTo(
            "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52"
                + "YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ==");
  }

  @Test
  void challengeIsPutIntoWords() {
    assertThat(Xoauth2.explain(base64(ScriptedSmtp.CHALLENGE), SECRETS))
        .isEqualTo("It says 401 of the token and wants the scope https://mail.google.com/.");
    assertThat(Xoauth2.explain(base64("{ \"status\" : 400 }"), SECRETS))
        .isEqualTo("It says 400 of the token.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "====", "{}", "e30=", "\u0000", "eyJzdGF0dXMiOiJhYmMifQ=="})
  void challengeThatCannotBeReadSaysNothing(String challenge) {
    assertThat(Xoauth2.explain(challenge, SECRETS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x\u001b[2Jy",
        "two words",
        "https://x.example/?q=1",
        "\\u0079a29.secret",
        "ya29\u0000.secret",
        "",
      })
  void hostileScopeIsNotShown(String scope) {
    assertThat(Xoauth2.explain(base64(withScope(scope)), SECRETS))
        .isEqualTo("It says 400 of the token.");
    assertThat(Xoauth2.explain(base64(withScope("a".repeat(101))), SECRETS))
        .isEqualTo("It says 400 of the token.");
  }

  /** Base64 hides the token from who looks for it in the reply. */
  @Test
  void tokenInTheChallengeIsNotShown() {
    assertThat(Xoauth2.explain(base64(withScope("https://ya29.secret/")), SECRETS))
        .isEqualTo("It says 400 of the token and wants the scope https://[redacted]/.");
  }

  private static String withScope(String scope) {
    return "{\"status\":\"400\",\"scope\":\"" + scope + "\"}";
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
