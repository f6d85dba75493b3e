package dev.posthorn.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://gmail.googleapis.com/",
        "https://gateway.example:8443/gmail/",
        "http://127.0.0.1:8025/",
        "http://127.9.9.9/",
        "http://localhost:1/",
        "http://LOCALHOST/",
        "http://[::1]:8025/"
      })
  void httpsAndLoopbackAreTaken(String address) {
    assertThatCode(() -> Endpoint.check("--gmail-url", address)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://gmail.googleapis.com/",
        "http://127.0.0.1.evil.example/",
        "http://localhost.evil.example/",
        "http://128.0.0.1/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "https://user:secret@gmail.googleapis.com/",
        "http://127.0.0.1@evil.example/",
        "https://host/#fragment",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "https:///nohost",
        "gmail.googleapis.com",
        "https://bad host/",
        ""
      })
  void everythingElseIsRefusedWithoutEcho(String address) {
    AuthException refused =
        catchThrowableOfType(AuthException.class, () -> Endpoint.check("--gmail-url", address));
    assertThat(refused).isNotNull();
    assertThat(refused.kind()).isEqualTo(AuthException.Kind.CONFIGURATION);
    assertThat(refused).hasMessageContaining("--gmail-url").hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://gmail.googleapis.com/",
        "https://oauth2.googleapis.com/token",
        "https://accounts.google.com/o/oauth2/token",
        "https://OAUTH2.GOOGLEAPIS.COM/token"
      })
  void googlesOwnHostsAreGoogle(String address) {
    assertThat(Endpoint.isGoogle(URI.create(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://script.google.com/macros/s/x/exec",
        "https://sites.google.com/",
        "https://googleapis.com.evil.example/",
        "https://evilgoogleapis.com/",
        "https://accounts.google.com.evil.example/",
        "http://127.0.0.1/"
      })
  void whatAnybodyCanRunIsNotGoogle(String address) {
    assertThat(Endpoint.isGoogle(URI.create(address))).isFalse();
  }
}
