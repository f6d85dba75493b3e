package dev.posthorn.sandbox;

import jakarta.json.Json;

/** Errors of the token endpoints, in the form of RFC 6749 §5.2 and with Google's own words. */
final class OAuthError {
  private OAuthError() {}

  static Refusal of(int status, String error, String description) {
    Response response =
        Response.json(
            status,
            Json.createObjectBuilder()
                .add("error", error)
                .add("error_description", description)
                .build());
    return new Refusal(
        status == 401 ? response.with("WWW-Authenticate", "Basic realm=\"OAuth2\"") : response);
  }

  static Refusal missing(String parameter) {
    return of(400, "invalid_request", "Missing required parameter: " + parameter);
  }

  static Refusal invalidGrant(String description) {
    return of(400, "invalid_grant", description);
  }
}
