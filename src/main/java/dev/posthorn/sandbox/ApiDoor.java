package dev.posthorn.sandbox;

import java.util.Locale;
import java.util.Optional;

/** Asks every call of the Gmail API for its token, its scope and its mailbox (RFC 6750). */
final class ApiDoor {
  private final Grants grants;
  private final Accounts accounts;

  ApiDoor(Grants grants, Accounts accounts) {
    this.grants = grants;
    this.accounts = accounts;
  }

  /**
   * Lets a call in, before a byte of its body is read.
   *
   * @return what the token opens; its account is the mailbox of the call
   * @throws Refusal with 401 or 403 in Google's form
   */
  Grants.Access enter(Request request, ApiMethod method) {
    String token = bearer(request).orElseThrow(() -> ApiError.loginRequired(method));
    Grants.Access access =
        grants.access(token).orElseThrow(() -> ApiError.invalidCredentials(method, false));
    if (!grants.alive(access)) {
      throw ApiError.invalidCredentials(method, true);
    }
    if (!method.openedBy(access.scopes())) {
      throw ApiError.insufficientScopes(method);
    }
    String user = request.pathValue("user");
    boolean own =
        user.equals("me") || accounts.find(user).filter(access.account()::equals).isPresent();
    if (!own) {
      throw ApiError.forbidden("Delegation denied for " + access.account());
    }
    return access;
  }

  private static Optional<String> bearer(Request request) {
    return request
        .header("Authorization")
        .filter(value -> value.toLowerCase(Locale.ROOT).startsWith("bearer "))
        .map(value -> value.substring("bearer ".length()).trim())
        .filter(token -> !token.isEmpty());
  }
}
