package dev.posthorn.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/** id_tokens as Google shapes them, with a signature that nobody made. */
public final class IdTokens {
  private IdTokens() {}

  /** A token with these claims, which are JSON text. */
  public static String of(String claims) {
    return part("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." + part(claims) + ".c2lnbmF0dXJl";
  }

  /** A good token. */
  public static String good(String email, String clientId, long exp) {
    return of(
        "{\"iss\":\"https://accounts.google.com\",\"aud\":\"%s\",\"sub\":\"1\",\"email\":\"%s\",\"email_verified\":true,\"exp\":%d}"
            .formatted(clientId, email, exp));
  }

  private static String part(String json) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
  }
}
