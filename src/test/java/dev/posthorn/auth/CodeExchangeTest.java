package dev.posthorn.auth;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.auth.AuthException.Kind;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CodeExchangeTest extends CodeExchangeCase {
  @Test
  void goodAnswerBecomesAGrant() throws Exception {
    Grant grant = exchange(aResponse().withBody(GOOD));
    assertThat(grant.email()).isEqualTo("ann@example.com");
    assertThat(grant.accessToken())
        .isEqualTo(new AccessToken(Secret.of("ya29.access"), NOW.plusSeconds(3599)));
    assertThat(grant.refreshToken()).isEqualTo(Secret.of("1//refresh"));
    assertThat(grant.scopes()).isEqualTo(ASKED);
    assertThat(grant.client().id()).isEqualTo(DesktopClient.ID);
    assertThat(grant.client().tokenUri()).isEqualTo(tokenUri());
    assertThat(grant.consentedAt()).isEqualTo(NOW);
  }

  @Test
  void formHasAllThatRfc6749AndRfc7636AskForAndNothingInTheUrl() throws Exception {
    exchange(aResponse().withBody(GOOD));
    server.verify(
        1,
        postRequestedFor(urlEqualTo("/token"))
            .withHeader("Content-Type", containing("application/x-www-form-urlencoded"))
            .withFormParam("grant_type", equalTo("authorization_code"))
            .withFormParam("code", equalTo("4/the-code marker"))
            .withFormParam("code_verifier", equalTo("the-verifier"))
            .withFormParam("redirect_uri", equalTo(REDIRECT))
            .withFormParam("client_id", equalTo(DesktopClient.ID))
            .withFormParam("client_secret", equalTo(DesktopClient.SECRET)));
  }

  @Test
  void answerWithoutAScopeGrantsWhatWasAsked() throws Exception {
    assertThat(exchange(aResponse().withBody(GOOD.replace("\"scope\"", "\"other\""))).scopes())
        .isEqualTo(ASKED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "null", "1", "\"a\\nb\""})
  void scopeThatIsThereAndSaysNothingIsRefused(String scope) {
    AuthException e =
        failure(
            aResponse()
                .withBody(
                    GOOD.replaceAll(
                        "\"scope\":\"[^\"]*\"", Matcher.quoteReplacement("\"scope\":" + scope))));
    assertThat(e.kind()).isEqualTo(Kind.REFUSED);
    assertThat(e).hasMessageContaining("\"scope\"");
  }

  @Test
  void answerWithoutALifetimeIsTakenForAnHour() throws Exception {
    Grant grant = exchange(aResponse().withBody(GOOD.replace("\"expires_in\"", "\"other\"")));
    assertThat(grant.accessToken().expiry()).isEqualTo(NOW.plusSeconds(3600));
  }

  @ParameterizedTest
  @ValueSource(strings = {"access_token", "refresh_token", "id_token", "token_type"})
  void missingMemberIsNamed(String member) {
    AuthException e = failure(aResponse().withBody(GOOD.replace(member, "other")));
    assertThat(e.kind()).isEqualTo(Kind.REFUSED);
    assertThat(e)
        .hasMessageContaining("no \"" + member + "\"")
        .hasMessageContaining("Nothing was stored");
    assertThat(
            failure(
                aResponse().withBody(GOOD.replaceAll(member + "\":\"[^\"]*\"", member + "\":1"))))
        .hasMessageContaining("its \"" + member + "\" is not text");
  }

  @Test
  void tokenOfAnotherTypeIsRefused() {
    AuthException e = failure(aResponse().withBody(GOOD.replace("Bearer", "mac")));
    assertThat(e.kind()).isEqualTo(Kind.REFUSED);
    assertThat(e).hasMessageContaining("not Bearer");
  }

  @Test
  void typeIsComparedWithoutCase() throws Exception {
    assertThat(exchange(aResponse().withBody(GOOD.replace("Bearer", "bearer")))).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"soon\"", "-1", "1e99", "0", "31622401", "99999999999", "true", "{}"})
  void lifetimeThatMakesNoSenseIsRefused(String lifetime) {
    AuthException e = failure(aResponse().withBody(GOOD.replace("3599", lifetime)));
    assertThat(e.kind()).isEqualTo(Kind.REFUSED);
    assertThat(e).hasMessageContaining("expires_in").hasMessageContaining("Nothing was stored");
  }

  @Test
  void tokenThatCannotStandInAHeaderIsRefused() {
    AuthException e = failure(aResponse().withBody(GOOD.replace("ya29.", "ya29\\r\\nX: y")));
    assertThat(e).hasMessageContaining("characters that no token has");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "<html><body>Sign in</body></html>",
        "{\"access_token\":\"ya29",
        "[]",
        "null",
        "garbage",
        "{}{}"
      })
  void answerThatIsNotJsonLeavesTheLoginToBeRepeated(String body) {
    AuthException e = failure(aResponse().withBody(body));
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(e.remedy()).contains("posthorn login", "cannot be used a second time");
    assertThat(e.getMessage()).doesNotContain("ya29");
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid_grant, CONSENT_ENDED, came too late",
    "401, invalid_client, CONFIGURATION, client id and secret",
    "400, invalid_client, CONFIGURATION, client id and secret",
    "401, unauthorized_client, CONFIGURATION, client",
    "400, redirect_uri_mismatch, CONFIGURATION, desktop",
    "400, invalid_request, CONFIGURATION, malformed",
    "400, unsupported_grant_type, CONFIGURATION, token_uri",
    "403, access_denied, CONSENT_REFUSED, refused",
    "403, org_internal, CONSENT_REFUSED, organisation",
    "400, something_new, REFUSED, (something_new)",
    "500, internal_failure, UNREACHABLE, 500 (internal_failure)",
    "503, '', UNREACHABLE, 503",
    "429, '', UNREACHABLE, 429",
    "408, '', UNREACHABLE, 408",
    "404, '', REFUSED, 404",
    "204, '', UNREACHABLE, 204"
  })
  void everyRefusalHasItsKindAndItsWords(int status, String error, Kind kind, String words) {
    AuthException e =
        failure(
            aResponse()
                .withStatus(status)
                .withBody("{\"error\":\"" + error + "\",\"error_description\":\"hostile words\"}"));
    assertThat(e.kind()).isEqualTo(kind);
    assertThat(e).hasMessageContaining(words).hasMessageNotContaining("hostile");
    assertThat(e.remedy()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404, 500, 502, 503})
  void frontEndThatAnswersHtmlIsNotQuoted(int status) {
    AuthException e = failure(aResponse().withStatus(status).withBody("<html>words</html>"));
    assertThat(e).hasMessageContaining(String.valueOf(status)).hasMessageNotContaining("words");
  }
}
