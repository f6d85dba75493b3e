package dev.posthorn.sandbox;

import jakarta.json.JsonValue;
import java.io.IOException;

/** POST /revoke: ends the whole grant that a token belongs to (RFC 7009, with Google's answers). */
final class RevokeRoute implements Route {
  private final Grants grants;

  RevokeRoute(Grants grants) {
    this.grants = grants;
  }

  @Override
  public Response answer(Request request) throws IOException {
    Parameters form = request.form();
    String token =
        form.first("token")
            .or(() -> request.query().first("token"))
            .orElseThrow(() -> OAuthError.missing("token"));
    if (!grants.revoke(token)) {
      throw OAuthError.of(400, "invalid_token", "Token expired or revoked");
    }
    return Response.json(200, JsonValue.EMPTY_JSON_OBJECT);
  }
}
