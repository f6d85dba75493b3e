package dev.posthorn.auth;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A grant as JSON: the members of a token file, which {@link FileTokenStoreFactory} draws. */
final class GrantJson {
  static final String TYPE = "type";
  static final String AUTHORIZED_USER = "authorized_user";
  static final String ACCOUNT = "account";
  static final String CLIENT_ID = "client_id";
  static final String CLIENT_SECRET = "client_secret";
  static final String TOKEN_URI = "token_uri";
  static final String SCOPES = "scopes";
  static final String REFRESH_TOKEN = "refresh_token";
  static final String TOKEN = "token";
  static final String EXPIRY = "expiry";
  static final String CONSENTED_AT = "consented_at";

  private GrantJson() {}

  /**
   * Reads a grant.
   *
   * @param email the account that it is for
   * @throws UnusableJsonException when a member is missing or is not what it should be
   * @throws AuthException of kind CONFIGURATION when token_uri is an address that no secret may go
   *     to
   */
  static Grant read(String email, JsonFields fields) throws UnusableJsonException, AuthException {
    Secret clientSecret =
        fields
            .secret(CLIENT_SECRET)
            .orElseThrow(() -> new UnusableJsonException("it has no \"client_secret\""));
    URI tokenUri = Endpoint.check(TOKEN_URI, fields.requiredText(TOKEN_URI));
    return new Grant(
        email,
        accessToken(fields),
        fields.secret(REFRESH_TOKEN).orElse(null),
        fields.scopes(SCOPES).orElse(Set.of()),
        new Grant.Client(fields.requiredText(CLIENT_ID), clientSecret, tokenUri),
        fields.moment(CONSENTED_AT).orElse(null));
  }

  /** Writes a grant over the members of a file; those it does not know stay. */
  static JsonFields write(Grant grant, JsonFields over) {
    AccessToken token = grant.accessToken();
    Secret refreshToken = grant.refreshToken();
    Instant consentedAt = grant.consentedAt();
    return over.with(TYPE, AUTHORIZED_USER)
        .with(ACCOUNT, grant.email())
        .with(CLIENT_ID, grant.client().id())
        .with(CLIENT_SECRET, grant.client().secret().value())
        .with(TOKEN_URI, grant.client().tokenUri().toString())
        .with(SCOPES, grant.scopes())
        .with(REFRESH_TOKEN, refreshToken == null ? null : refreshToken.value())
        .with(TOKEN, token == null ? null : token.value().value())
        .with(EXPIRY, token == null ? null : token.expiry().toString())
        .with(CONSENTED_AT, consentedAt == null ? null : consentedAt.toString());
  }

  /** A token without an expiry counts as none: nobody could say when to refresh it. */
  private static @Nullable AccessToken accessToken(JsonFields fields) throws UnusableJsonException {
    Optional<Secret> token = fields.secret(TOKEN);
    Optional<Instant> expiry = fields.moment(EXPIRY);
    return token.isPresent() && expiry.isPresent()
        ? new AccessToken(token.get(), expiry.get())
        : null;
  }
}
