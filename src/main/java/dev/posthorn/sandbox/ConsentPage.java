package dev.posthorn.sandbox;

import java.util.List;
import java.util.Map;

/** The page on which a person chooses an account and what a program may do. */
final class ConsentPage {
  private static final Template PAGE = Template.named("consent.html");
  private static final Template ACCOUNT = Template.named("consent-account.html");
  private static final Template SCOPE = Template.named("consent-scope.html");
  private static final Template ALWAYS = Template.named("consent-always.html");
  private static final Template ALERT = Template.named("consent-alert.html");

  private final Accounts accounts;
  private final Consents consents;

  ConsentPage(Accounts accounts, Consents consents) {
    this.accounts = accounts;
    this.consents = consents;
  }

  Response ask(AuthorizationRequest asked, String account, String alert) {
    Html main =
        PAGE.with(
            Map.of(
                "ticket",
                consents.open(asked),
                "alert",
                alert.isEmpty() ? Html.NONE : ALERT.with(Map.of("words", alert)),
                "accounts",
                accountChoices(account),
                "always",
                always(asked.scopes()),
                "scopes",
                scopeChoices(asked.scopes()),
                "destination",
                asked.redirectUri().getRawAuthority()));
    return Response.page(200, Pages.frame("Sign in with Google, played", "consent", main))
        .with(
            "Content-Security-Policy",
            Response.PAGE_POLICY + "; form-action 'self' " + origin(asked));
  }

  /** Browsers hold redirects after a form to form-action too, and CSP cannot name [::1]. */
  private static String origin(AuthorizationRequest asked) {
    String authority = asked.redirectUri().getRawAuthority();
    return authority.startsWith("[") ? "http:" : "http://" + authority;
  }

  private Html accountChoices(String chosen) {
    return Html.join(
        accounts.all().stream()
            .map(
                email ->
                    ACCOUNT.with(
                        Map.of(
                            "email",
                            email,
                            "initial",
                            email.substring(0, 1).toUpperCase(java.util.Locale.ROOT),
                            "checked",
                            email.equals(chosen) ? new Html("checked") : Html.NONE)))
            .toList());
  }

  private static Html always(List<GoogleScope> scopes) {
    return Html.join(
        scopes.stream()
            .filter(GoogleScope::alwaysGranted)
            .map(scope -> ALWAYS.with(Map.of("title", scope.title())))
            .toList());
  }

  private static Html scopeChoices(List<GoogleScope> scopes) {
    return Html.join(
        scopes.stream()
            .filter(scope -> !scope.alwaysGranted())
            .map(
                scope ->
                    SCOPE.with(
                        Map.of(
                            "url", scope.url(),
                            "id", scope.name().toLowerCase(java.util.Locale.ROOT),
                            "title", scope.title(),
                            "words", scope.words())))
            .toList());
  }
}
