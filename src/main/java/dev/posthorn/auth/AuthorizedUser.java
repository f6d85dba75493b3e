package dev.posthorn.auth;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Google's "authorized_user" JSON: what google-auth's {@code Credentials.to_json()} and {@code
 * gcloud auth application-default login} write. Nothing is asked of the network.
 *
 * @see <a
 *     href="https://googleapis.dev/python/google-auth/latest/reference/google.oauth2.credentials.html">
 *     google.oauth2.credentials</a>
 */
final class AuthorizedUser {
  /** What google-auth assumes when the file, like gcloud's, names no token_uri. */
  private static final String GOOGLE = "https://oauth2.googleapis.com/token";

  private AuthorizedUser() {}

  /**
   * Reads a credential.
   *
   * @param email the account, or null when the JSON names it itself
   * @throws AuthException of kind TOKEN_FILE when it is no such JSON or lacks what a refresh needs,
   *     WRONG_ACCOUNT when it names another account, CONFIGURATION when its token_uri is refused
   */
  static Grant read(JsonFields fields, @Nullable String email) throws AuthException {
    try {
      return grant(fields, email);
    } catch (UnusableJsonException e) {
      throw unusable(e);
    }
  }

  static AuthException unusable(UnusableJsonException why) {
    return new AuthException(
        AuthException.Kind.INPUT,
        "This is no authorized_user JSON that can be imported: " + why.getMessage() + ".",
        "Give what google-auth's Credentials.to_json() writes, with its refresh_token.",
        why);
  }

  private static Grant grant(JsonFields fields, @Nullable String email)
      throws UnusableJsonException, AuthException {
    String type = fields.text(GrantJson.TYPE).orElse(GrantJson.AUTHORIZED_USER);
    if (!type.equals(GrantJson.AUTHORIZED_USER)) {
      throw new UnusableJsonException("its type is not authorized_user");
    }
    if (!fields.text("universe_domain").orElse("googleapis.com").equals("googleapis.com")) {
      throw new UnusableJsonException("its universe_domain is not googleapis.com");
    }
    String account = account(fields.text(GrantJson.ACCOUNT).orElse(""), email);
    URI tokenUri =
        Endpoint.check(GrantJson.TOKEN_URI, fields.text(GrantJson.TOKEN_URI).orElse(GOOGLE));
    Grant grant = GrantJson.read(account, fields.with(GrantJson.TOKEN_URI, tokenUri.toString()));
    if (grant.refreshToken() == null && grant.accessToken() == null) {
      throw new UnusableJsonException(
          "it has no \"refresh_token\", and no \"token\" with an expiry");
    }
    return grant;
  }

  private static String account(String named, @Nullable String wanted)
      throws UnusableJsonException, AuthException {
    String account = (named.isEmpty() && wanted != null ? wanted : named).strip();
    if (account.isEmpty()) {
      throw new AuthException(
          AuthException.Kind.NO_CONSENT,
          "The file to import does not say whose tokens it holds.",
          "Name the account: --account EMAIL");
    }
    if (!account.matches("[^\\s\\p{Cntrl}@]+@[^\\s\\p{Cntrl}@]+")) {
      throw new UnusableJsonException("the account is no e-mail address");
    }
    if (wanted != null && !wanted.strip().equalsIgnoreCase(account)) {
      throw new AuthException(
          AuthException.Kind.WRONG_ACCOUNT,
          "The file to import holds the tokens of another account than " + wanted + ".",
          "Leave --account out, or name the file's own account.");
    }
    return account.toLowerCase(Locale.ROOT);
  }
}
