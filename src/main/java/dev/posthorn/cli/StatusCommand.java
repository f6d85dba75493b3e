package dev.posthorn.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.LoginHint;
import dev.posthorn.auth.Scope;
import dev.posthorn.gmail.Operation;
import dev.posthorn.smtp.SmtpSender;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code posthorn status}: what is stored, and whether it serves. */
@Command(
    name = "status",
    description = "Shows each stored account: token, scopes, consent. Asks nobody, unless --check.",
    footer = {
      "  posthorn status                    what is stored; works without network",
      "  posthorn status --check            refreshes the token and asks Google",
      "  posthorn status --json | jq '.accounts[] | select(.canSend | not)'"
    })
final class StatusCommand extends Subcommand {

  @Option(names = "--check", description = "Refresh each token and ask Google whether it serves.")
  boolean check;

  @Override
  boolean onlyShows() {
    return true;
  }

  @Override
  Told told() {
    return Told.ALL;
  }

  @Override
  ExitCode run() throws Exception {
    List<String> emails = emails();
    if (emails.isEmpty()) {
      posthorn.say("posthorn: no account is stored. Run: posthorn login");
    }
    JsonArray list = new JsonArray();
    ExitCode first = ExitCode.OK;
    for (String email : emails) {
      ExitCode code = show(email, list);
      first = first == ExitCode.OK ? code : first;
    }
    if (posthorn.json) {
      JsonObject document = new JsonObject();
      document.add("accounts", list);
      terminal().json(document);
    }
    return first;
  }

  private List<String> emails() throws AuthException, Stop {
    return posthorn.accountOption == null
        ? posthorn.home().accounts()
        : List.of(posthorn.account().email());
  }

  /** Shows one account; a broken file hides none of the others. */
  private ExitCode show(String email, JsonArray list) throws Stop {
    try {
      Account account = posthorn.home().account(email);
      Checked checked = check ? Checked.of(account, posthorn) : Checked.notAsked();
      if (posthorn.json) {
        list.add(json(account, checked));
      } else {
        print(account, checked);
      }
      return checked.code();
    } catch (AuthException e) {
      Failure failure = Failure.of(e);
      terminal().say(failure.toWords());
      JsonObject row = new JsonObject();
      row.addProperty("email", email);
      row.add("error", failure.toJson().get("error"));
      list.add(row);
      return failure.code();
    }
  }

  private void print(Account account, Checked checked) {
    Terminal terminal = terminal();
    terminal.data(account.email());
    terminal.data("  file           " + account.file());
    terminal.data("  access token   " + tokenWords(account));
    terminal.data(
        "  refresh token  " + (account.hasRefreshToken() ? "stored" : "none: posthorn login"));
    terminal.data(
        "  scopes         "
            + account.scopes().stream()
                .map(Scope::display)
                .sorted()
                .collect(Collectors.joining(" ")));
    terminal.data("  send           " + scopeWords(account, Operation.SEND, Scope.SEND));
    terminal.data("  labels         " + scopeWords(account, Operation.LABELS, Scope.LABELS));
    terminal.data("  smtp           " + smtpWords(account));
    terminal.data("  client         " + Terminal.field(account.clientId()));
    terminal.data("  token_uri      " + account.tokenUri());
    terminal.data("  consent        " + consentWords(account));
    checked.line().ifPresent(words -> terminal.data("  check          " + words));
  }

  private static String tokenWords(Account account) {
    if (account.expiry().isEmpty()) {
      return "none yet";
    }
    Instant expiry = account.expiry().get();
    return (account.valid() ? "valid until " : "expired at ")
        + expiry.truncatedTo(ChronoUnit.SECONDS);
  }

  /** Null when an import did not say what was consented to. */
  private static @Nullable Boolean may(Account account, Operation operation) {
    return account.scopes().isEmpty() ? null : operation.isOpenedBy(account.scopes());
  }

  private static String scopeWords(Account account, Operation operation, Scope scope) {
    Boolean may = may(account, operation);
    if (may == null) {
      return "not known: the import named no scopes";
    }
    return may ? "yes" : "no: " + LoginHint.of(account, scope);
  }

  /** SMTP wants a consent to everything, which is seldom given: no is nothing to mend. */
  private static String smtpWords(Account account) {
    Boolean may = maySmtp(account);
    if (may == null) {
      return "not known: the import named no scopes";
    }
    return may ? "yes" : "no (" + LoginHint.of(account, Scope.SMTP) + " asks for it)";
  }

  private static @Nullable Boolean maySmtp(Account account) {
    return account.scopes().isEmpty() ? null : SmtpSender.isOpenedBy(account.scopes());
  }

  private static String consentWords(Account account) {
    if (account.consentedAt().isEmpty()) {
      return "imported";
    }
    Instant then = account.consentedAt().get();
    return Ages.words(Duration.between(then, Instant.now()))
        + " ago ("
        + then.truncatedTo(ChronoUnit.SECONDS)
        + ")";
  }

  private static JsonObject json(Account account, Checked checked) {
    JsonObject one = new JsonObject();
    one.addProperty("email", account.email());
    one.addProperty("file", account.file().toString());
    one.addProperty("valid", account.valid());
    one.addProperty("expired", account.expired());
    one.add("expiry", time(account.expiry()));
    JsonArray scopes = new JsonArray();
    account.scopes().stream().sorted().forEach(scopes::add);
    one.add("scopes", scopes);
    one.addProperty("canSend", may(account, Operation.SEND));
    one.addProperty("canListLabels", may(account, Operation.LABELS));
    one.addProperty("canSendBySmtp", maySmtp(account));
    one.addProperty("refreshToken", account.hasRefreshToken());
    one.addProperty("clientId", account.clientId());
    one.addProperty("tokenUri", account.tokenUri().toString());
    one.add("consentedAt", time(account.consentedAt()));
    checked.addTo(one);
    return one;
  }

  private static JsonElement time(Optional<Instant> instant) {
    return instant
        .<JsonElement>map(time -> new JsonPrimitive(time.toString()))
        .orElse(JsonNull.INSTANCE);
  }
}
