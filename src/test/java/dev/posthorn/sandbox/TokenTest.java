package dev.posthorn.sandbox;

import static dev.posthorn.sandbox.Browserless.SEND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.ManualClock;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenTest {
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
  void credentialsAreAnInstalledAppOfThisSandboxWithASecretOfItsOwn() throws IOException {
    JsonObject installed = Browserless.json(sandbox.credentialsJson()).getJsonObject("installed");

    assertThat(installed.getString("auth_uri")).isEqualTo(sandbox.root() + "o/oauth2/v2/auth");
    assertThat(installed.getString("token_uri")).isEqualTo(sandbox.root() + "token");
    assertThat(installed.getJsonArray("redirect_uris").getString(0)).isEqualTo("http://localhost");
    try (Sandbox other = Sandbox.plain().start()) {
      assertThat(new Browserless(other).clientSecret()).isNotEqualTo(program.clientSecret());
    }
  }

  @Test
  void codeBecomesTokens() {
    JsonObject tokens = program.tokens(ANN, BASIC);

    assertThat(tokens.getString("access_token")).startsWith("ya29.");
    assertThat(tokens.getString("refresh_token")).startsWith("1//0");
    assertThat(tokens.getString("token_type")).isEqualTo("Bearer");
    assertThat(tokens.getInt("expires_in")).isEqualTo(1800);
    assertThat(tokens.getString("scope"))
        .isEqualTo("openid https://www.googleapis.com/auth/userinfo.email " + SEND);
  }

  @Test
  void codeIsGoodOnce() {
    Map<String, String> exchange = program.exchange(program.code(ANN, program.login(BASIC)));

    assertThat(program.post("/token", exchange).statusCode()).isEqualTo(200);
    refused(program.post("/token", exchange), 400, "invalid_grant", "Malformed auth code.");
  }

  @Test
  void codeEndsAfterTenMinutes() {
    String early = program.code(ANN, program.login(BASIC));
    String late = program.code(ANN, program.login(BASIC));
    clock.advance(Duration.ofMinutes(10).minusSeconds(1));
    assertThat(program.post("/token", program.exchange(early)).statusCode()).isEqualTo(200);

    clock.advance(Duration.ofSeconds(1));
    refused(
        program.post("/token", program.exchange(late)),
        400,
        "invalid_grant",
        "Malformed auth code.");
  }

  @ParameterizedTest
  @CsvSource({
    "code, wrong, 400, invalid_grant, Malformed auth code.",
    "code, , 400, invalid_request, Missing required parameter: code",
    "redirect_uri, http://127.0.0.1:49153/callback, 400, redirect_uri_mismatch, Bad Request",
    "redirect_uri, , 400, invalid_request, Missing required parameter: redirect_uri",
    "code_verifier, , 400, invalid_grant, Missing code verifier.",
    "code_verifier, short, 400, invalid_grant, Invalid code verifier.",
    "code_verifier, 0123456789012345678901234567890123456789012, 400, invalid_grant,"
        + " Invalid code verifier.",
    "client_id, other, 401, invalid_client, The OAuth client was not found.",
    "client_id, , 400, invalid_request, Could not determine client ID from request.",
    "client_secret, wrong, 401, invalid_client, The provided client secret is invalid.",
    "client_secret, , 400, invalid_request, client_secret is missing.",
    "grant_type, password, 400, unsupported_grant_type, Invalid grant_type: password",
    "grant_type, , 400, invalid_request, Missing required parameter: grant_type"
  })
  void exchangeIsRefused(String name, String value, int status, String error, String words) {
    Map<String, String> exchange = program.exchange(program.code(ANN, program.login(BASIC)));
    exchange.put(name, value == null ? "" : value);

    refused(program.post("/token", exchange), status, error, words);
  }

  @Test
  void clientMayShowItsSecretByBasicAuthentication() {
    Map<String, String> exchange = program.exchange(program.code(ANN, program.login(BASIC)));
    exchange.remove("client_id");
    exchange.remove("client_secret");
    String pair = program.clientId() + ":" + program.clientSecret();

    assertThat(basic(exchange, pair).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x:y", "no colon", "%:%"})
  void wrongBasicAuthenticationIsInvalidClient(String pair) {
    HttpResponse<String> answer = basic(new LinkedHashMap<>(program.exchange("x")), pair);

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(Browserless.json(answer).getString("error")).isEqualTo("invalid_client");
    assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
  }

  private HttpResponse<String> basic(Map<String, String> form, String pair) {
    String credentials = Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
    return program.send(
        program
            .to("/token")
            .header("Authorization", "Basic " + credentials)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(Parameters.encode(form)))
            .build());
  }

  @Test
  void refreshGivesANewAccessTokenWithItsScopeButNoRefreshToken() {
    JsonObject first = program.tokens(ANN, BASIC);
    HttpResponse<String> answer =
        program.post("/token", program.refresh(first.getString("refresh_token")));
    JsonObject second = Browserless.json(answer);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(second.getString("access_token")).isNotEqualTo(first.getString("access_token"));
    assertThat(second.getString("scope")).isEqualTo(first.getString("scope"));
    assertThat(second).containsKey("id_token").doesNotContainKey("refresh_token");
  }

  @Test
  void unknownRefreshTokenIsInvalidGrant() {
    refused(
        program.post("/token", program.refresh("1//0unknown")),
        400,
        "invalid_grant",
        "Token has been expired or revoked.");
  }

  @Test
  void refreshTokenComesOnlyWithOfflineAccess() {
    Map<String, String> query = program.login(BASIC);
    query.put("access_type", "online");

    assertThat(tokens(query)).doesNotContainKey("refresh_token");
  }

  @Test
  void secondConsentBringsNoRefreshTokenUnlessThePersonWasAskedAgain() {
    Map<String, String> query = program.login(BASIC);
    query.remove("prompt");
    assertThat(tokens(query)).containsKey("refresh_token");
    assertThat(tokens(query)).doesNotContainKey("refresh_token");

    query.put("prompt", "consent");
    assertThat(tokens(query)).containsKey("refresh_token");
  }

  @Test
  void hundredAndFirstRefreshTokenSilentlyEndsTheOldest() {
    List<String> tokens =
        java.util.stream.IntStream.range(0, 101)
            .mapToObj(i -> program.tokens(ANN, SEND).getString("refresh_token"))
            .toList();

    assertThat(program.post("/token", program.refresh(tokens.get(0))).statusCode()).isEqualTo(400);
    assertThat(program.post("/token", program.refresh(tokens.get(1))).statusCode()).isEqualTo(200);
  }

  @Test
  void idTokenNamesTheAccountAndIsSignedWithTheClientsSecret() throws GeneralSecurityException {
    Map<String, String> query = program.login(BASIC);
    query.put("nonce", "n-0S6_WzA2Mj");
    String[] parts = tokens(query).getString("id_token").split("\\.", -1);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(program.clientSecret().getBytes(UTF_8), "HmacSHA256"));
    byte[] signature = mac.doFinal((parts[0] + "." + parts[1]).getBytes(UTF_8));
    JsonObject claims =
        Browserless.json(new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8));

    assertThat(Base64.getUrlDecoder().decode(parts[2])).isEqualTo(signature);
    assertThat(claims.getString("iss")).isEqualTo("https://accounts.google.com");
    assertThat(claims.getString("aud")).isEqualTo(program.clientId());
    assertThat(claims.getString("email")).isEqualTo(ANN);
    assertThat(claims.getBoolean("email_verified")).isTrue();
    assertThat(claims.getString("nonce")).isEqualTo("n-0S6_WzA2Mj");
    assertThat(claims.getString("sub")).matches("[0-9]{21}");
    assertThat(claims.getJsonNumber("iat").longValue()).isEqualTo(clock.instant().getEpochSecond());
    assertThat(claims.getJsonNumber("exp").longValue())
        .isEqualTo(clock.instant().plusSeconds(3600).getEpochSecond());
  }

  @Test
  void withoutOpenidThereIsNoIdToken() {
    assertThat(program.tokens(ANN, SEND)).doesNotContainKey("id_token");
  }

  @Test
  void bodyThatIsNoFormIsRefused() {
    HttpRequest request =
        program
            .to("/token")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{}"))
            .build();

    assertThat(program.send(request).statusCode()).isEqualTo(400);
  }

  private JsonObject tokens(Map<String, String> query) {
    return Browserless.json(program.post("/token", program.exchange(program.code(ANN, query))));
  }

  private static void refused(HttpResponse<String> answer, int status, String error, String words) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/json");
    assertThat(Browserless.json(answer).getString("error")).isEqualTo(error);
    assertThat(Browserless.json(answer).getString("error_description")).isEqualTo(words);
  }
}
