package dev.posthorn.sandbox;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** POST /o/oauth2/v2/auth: the person pressed Allow or Cancel on the consent page. */
final class DecideRoute implements Route {
  private final Consents consents;
  private final Accounts accounts;
  private final AuthorizeRoute authorize;
  private final ConsentPage page;

  DecideRoute(Consents consents, Accounts accounts, AuthorizeRoute authorize, ConsentPage page) {
    this.consents = consents;
    this.accounts = accounts;
    this.authorize = authorize;
    this.page = page;
  }

  @Override
  public Response answer(Request request) throws IOException {
    if (request.fromElsewhere()) {
      return Pages.problem(
          403, "forbidden", "This form came from elsewhere", "Only the sandbox's own page counts.");
    }
    Parameters form = request.form();
    Optional<AuthorizationRequest> asked = consents.take(form.first("ticket").orElse(""));
    if (asked.isEmpty()) {
      return Pages.problem(
          400,
          "expired",
          "This page was answered already",
          "Each consent page counts once. Start again from the program that sent you here.");
    }
    return decide(asked.get(), form);
  }

  private Response decide(AuthorizationRequest asked, Parameters form) {
    if (!form.first("decision").orElse("").equals("allow")) {
      return authorize.refused(303, asked, "access_denied");
    }
    Optional<String> account = form.first("account").flatMap(accounts::find);
    if (account.isEmpty()) {
      return page.ask(asked, accounts.all().get(0), "Choose an account.");
    }
    List<String> ticked = form.all("scope");
    List<GoogleScope> scopes =
        asked.scopes().stream()
            .filter(scope -> scope.alwaysGranted() || ticked.contains(scope.url()))
            .toList();
    return scopes.isEmpty()
        ? page.ask(asked, account.get(), "Tick at least one box, or press Cancel.")
        : authorize.granted(303, asked, account.get(), scopes);
  }
}
