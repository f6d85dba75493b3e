package dev.posthorn.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.auth.AuthException.Kind;
import dev.posthorn.testing.IdTokens;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdTokenTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_000_000);
  private static final String GOOD =
      "{\"aud\":\"client\",\"exp\":1003600,\"email\":\"Ann@Example.com\",\"email_verified\":true}";

  @Test
  void goodTokenTellsTheAccountInLowerCase() throws Exception {
    assertThat(email(GOOD)).isEqualTo("ann@example.com");
  }

  @Test
  void onlyAudienceInAListIsTaken() throws Exception {
    assertThat(email(GOOD.replace("\"client\"", "[\"client\"]"))).isEqualTo("ann@example.com");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"other\"",
        "[]",
        "[\"client\",\"other\"]",
        "[\"other\",\"client\"]",
        "null",
        "\"CLIENT\"",
        "\"client \""
      })
  void tokenForAnotherClientIsRefused(String audience) {
    assertThat(failure(GOOD.replace("\"client\"", audience)))
        .hasMessageContaining("another client");
  }

  @ParameterizedTest
  @ValueSource(strings = {"999699", "0", "null"})
  void tokenThatHasEndedIsRefused(String exp) {
    assertThat(failure(GOOD.replace("1003600", exp))).hasMessageContaining("expired");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"client\" | 1",
        "\"client\" | {}",
        "\"client\" | [[\"client\"]]",
        "1003600 | -1",
        "1003600 | \"soon\"",
        "1003600 | 1e99",
        "1003600 | true",
        "1003600 | [1003600]",
        "\"Ann@Example.com\" | true"
      })
  void claimOfAnotherTypeIsRefusedByItsName(String claim, String other) {
    String name = GOOD.replaceAll(".*\"(\\w+)\":" + claim + ".*", "$1");
    assertThat(failure(GOOD.replace(claim, other))).hasMessageContaining("its \"" + name + "\" is");
  }

  @Test
  void clockThatIsFewMinutesWrongDoesNoHarm() throws Exception {
    assertThat(email(GOOD.replace("1003600", "999701"))).isEqualTo("ann@example.com");
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "\"true\"", "1", "null", "[true]"})
  void addressThatIsNotVerifiedIsRefused(String verified) {
    assertThat(failure(GOOD.replace(":true", ":" + verified))).hasMessageContaining("not verified");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ann",
        "ann@",
        "@example.com",
        "a@b@c",
        "../ann@example.com",
        "ann@exam/ple.com",
        "ann <ann@example.com>",
        "a\\nb@example.com",
        "a\\u0000@example.com",
        "<b>@example.com"
      })
  void addressThatIsNoneIsRefused(String address) {
    assertThat(failure(GOOD.replace("Ann@Example.com", address)))
        .hasMessageContaining("no mail address");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''",
        "a",
        "a.b",
        "e30.e30",
        "e30.e30.s.s",
        "e30.!!!.s",
        "!.e30.s",
        "e30..s",
        "W10.e30.s",
        "e30.W10.s",
        "e30.eyJh.s"
      })
  void malformedTokenIsRefused(String token) {
    AuthException e =
        catchThrowableOfType(AuthException.class, () -> IdToken.email(token, "client", NOW));
    assertThat(e).hasMessageContaining("malformed");
  }

  @Test
  void tokenOfAnyLengthIsNotRead() {
    assertThat(failure(GOOD.replace("{", "{\"x\":\"" + "y".repeat(40_000) + "\",")))
        .hasMessageContaining("malformed");
  }

  @Test
  void refusalHoldsNothingOfTheToken() {
    AuthException e = failure(GOOD.replace("\"client\"", "\"mallory\""));
    assertThat(e.getMessage() + e.remedy()).doesNotContain("mallory").doesNotContain("eyJ");
  }

  private static String email(String claims) throws AuthException {
    return IdToken.email(IdTokens.of(claims), "client", NOW);
  }

  private static AuthException failure(String claims) {
    AuthException e = catchThrowableOfType(AuthException.class, () -> email(claims));
    assertThat(e).isNotNull();
    assertThat(e.kind()).isEqualTo(Kind.REFUSED);
    return e;
  }
}
