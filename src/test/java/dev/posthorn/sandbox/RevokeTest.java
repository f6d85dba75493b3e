package dev.posthorn.sandbox;

import static dev.posthorn.sandbox.Browserless.LABELS;
import static dev.posthorn.sandbox.Browserless.SEND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.ManualClock;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Asking about tokens, and ending them. */
final class RevokeTest {
  private static final String ANN = "ann@example.com";
  private static final String BASIC = "openid email " + SEND;

  private final ManualClock clock = ManualClock.at("2026-11-22T12:00:00Z");
  private Sandbox sandbox;
  private Browserless program;

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.plain().clock(clock).tokenLifetime(Duration.ofMinutes(30)).start();
    program = new Browserless(sandbox);
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void tokeninfoSaysWhatATokenOpensUntilItEnds() {
    String token = program.accessToken(ANN, BASIC);
    clock.advance(Duration.ofMinutes(10));
    JsonObject info = Browserless.json(program.get("/tokeninfo?access_token=" + token));

    assertThat(info.getString("email")).isEqualTo(ANN);
    assertThat(info.getString("aud")).isEqualTo(program.clientId());
    assertThat(info.getString("expires_in")).isEqualTo("1200");
    assertThat(info.getString("scope")).contains(SEND);
    assertThat(program.post("/tokeninfo", Map.of("access_token", token)).statusCode())
        .isEqualTo(200);

    clock.advance(Duration.ofMinutes(20));
    refused(program.get("/tokeninfo?access_token=" + token), 400, "invalid_token", "Invalid Value");
  }

  @Test
  void tokeninfoHidesTheAddressWithoutTheEmailScope() {
    String token = program.accessToken(ANN, SEND);

    assertThat(Browserless.json(program.get("/tokeninfo?access_token=" + token)))
        .doesNotContainKey("email");
  }

  @ParameterizedTest
  @ValueSource(strings = {"access_token", "refresh_token"})
  void revokingAnyTokenEndsTheWholeGrantOfTheAccountAndNoOther(String which) {
    JsonObject first = program.tokens(ANN, SEND);
    JsonObject second = program.tokens(ANN, LABELS);
    JsonObject other = program.tokens("bob@example.com", LABELS);

    HttpResponse<String> answer = program.post("/revoke", Map.of("token", first.getString(which)));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(
            program.get("/gmail/v1/users/me/labels", second.getString("access_token")).statusCode())
        .isEqualTo(401);
    assertThat(
            program.post("/token", program.refresh(second.getString("refresh_token"))).statusCode())
        .isEqualTo(400);
    assertThat(
            program.get("/gmail/v1/users/me/labels", other.getString("access_token")).statusCode())
        .isEqualTo(200);
    refused(
        program.post("/revoke", Map.of("token", first.getString(which))),
        400,
        "invalid_token",
        "Token expired or revoked");
  }

  @Test
  void revokingNothingIsRefused() {
    refused(
        program.post("/revoke", Map.of()),
        400,
        "invalid_request",
        "Missing required parameter: token");
  }

  private static void refused(HttpResponse<String> answer, int status, String error, String words) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/json");
    assertThat(Browserless.json(answer).getString("error")).isEqualTo(error);
    assertThat(Browserless.json(answer).getString("error_description")).isEqualTo(words);
  }
}
