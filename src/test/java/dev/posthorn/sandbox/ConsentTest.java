package dev.posthorn.sandbox;

import static dev.posthorn.sandbox.Browserless.LABELS;
import static dev.posthorn.sandbox.Browserless.REDIRECT;
import static dev.posthorn.sandbox.Browserless.SEND;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConsentTest {
  private Sandbox sandbox;
  private Browserless program;

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.plain().start();
    program = new Browserless(sandbox);
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void pageOffersEachAccountAndSaysWhatEachScopeAllows() {
    HttpResponse<String> page = program.authorize(program.login("openid email " + SEND));

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("ann@example.com", "bob@example.com", "Send email on your behalf")
        .contains("value=\"" + SEND + "\"")
        .doesNotContain("value=\"openid\"");
  }

  @Test
  void loginHintIsSelected() {
    Map<String, String> query = program.login(SEND);
    query.put("login_hint", "Bob@Example.com");

    assertThat(program.authorize(query).body())
        .containsPattern("value=\"bob@example.com\" required checked")
        .doesNotContainPattern("value=\"ann@example.com\" required checked");
  }

  @Test
  void allowSendsBackACodeWithTheStateAndWhatGoogleAdds() {
    Map<String, String> query = program.login("openid email " + SEND);
    HttpResponse<String> answer = decide(query, "allow", SEND);

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(answer.headers().firstValue("Location").orElseThrow()).startsWith(REDIRECT + "?");
    Parameters back = Browserless.redirected(answer);
    assertThat(back.first("state")).contains("state 1&2");
    assertThat(back.first("iss")).contains("https://accounts.google.com");
    assertThat(back.first("code").orElseThrow()).startsWith("4/0A");
    assertThat(back.first("authuser")).contains("1");
    assertThat(back.first("prompt")).contains("consent");
    assertThat(back.first("scope"))
        .contains("openid https://www.googleapis.com/auth/userinfo.email " + SEND);
    assertThat(back.first("error")).isEmpty();
  }

  @Test
  void untickedScopeIsNotGranted() {
    HttpResponse<String> answer =
        decide(program.login("openid " + SEND + " " + LABELS), "allow", LABELS);

    assertThat(Browserless.redirected(answer).first("scope")).contains("openid " + LABELS);
  }

  @Test
  void scopeThatNobodyAskedForIsNotGranted() {
    HttpResponse<String> answer = decide(program.login("openid " + LABELS), "allow", SEND);

    assertThat(Browserless.redirected(answer).first("scope")).contains("openid");
  }

  @Test
  void allowWithNothingTickedAsksAgain() {
    HttpResponse<String> answer = decide(program.login(SEND), "allow", "");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("role=\"alert\"", "Tick at least one box");
    assertThat(Browserless.ticket(answer)).hasSize(32);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cancel", "", "ALLOW"})
  void anythingButAllowIsARefusal(String decision) {
    Parameters back = Browserless.redirected(decide(program.login(SEND), decision, SEND));

    assertThat(back.first("error")).contains("access_denied");
    assertThat(back.first("state")).contains("state 1&2");
    assertThat(back.first("code")).isEmpty();
  }

  @Test
  void pageCountsOnce() {
    HttpResponse<String> page = program.authorize(program.login(SEND));
    Map<String, String> form = form(page, "allow", SEND);

    assertThat(program.post("/o/oauth2/v2/auth", form).statusCode()).isEqualTo(303);
    HttpResponse<String> second = program.post("/o/oauth2/v2/auth", form);
    assertThat(second.statusCode()).isEqualTo(400);
    assertThat(second.headers().firstValue("Location")).isEmpty();
  }

  @Test
  void decisionWithoutThePagesTicketIsNoConsent() {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("ticket", "guessed");
    form.put("account", "ann@example.com");
    form.put("decision", "allow");

    assertThat(program.post("/o/oauth2/v2/auth", form).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://evil.example", "null", "http://127.0.0.1:1"})
  void decisionFromAnotherSiteIsForbidden(String origin) {
    String form = Parameters.encode(form(program.authorize(program.login(SEND)), "allow", SEND));
    HttpResponse<String> answer =
        program.send(
            program
                .to("/o/oauth2/v2/auth")
                .header("Origin", origin)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build());

    assertThat(answer.statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:1/callback",
        "http://127.0.0.1:65535",
        "http://localhost/x?y=z",
        "http://[::1]:8080/"
      })
  void loopbackRedirectIsTakenWithAnyPort(String redirect) {
    Map<String, String> query = program.login(SEND);
    query.put("redirect_uri", redirect);

    HttpResponse<String> answer = decide(query, "cancel", SEND);
    assertThat(answer.headers().firstValue("Location").orElseThrow())
        .startsWith(redirect + (redirect.contains("?") ? "&" : "?"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1:1/",
        "http://evil.example/",
        "http://127.0.0.1.evil.example/",
        "http://127.0.0.1@evil.example/",
        "http://user@127.0.0.1/",
        "http://127.0.0.1:1/#fragment",
        "http://127.0.0.1:99999/",
        "http://0.0.0.0:1/",
        "http://127.0.0.1\\@evil.example/",
        "urn:ietf:wg:oauth:2.0:oob",
        "javascript:alert(1)",
        "//evil.example",
        "callback"
      })
  void otherRedirectGetsAPageAndNoRedirect(String redirect) {
    Map<String, String> query = program.login(SEND);
    query.put("redirect_uri", redirect);

    refusedWithAPage(query, 400, "redirect_uri_mismatch");
  }

  @ParameterizedTest
  @CsvSource({
    "client_id, other.apps.googleusercontent.com, 401, invalid_client",
    "client_id, , 400, Missing required parameter: client_id",
    "redirect_uri, , 400, Missing required parameter: redirect_uri",
    "response_type, token, 400, unsupported_response_type",
    "response_type, , 400, Missing required parameter: response_type",
    "scope, , 400, Missing required parameter: scope",
    "scope, openid https://www.googleapis.com/auth/drive, 400, invalid_scope",
    "code_challenge_method, plain, 400, invalid_request",
    "code_challenge_method, , 400, invalid_request",
    "code_challenge, tooshort, 400, invalid_request",
    "code_challenge, , 400, invalid_request",
    "access_type, sometimes, 400, invalid_request",
    "prompt, none consent, 400, invalid_request",
    "prompt, perhaps, 400, invalid_request"
  })
  void badRequestGetsAPageAndNoRedirect(String name, String value, int status, String words) {
    Map<String, String> query = program.login(SEND);
    query.put(name, value == null ? "" : value);

    refusedWithAPage(query, status, words);
  }

  @Test
  void parameterGivenTwiceIsRefused() {
    String query = Parameters.encode(program.login(SEND)) + "&redirect_uri=http%3A%2F%2F127.0.0.1";

    assertThat(program.get("/o/oauth2/v2/auth?" + query).statusCode()).isEqualTo(400);
  }

  @Test
  void programWithoutPkceIsServedToo() {
    Map<String, String> query = program.login(SEND);
    query.remove("code_challenge");
    query.remove("code_challenge_method");
    Map<String, String> exchange = program.exchange(program.code("ann@example.com", query));
    exchange.remove("code_verifier");

    assertThat(program.post("/token", exchange).statusCode()).isEqualTo(200);
  }

  @Test
  void promptNoneAsksNobody() {
    Map<String, String> query = program.login(SEND);
    query.put("prompt", "none");
    assertThat(Browserless.redirected(program.authorize(query)).first("error"))
        .contains("interaction_required");

    program.tokens("ann@example.com", SEND);
    assertThat(Browserless.redirected(program.authorize(query)).first("code")).isPresent();
  }

  @Test
  void includeGrantedScopesAddsTheEarlierOnes() {
    program.tokens("bob@example.com", LABELS);
    Map<String, String> query = program.login(SEND);
    query.put("include_granted_scopes", "true");

    assertThat(Browserless.redirected(decide(query, "allow", SEND)).first("scope"))
        .contains(SEND + " " + LABELS);
  }

  @Test
  void autoConsentAnswersAtOnceForTheHintedAccount() throws IOException {
    try (Sandbox automatic = Sandbox.plain().autoConsent(true).start()) {
      Browserless other = new Browserless(automatic);
      Map<String, String> query = other.login("openid email " + SEND);
      query.put("login_hint", "bob@example.com");
      HttpResponse<String> answer = other.authorize(query);

      assertThat(answer.statusCode()).isEqualTo(302);
      String code = Browserless.redirected(answer).first("code").orElseThrow();
      String token =
          Browserless.json(other.post("/token", other.exchange(code))).getString("access_token");
      assertThat(Browserless.json(other.get("/tokeninfo?access_token=" + token)).getString("email"))
          .isEqualTo("bob@example.com");
    }
  }

  @Test
  void hostileParametersAreEscaped() {
    Map<String, String> query = program.login("<script>alert(1)</script>");

    assertThat(program.authorize(query).body())
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .doesNotContain("<script>alert");
  }

  private void refusedWithAPage(Map<String, String> query, int status, String words) {
    HttpResponse<String> answer = program.authorize(query);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Location")).isEmpty();
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
    assertThat(answer.body()).contains(words);
  }

  private HttpResponse<String> decide(Map<String, String> query, String decision, String scope) {
    return program.post("/o/oauth2/v2/auth", form(program.authorize(query), decision, scope));
  }

  private static Map<String, String> form(
      HttpResponse<String> page, String decision, String scope) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("ticket", Browserless.ticket(page));
    form.put("account", "bob@example.com");
    form.put("decision", decision);
    form.put("scope", scope);
    return form;
  }
}
