package dev.posthorn.auth;

import dev.posthorn.auth.AuthException.Kind;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What an authorization server does with tokens it gave: end them, and tell about them.
 *
 * <p>Both endpoints stand beside the token endpoint, as Google's do. Immutable and thread-safe;
 * every call is one request, repeated by nobody.
 */
public final class TokenServer {
  private static final String LATER = "Try again later.";

  private final URI tokenUri;
  private final TokenPost post;
  private final Clock clock;

  TokenServer(URI tokenUri, TokenPost post, Clock clock) {
    this.tokenUri = tokenUri;
    this.post = post;
    this.clock = clock;
  }

  /**
   * The server of a token endpoint.
   *
   * @param tokenUri the token endpoint that the tokens come from
   * @param trust whose certificates are believed
   * @return the server; nothing is sent yet
   * @throws AuthException of kind CONFIGURATION when no credential may go to that address
   */
  public static TokenServer at(URI tokenUri, Trust trust) throws AuthException {
    URI checked = Endpoint.check("token_uri", tokenUri.toString());
    return new TokenServer(checked, new TokenPost(trust::transport), Clock.systemUTC());
  }

  /**
   * Ends a consent (RFC 7009). With Google, revoking any token of a consent ends the whole consent:
   * that of every machine that uses the same Cloud project for the same account.
   *
   * @param token a refresh or access token
   * @return true when this call ended it, false when the server says that it had ended before
   * @throws AuthException UNREACHABLE when that is not known, or REFUSED when the server refuses
   */
  public boolean revoke(Secret token) throws AuthException {
    URI to = beside(tokenUri, "revoke");
    TokenReply reply =
        post.postOnce("Ending the consent", to, Map.of("token", token.value()), LATER);
    if (reply.isSuccess()) {
      return true;
    }
    // RFC 7009 §2.2 has 200 for a token that is no more; Google says 400 invalid_token.
    if (reply.status() == 400 && reply.error().equals("invalid_token")) {
      return false;
    }
    throw refused(to, reply);
  }

  /**
   * Asks what a token may do.
   *
   * @param token the access token
   * @return scopes, end and account
   * @throws AuthException CONSENT_ENDED when the server does not take the token, UNREACHABLE when
   *     there is no proper answer, REFUSED when it refuses to tell
   */
  public TokenInfo info(AccessToken token) throws AuthException {
    URI to = beside(tokenUri, "tokeninfo");
    Instant asked = clock.instant();
    TokenReply reply =
        post.postOnce(
            "Asking about the token", to, Map.of("access_token", token.value().value()), LATER);
    if (reply.isSuccess()) {
      return read(to, reply, asked);
    }
    // Google says 400 invalid_token; a 401 reaches us without its body.
    if (reply.status() == 401 || reply.error().equals("invalid_token")) {
      throw new AuthException(
          Kind.CONSENT_ENDED,
          "The server does not take the access token: it expired or was revoked.",
          "Run: posthorn token --refresh (and if that fails: posthorn login)");
    }
    throw refused(to, reply);
  }

  /**
   * The endpoint that stands beside another: its last path segment replaced, its query dropped.
   *
   * @param endpoint an absolute address
   * @param name the other's last path segment
   */
  static URI beside(URI endpoint, String name) {
    String path = endpoint.getRawPath() == null ? "" : endpoint.getRawPath();
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    String folder = path.substring(0, path.lastIndexOf('/') + 1);
    String authority = endpoint.getScheme() + "://" + endpoint.getRawAuthority();
    return URI.create(authority + (folder.isEmpty() ? "/" : folder) + name);
  }

  private static TokenInfo read(URI from, TokenReply reply, Instant asked) throws AuthException {
    try {
      JsonFields fields = reply.fields();
      long expiresIn =
          fields
              .whole("expires_in")
              .orElseThrow(() -> new UnusableJsonException("it has no \"expires_in\""));
      return new TokenInfo(
          fields.scopes("scope").orElse(Set.of()),
          asked.plusSeconds(expiresIn),
          fields
              .text("email")
              .filter(email -> !email.isEmpty())
              .map(email -> email.toLowerCase(Locale.ROOT))
              .orElse(null));
    } catch (UnusableJsonException e) {
      throw garbled(from, e);
    }
  }

  private static AuthException garbled(URI from, UnusableJsonException why) {
    return new AuthException(
        Kind.UNREACHABLE,
        TokenPost.place(from) + " gave an answer that makes no sense: " + why.getMessage() + ".",
        LATER,
        why);
  }

  private static AuthException refused(URI by, TokenReply reply) {
    boolean later = reply.isTrouble();
    return new AuthException(
        later ? Kind.UNREACHABLE : Kind.REFUSED,
        TokenPost.place(by)
            + " answered "
            + reply.status()
            + AuthorizationErrors.shown(reply.error())
            + ".",
        later ? LATER : "Check token_uri; the endpoint is looked for beside it.");
  }
}
