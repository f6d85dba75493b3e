package dev.posthorn.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.auth.AuthException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationErrorsTest {
  @ParameterizedTest
  @CsvSource({
    "access_denied, CONSENT_REFUSED, refused, Allow",
    "admin_policy_enforced, CONSENT_REFUSED, administrator, trust the client id",
    "org_internal, CONSENT_REFUSED, organisation, External",
    "disallowed_useragent, CONSENT_REFUSED, embedded, --no-browser",
    "deleted_client, CONFIGURATION, deleted, Desktop app",
    "invalid_client, CONFIGURATION, client id and secret, again",
    "unauthorized_client, CONFIGURATION, kind of login, Desktop app",
    "redirect_uri_mismatch, CONFIGURATION, not a desktop client, Desktop app",
    "invalid_request, CONFIGURATION, malformed, branding",
    "invalid_scope, CONFIGURATION, scopes, --scopes",
    "unsupported_response_type, CONFIGURATION, auth_uri, auth_uri",
    "unsupported_grant_type, CONFIGURATION, token_uri, token_uri",
    "server_error, UNREACHABLE, failed, Run: posthorn login",
    "temporarily_unavailable, UNREACHABLE, overloaded, Run: posthorn login",
    "interaction_required, NO_CONSENT, left before, to its end"
  })
  void everyKnownErrorHasItsKindItsWordsAndItsCure(
      String error, Kind kind, String said, String cure) {
    AuthException e = AuthorizationErrors.of(error);
    assertThat(e.kind()).isEqualTo(kind);
    assertThat(e.getMessage()).contains(said);
    assertThat(e.remedy()).contains(cure);
  }

  @Test
  void unknownErrorIsShownWhenItIsHarmless() {
    AuthException e = AuthorizationErrors.of("brand_new_error");
    assertThat(e.kind()).isEqualTo(Kind.REFUSED);
    assertThat(e.getMessage()).contains("(brand_new_error)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<b>", "your account is hacked", "UPPER", "a\nb", "\u001b[31m", "a/b", "é"})
  void unknownErrorThatIsNotHarmlessIsNotShown(String error) {
    assertThat(AuthorizationErrors.of(error)).hasMessage("The server that logs people in refused.");
  }

  @Test
  void errorOfMoreThanSixtyFourLettersIsNotShown() {
    assertThat(AuthorizationErrors.of("a".repeat(64))).hasMessageContaining("aaaa");
    assertThat(AuthorizationErrors.of("a".repeat(65))).hasMessageNotContaining("aaaa");
  }
}
