package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.URLDecoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** POST /token: codes and refresh tokens become access tokens (RFC 6749 §4.1.3, §6). */
final class TokenRoute implements Route {
  private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

  private final OAuthClient client;
  private final Grants grants;
  private final IdTokens idTokens;

  TokenRoute(OAuthClient client, Grants grants, IdTokens idTokens) {
    this.client = client;
    this.grants = grants;
    this.idTokens = idTokens;
  }

  @Override
  public Response answer(Request request) throws IOException {
    Parameters form = request.form();
    form.repeated()
        .ifPresent(
            name -> {
              throw OAuthError.of(400, "invalid_request", "Parameter given twice: " + name);
            });
    checkClient(request, form);
    String type = form.first("grant_type").orElseThrow(() -> OAuthError.missing("grant_type"));
    return switch (type) {
      case "authorization_code" -> exchange(form);
      case "refresh_token" -> refresh(form);
      default -> throw OAuthError.of(400, "unsupported_grant_type", "Invalid grant_type: " + type);
    };
  }

  private void checkClient(Request request, Parameters form) {
    Optional<String> basic =
        request
            .header("Authorization")
            .filter(value -> value.toLowerCase(Locale.ROOT).startsWith("basic "))
            .map(value -> value.substring("basic ".length()).trim());
    String id =
        basic.isPresent()
            ? decodeBasic(basic.get()).get(0)
            : form.first("client_id")
                .orElseThrow(
                    () ->
                        OAuthError.of(
                            400, "invalid_request", "Could not determine client ID from request."));
    String secret =
        basic.isPresent()
            ? decodeBasic(basic.get()).get(1)
            : form.first("client_secret").orElse("");
    if (!id.equals(client.id())) {
      throw OAuthError.of(401, "invalid_client", "The OAuth client was not found.");
    }
    if (secret.isEmpty()) {
      throw OAuthError.of(400, "invalid_request", "client_secret is missing.");
    }
    if (!client.hasSecret(secret)) {
      throw OAuthError.of(401, "invalid_client", "The provided client secret is invalid.");
    }
  }

  /** Id and secret, each form-encoded before they were joined (RFC 6749 §2.3.1). */
  private static List<String> decodeBasic(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), UTF_8);
      int colon = pair.indexOf(':');
      return List.of(
          URLDecoder.decode(pair.substring(0, Math.max(0, colon)), UTF_8),
          URLDecoder.decode(pair.substring(colon + 1), UTF_8));
    } catch (IllegalArgumentException e) {
      throw OAuthError.of(401, "invalid_client", "The Authorization header cannot be read.");
    }
  }

  private Response exchange(Parameters form) {
    String code = form.first("code").orElseThrow(() -> OAuthError.missing("code"));
    Grants.Consent consent =
        grants.redeem(code).orElseThrow(() -> OAuthError.invalidGrant("Malformed auth code."));
    AuthorizationRequest asked = consent.request();
    String redirect =
        form.first("redirect_uri").orElseThrow(() -> OAuthError.missing("redirect_uri"));
    if (!redirect.equals(asked.redirectUri().toString())) {
      throw OAuthError.of(400, "redirect_uri_mismatch", "Bad Request");
    }
    if (!asked.codeChallenge().isEmpty()) {
      checkVerifier(form, asked.codeChallenge());
    }
    return tokens(grants.issue(consent), asked.nonce());
  }

  private static void checkVerifier(Parameters form, String challenge) {
    String verifier =
        form.first("code_verifier")
            .orElseThrow(() -> OAuthError.invalidGrant("Missing code verifier."));
    byte[] expected = challenge.getBytes(US_ASCII);
    if (!VERIFIER.matcher(verifier).matches()
        || !MessageDigest.isEqual(expected, s256(verifier).getBytes(US_ASCII))) {
      throw OAuthError.invalidGrant("Invalid code verifier.");
    }
  }

  /** BASE64URL(SHA256(ASCII(code_verifier))), RFC 7636 §4.6. */
  private static String s256(String verifier) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private Response refresh(Parameters form) {
    String token =
        form.first("refresh_token").orElseThrow(() -> OAuthError.missing("refresh_token"));
    return tokens(
        grants
            .refresh(token)
            .orElseThrow(() -> OAuthError.invalidGrant("Token has been expired or revoked.")),
        "");
  }

  private Response tokens(Grants.Tokens tokens, String nonce) {
    Grants.Access access = tokens.access();
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("access_token", tokens.accessToken())
            .add("expires_in", grants.tokenLifetime().toSeconds());
    if (!tokens.refreshToken().isEmpty()) {
      json.add("refresh_token", tokens.refreshToken());
    }
    json.add("scope", Grants.join(access.scopes())).add("token_type", "Bearer");
    if (access.scopes().contains(GoogleScope.OPENID)) {
      json.add("id_token", idTokens.sign(access, nonce));
    }
    return Response.json(200, json.build()).with("Pragma", "no-cache");
  }
}
