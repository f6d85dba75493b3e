package dev.posthorn.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.Secret;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SmtpServerTest {
  @ParameterizedTest
  @CsvSource({
    "smtps://smtp.gmail.com, smtps://smtp.gmail.com:465",
    "SMTPS://Smtp.Gmail.Com:465/, smtps://smtp.gmail.com:465",
    "smtp://mail.example.com, smtp://mail.example.com:587",
    "smtp://127.0.0.1:2525, smtp://127.0.0.1:2525",
    "smtps://[::1]:4650, smtps://[::1]:4650",
    "' smtps://localhost ', smtps://localhost:465",
  })
  void addressIsReadWithItsUsualPort(String written, URI read) throws Exception {
    assertThat(SmtpServer.parse(written).uri()).isEqualTo(read);
  }

  @Test
  void gmailIsTheDefault() throws Exception {
    assertThat(SmtpServer.parse("smtps://smtp.gmail.com")).isEqualTo(SmtpServer.GMAIL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "smtp.gmail.com",
        "smtp.gmail.com:465",
        "https://smtp.gmail.com",
        "smtp:smtp.gmail.com",
        "smtps://",
        "smtps://ann:secret@smtp.gmail.com",
        "smtps://smtp.gmail.com/path",
        "smtps://smtp.gmail.com?starttls=no",
        "smtps://smtp.gmail.com#x",
        "smtps://smtp.gmail.com:0",
        "smtps://smtp.gmail.com:65536",
        "smtps://a b",
      })
  void anythingElseIsRefused(String written) {
    assertThatThrownBy(() -> SmtpServer.parse(written))
        .isInstanceOfSatisfying(
            AuthException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(AuthException.Kind.CONFIGURATION);
              assertThat(e).hasMessageContaining("--smtp").hasMessageNotContaining("secret");
            });
  }

  @Test
  void appPasswordShowsNothingAndTakesNothingThatBreaksTheLogin() {
    Secret secret = Secret.of("abcd efgh");
    assertThat(new AppPassword("ann@example.com", secret).toString()).doesNotContain("abcd");
    assertThatThrownBy(() -> new AppPassword(" ", secret))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AppPassword("ann", Secret.of("a\0b")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AppPassword("ann\r\n", secret))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
