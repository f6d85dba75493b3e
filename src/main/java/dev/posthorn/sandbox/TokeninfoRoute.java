package dev.posthorn.sandbox;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

/** GET or POST /tokeninfo: what an access token opens. All values are texts, as Google's are. */
final class TokeninfoRoute implements Route {
  private final OAuthClient client;
  private final Grants grants;
  private final IdTokens idTokens;
  private final Clock clock;

  TokeninfoRoute(OAuthClient client, Grants grants, IdTokens idTokens, Clock clock) {
    this.client = client;
    this.grants = grants;
    this.idTokens = idTokens;
    this.clock = clock;
  }

  @Override
  public Response answer(Request request) throws IOException {
    Parameters form = request.form();
    String token =
        form.first("access_token").or(() -> request.query().first("access_token")).orElse("");
    Grants.Access access =
        grants
            .access(token)
            .filter(grants::alive)
            .orElseThrow(() -> OAuthError.of(400, "invalid_token", "Invalid Value"));
    Duration left = Duration.between(clock.instant(), access.expiry());
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("azp", client.id())
            .add("aud", client.id())
            .add("sub", idTokens.subject(access.account()))
            .add("scope", Grants.join(access.scopes()))
            .add("exp", Long.toString(access.expiry().getEpochSecond()))
            .add("expires_in", Long.toString(left.toSeconds()));
    if (access.scopes().contains(GoogleScope.EMAIL)) {
      json.add("email", access.account()).add("email_verified", "true");
    }
    return Response.json(
        200, json.add("access_type", access.offline() ? "offline" : "online").build());
  }
}
