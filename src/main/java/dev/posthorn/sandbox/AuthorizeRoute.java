package dev.posthorn.sandbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** GET /o/oauth2/v2/auth: shows the consent page, or answers at once where nobody must be asked. */
final class AuthorizeRoute implements Route {
  private final OAuthClient client;
  private final Accounts accounts;
  private final Grants grants;
  private final ConsentPage page;
  private final boolean autoConsent;

  AuthorizeRoute(
      OAuthClient client, Accounts accounts, Grants grants, ConsentPage page, boolean autoConsent) {
    this.client = client;
    this.accounts = accounts;
    this.grants = grants;
    this.page = page;
    this.autoConsent = autoConsent;
  }

  @Override
  public Response answer(Request request) {
    AuthorizationRequest asked = AuthorizationRequest.parse(request.query(), client);
    String account = accounts.find(asked.loginHint()).orElse(accounts.all().get(0));
    if (autoConsent) {
      return granted(302, asked, account, asked.scopes());
    }
    if (asked.prompts().contains("none")) {
      boolean known = grants.granted(account).containsAll(asked.scopes());
      return known
          ? granted(302, asked, account, asked.scopes())
          : refused(302, asked, "interaction_required");
    }
    return page.ask(asked, account, "");
  }

  /** Back to the program with a code, and with what Google adds to it. */
  Response granted(
      int status, AuthorizationRequest asked, String account, List<GoogleScope> scopes) {
    List<GoogleScope> all =
        asked.includeGranted() ? Grants.union(scopes, grants.granted(account)) : scopes;
    Map<String, String> answer = start(asked);
    answer.put("code", grants.issueCode(new Grants.Consent(asked, account, all)));
    answer.put("scope", Grants.join(all));
    answer.put("authuser", Integer.toString(accounts.all().indexOf(account)));
    answer.put("prompt", asked.prompts().contains("consent") ? "consent" : "none");
    return Response.redirect(status, asked.redirectWith(answer));
  }

  Response refused(int status, AuthorizationRequest asked, String error) {
    Map<String, String> answer = start(asked);
    answer.put("error", error);
    return Response.redirect(status, asked.redirectWith(answer));
  }

  /** The state comes back as it came; iss is RFC 9207's. */
  private static Map<String, String> start(AuthorizationRequest asked) {
    Map<String, String> answer = new LinkedHashMap<>();
    if (!asked.state().isEmpty()) {
      answer.put("state", asked.state());
    }
    answer.put("iss", IdTokens.ISSUER);
    return answer;
  }
}
