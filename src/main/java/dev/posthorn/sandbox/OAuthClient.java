package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URI;
import java.security.MessageDigest;

/** The one program that this stand-in knows: an installed app with a secret that is no secret. */
final class OAuthClient {
  private final String id;
  private final String secret;

  OAuthClient(String secret) {
    this.id = "000000000000-sandbox.apps.googleusercontent.com";
    this.secret = secret;
  }

  String secret() {
    return secret;
  }

  String id() {
    return id;
  }

  boolean hasSecret(String given) {
    return MessageDigest.isEqual(secret.getBytes(UTF_8), given.getBytes(UTF_8));
  }

  /** What id_tokens are signed with (OpenID Connect Core §10.1). */
  byte[] signingKey() {
    return secret.getBytes(UTF_8);
  }

  /** The file that the Cloud console would offer for download. */
  JsonObject credentials(URI root) {
    return Json.createObjectBuilder()
        .add(
            "installed",
            Json.createObjectBuilder()
                .add("client_id", id)
                .add("project_id", "posthorn-sandbox")
                .add("auth_uri", root.resolve("o/oauth2/v2/auth").toString())
                .add("token_uri", root.resolve("token").toString())
                .add("auth_provider_x509_cert_url", root.resolve("oauth2/v1/certs").toString())
                .add("client_secret", secret)
                .add("redirect_uris", Json.createArrayBuilder().add("http://localhost")))
        .build();
  }
}
