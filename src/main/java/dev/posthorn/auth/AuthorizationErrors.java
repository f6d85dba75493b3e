package dev.posthorn.auth;

import dev.posthorn.auth.AuthException.Kind;
import java.util.Map;

/**
 * The error codes of authorization and token endpoints in words, each with its cure: RFC 6749
 * §4.1.2.1 and §5.2, OpenID Connect Core §3.1.2.6, and Google's own.
 *
 * @see <a href="https://developers.google.com/identity/protocols/oauth2/native-app">Google: OAuth
 *     2.0 for desktop apps</a>
 */
final class AuthorizationErrors {
  private static final String DESKTOP =
      "In https://console.cloud.google.com/auth/clients create a client of type \"Desktop app\","
          + " download its JSON and store it as credentials.json.";
  private static final String AGAIN = "Wait a few minutes. Run: posthorn login";
  private static final String ALLOW = "Run: posthorn login (and answer Google's page to its end)";

  private record Words(Kind kind, String message, String remedy) {}

  private static final Map<String, Words> KNOWN =
      Map.ofEntries(
          Map.entry(
              "access_denied",
              new Words(
                  Kind.CONSENT_REFUSED,
                  "Access was refused on Google's page.",
                  "If Google said that the app is being tested, add the account as a test user in"
                      + " https://console.cloud.google.com/auth/audience."
                      + " Run: posthorn login (and choose Allow)")),
          Map.entry(
              "admin_policy_enforced",
              new Words(
                  Kind.CONSENT_REFUSED,
                  "A Google Workspace administrator does not let this account allow what Posthorn asks for.",
                  "Ask the administrator to trust the client id of credentials.json (Admin console,"
                      + " Security, API controls, App access control), or use another account.")),
          Map.entry(
              "org_internal",
              new Words(
                  Kind.CONSENT_REFUSED,
                  "The Cloud project takes accounts of its own organisation only.",
                  "Consent with an account of that organisation, or set the user type to External"
                      + " in https://console.cloud.google.com/auth/audience.")),
          Map.entry(
              "disallowed_useragent",
              new Words(
                  Kind.CONSENT_REFUSED,
                  "Google does not show its consent page in an embedded browser.",
                  "Run: posthorn login --no-browser (and open the address in a full browser)")),
          Map.entry(
              "deleted_client",
              new Words(
                  Kind.CONFIGURATION,
                  "The OAuth client of credentials.json was deleted from its Cloud project.",
                  DESKTOP)),
          Map.entry(
              "invalid_client",
              new Words(
                  Kind.CONFIGURATION,
                  "The server does not know the client id and secret of credentials.json.",
                  "Download the client's JSON again from"
                      + " https://console.cloud.google.com/auth/clients (a deleted client or a"
                      + " replaced secret never comes back) and store it as credentials.json.")),
          Map.entry(
              "unauthorized_client",
              new Words(
                  Kind.CONFIGURATION,
                  "The OAuth client of credentials.json may not be used for this kind of login.",
                  DESKTOP)),
          Map.entry(
              "redirect_uri_mismatch",
              new Words(
                  Kind.CONFIGURATION,
                  "The OAuth client may not answer to 127.0.0.1: it is not a desktop client.",
                  DESKTOP)),
          Map.entry(
              "invalid_request",
              new Words(
                  Kind.CONFIGURATION,
                  "The server takes the request for malformed or for against its policy.",
                  "Complete the app's name and contact addresses in"
                      + " https://console.cloud.google.com/auth/branding, and check that auth_uri"
                      + " and token_uri in credentials.json are as downloaded.")),
          Map.entry(
              "invalid_scope",
              new Words(
                  Kind.CONFIGURATION,
                  "The server does not know one of the permissions (scopes) that were asked for.",
                  "Correct --scopes, and check that the Gmail API is enabled in"
                      + " https://console.cloud.google.com/apis/library/gmail.googleapis.com.")),
          Map.entry(
              "unsupported_response_type",
              new Words(
                  Kind.CONFIGURATION,
                  "The address in auth_uri does not hand out authorization codes.",
                  "Correct auth_uri in credentials.json.")),
          Map.entry(
              "unsupported_grant_type",
              new Words(
                  Kind.CONFIGURATION,
                  "The address in token_uri does not exchange authorization codes.",
                  "Correct token_uri in credentials.json.")),
          Map.entry(
              "server_error",
              new Words(Kind.UNREACHABLE, "The server that logs people in failed.", AGAIN)),
          Map.entry(
              "temporarily_unavailable",
              new Words(
                  Kind.UNREACHABLE,
                  "The server that logs people in is overloaded or closed.",
                  AGAIN)),
          Map.entry("login_required", unfinished()),
          Map.entry("consent_required", unfinished()),
          Map.entry("interaction_required", unfinished()),
          Map.entry("account_selection_required", unfinished()));

  private AuthorizationErrors() {}

  /**
   * An error code in words.
   *
   * @param error the code as it came from outside: shown only when it is [a-z_]{1,64}
   */
  static AuthException of(String error) {
    Words words = KNOWN.get(error);
    if (words != null) {
      return new AuthException(words.kind(), words.message(), words.remedy());
    }
    return new AuthException(
        Kind.REFUSED,
        "The server that logs people in refused" + shown(error) + ".",
        "Run: posthorn login (if it refuses again, look the error up at"
            + " https://developers.google.com/identity/protocols/oauth2/native-app )");
  }

  /** The code in brackets when it is harmless, else nothing. */
  static String shown(String error) {
    return error.matches("[a-z_]{1,64}") ? " (" + error + ")" : "";
  }

  private static Words unfinished() {
    return new Words(Kind.NO_CONSENT, "Google's page was left before it was answered.", ALLOW);
  }
}
