package dev.posthorn.sandbox;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a program asked for when it sent its user to the consent page (RFC 6749 §4.1.1, RFC 7636
 * §4.3). Texts that were not given are empty.
 *
 * @param redirectUri where the answer goes: a loopback address (RFC 8252 §7.3)
 * @param codeChallenge the S256 challenge, or empty when the program does without PKCE
 */
record AuthorizationRequest(
    URI redirectUri,
    List<GoogleScope> scopes,
    String state,
    String codeChallenge,
    boolean offline,
    Set<String> prompts,
    String loginHint,
    String nonce,
    boolean includeGranted) {
  private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final Set<String> PROMPTS = Set.of("none", "consent", "select_account", "login");
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");

  AuthorizationRequest {
    scopes = List.copyOf(scopes);
    prompts = Set.copyOf(prompts);
  }

  /**
   * Reads the query of the consent page's address.
   *
   * @throws Refusal with a page, never a redirect: an address that cannot be trusted gets no answer
   */
  static AuthorizationRequest parse(Parameters query, OAuthClient client) {
    query.repeated().ifPresent(name -> refuse("invalid_request", name + " was given twice."));
    String id = required(query, "client_id");
    if (!id.equals(client.id())) {
      throw new Refusal(
          Pages.problem(
              401,
              "invalid_client",
              "Access blocked: Authorization Error",
              "The OAuth client was not found. Does credentials.json come from this sandbox?"));
    }
    URI redirect = redirectUri(required(query, "redirect_uri"));
    if (!required(query, "response_type").equals("code")) {
      refuse("unsupported_response_type", "response_type must be code.");
    }
    return new AuthorizationRequest(
        redirect,
        scopes(required(query, "scope")),
        query.first("state").orElse(""),
        challenge(query),
        offline(query),
        prompts(query),
        query.first("login_hint").orElse("").toLowerCase(Locale.ROOT),
        query.first("nonce").orElse(""),
        query.first("include_granted_scopes").orElse("").equals("true"));
  }

  private static URI redirectUri(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw mismatch();
    }
    boolean loopback =
        "http".equals(uri.getScheme())
            && uri.getHost() != null
            && LOOPBACK.contains(uri.getHost())
            && uri.getRawUserInfo() == null
            && uri.getRawFragment() == null
            && uri.getPort() <= 65535
            && text.length() <= 2000;
    if (!loopback) {
      throw mismatch();
    }
    return uri;
  }

  private static Refusal mismatch() {
    return new Refusal(
        Pages.problem(
            400,
            "redirect_uri_mismatch",
            "Access blocked: This app’s request is invalid",
            "An installed app may only send people back to this machine: http://127.0.0.1,"
                + " http://[::1] or http://localhost, with any port."));
  }

  private static List<GoogleScope> scopes(String text) {
    Set<GoogleScope> scopes = new LinkedHashSet<>();
    for (String name : text.trim().split("\\s+", -1)) {
      Optional<GoogleScope> scope = GoogleScope.find(name);
      if (scope.isEmpty()) {
        refuse("invalid_scope", "Some requested scopes were invalid: " + name);
      }
      scope.ifPresent(scopes::add);
    }
    return List.copyOf(scopes);
  }

  private static String challenge(Parameters query) {
    String challenge = query.first("code_challenge").orElse("");
    String method = query.first("code_challenge_method").orElse("");
    if (challenge.isEmpty() && method.isEmpty()) {
      return "";
    }
    if (!method.equals("S256")) {
      refuse("invalid_request", "code_challenge_method must be S256.");
    }
    if (!CHALLENGE.matcher(challenge).matches()) {
      refuse("invalid_request", "code_challenge must be 43 characters of base64url.");
    }
    return challenge;
  }

  private static boolean offline(Parameters query) {
    String type = query.first("access_type").orElse("online");
    if (!type.equals("online") && !type.equals("offline")) {
      refuse("invalid_request", "access_type must be online or offline.");
    }
    return type.equals("offline");
  }

  private static Set<String> prompts(Parameters query) {
    String text = query.first("prompt").orElse("");
    Set<String> prompts =
        text.isBlank() ? Set.of() : Set.copyOf(List.of(text.trim().split("\\s+", -1)));
    if (!PROMPTS.containsAll(prompts) || (prompts.contains("none") && prompts.size() > 1)) {
      refuse("invalid_request", "Invalid prompt: " + text);
    }
    return prompts;
  }

  private static String required(Parameters query, String name) {
    Optional<String> value = query.first(name);
    if (value.isEmpty()) {
      refuse("invalid_request", "Missing required parameter: " + name);
    }
    return value.orElseThrow();
  }

  private static void refuse(String code, String words) {
    throw new Refusal(
        Pages.problem(400, code, "Access blocked: This app’s request is invalid", words));
  }

  /** The address that takes the browser back to the program, with the answer in its query. */
  String redirectWith(Map<String, String> answer) {
    String base = redirectUri.toString();
    return base + (base.contains("?") ? "&" : "?") + Parameters.encode(answer);
  }
}
