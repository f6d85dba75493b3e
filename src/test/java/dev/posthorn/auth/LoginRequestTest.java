package dev.posthorn.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginRequestTest {
  @Test
  void usualRequestIsForSendingAndLabels() {
    assertThat(LoginRequest.usual().scopes())
        .containsExactly(
            Scope.OPENID.url(), Scope.EMAIL.url(), Scope.SEND.url(), Scope.LABELS.url());
    assertThat(LoginRequest.usual().timeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(LoginRequest.usual().loginHint()).isNull();
  }

  @Test
  void scopesComeByShortNameOrByUrlAndOnceEach() {
    List<String> typed =
        List.of("email", "smtp", Scope.SMTP.url(), "https://www.googleapis.com/auth/drive");
    assertThat(LoginRequest.of(typed).scopes())
        .containsExactly(
            Scope.OPENID.url(),
            Scope.EMAIL.url(),
            Scope.SMTP.url(),
            "https://www.googleapis.com/auth/drive");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sned",
        "",
        " ",
        "http://mail.google.com/",
        "https://a b",
        "https://a\"b",
        "https://"
      })
  void scopeThatIsNoneIsRefusedByName(String scope) {
    assertThatThrownBy(() -> LoginRequest.of(List.of(scope)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + scope + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ann", "ann@", "@b", "a@b@c", "a b@c", "a@b\n"})
  void accountThatIsNoAddressIsRefused(String account) {
    assertThatThrownBy(() -> LoginRequest.usual().withAccount(account))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT24H0.001S"})
  void timeoutOutOfRangeIsRefused(Duration timeout) {
    assertThatThrownBy(() -> LoginRequest.usual().withTimeout(timeout))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
