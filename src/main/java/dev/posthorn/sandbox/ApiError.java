package dev.posthorn.sandbox;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/**
 * Errors of the Gmail API, in Google's form.
 *
 * @see <a href="https://developers.google.com/workspace/gmail/api/guides/handle-errors">errors</a>
 */
final class ApiError {
  private static final String CHALLENGE = "Bearer realm=\"https://accounts.google.com/\"";

  private ApiError() {}

  static Refusal invalidArgument(String message) {
    return of(400, "invalidArgument", message, "INVALID_ARGUMENT");
  }

  static Refusal notFound() {
    return of(404, "notFound", "Requested entity was not found.", "NOT_FOUND");
  }

  static Refusal forbidden(String message) {
    return of(403, "forbidden", message, "PERMISSION_DENIED");
  }

  static Refusal of(int status, String reason, String message, String statusName) {
    JsonObject error = error(reason, message).build();
    return new Refusal(Response.json(status, wrapped(body(status, message, statusName, error))));
  }

  /** No token came with the call. */
  static Refusal loginRequired(ApiMethod method) {
    JsonObject error = located(error("required", "Login Required.")).build();
    String message =
        "Request is missing required authentication credential. Expected OAuth 2 access token,"
            + " login cookie or other valid authentication credential. See"
            + " https://developers.google.com/identity/sign-in/web/devconsole-project.";
    return detailed(401, message, error, method, "CREDENTIALS_MISSING");
  }

  /** A token came that opens nothing, or nothing any more. */
  static Refusal invalidCredentials(ApiMethod method, boolean expired) {
    JsonObject error = located(error("authError", "Invalid Credentials")).build();
    String message =
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login"
            + " cookie or other valid authentication credential. See"
            + " https://developers.google.com/identity/sign-in/web/devconsole-project.";
    String reason = expired ? "ACCESS_TOKEN_EXPIRED" : "ACCESS_TOKEN_TYPE_UNSUPPORTED";
    return detailed(401, message, error, method, reason);
  }

  static Refusal insufficientScopes(ApiMethod method) {
    JsonObject error = error("insufficientPermissions", "Insufficient Permission").build();
    String message = "Request had insufficient authentication scopes.";
    String reason = "ACCESS_TOKEN_SCOPE_INSUFFICIENT";
    return detailed(403, message, error, method, reason);
  }

  private static Refusal detailed(
      int status, String message, JsonObject error, ApiMethod method, String reason) {
    JsonObjectBuilder info =
        Json.createObjectBuilder()
            .add("@type", "type.googleapis.com/google.rpc.ErrorInfo")
            .add("reason", reason)
            .add("domain", "googleapis.com")
            .add(
                "metadata",
                Json.createObjectBuilder()
                    .add("service", "gmail.googleapis.com")
                    .add("method", method.rpcName()));
    String statusName = status == 401 ? "UNAUTHENTICATED" : "PERMISSION_DENIED";
    JsonObjectBuilder whole =
        body(status, message, statusName, error)
            .add("details", Json.createArrayBuilder().add(info));
    return new Refusal(
        Response.json(status, wrapped(whole)).with("WWW-Authenticate", challenge(reason)));
  }

  /** RFC 6750 §3: why the token does not do; nothing when there was none. */
  private static String challenge(String reason) {
    return switch (reason) {
      case "CREDENTIALS_MISSING" -> CHALLENGE;
      case "ACCESS_TOKEN_SCOPE_INSUFFICIENT" -> CHALLENGE + ", error=\"insufficient_scope\"";
      default -> CHALLENGE + ", error=\"invalid_token\"";
    };
  }

  private static JsonObjectBuilder error(String reason, String message) {
    return Json.createObjectBuilder()
        .add("message", message)
        .add("domain", "global")
        .add("reason", reason);
  }

  private static JsonObjectBuilder located(JsonObjectBuilder error) {
    return error.add("location", "Authorization").add("locationType", "header");
  }

  private static JsonObjectBuilder body(
      int status, String message, String statusName, JsonObject error) {
    return Json.createObjectBuilder()
        .add("code", status)
        .add("message", message)
        .add("errors", Json.createArrayBuilder().add(error))
        .add("status", statusName);
  }

  private static JsonObject wrapped(JsonObjectBuilder body) {
    return Json.createObjectBuilder().add("error", body).build();
  }
}
