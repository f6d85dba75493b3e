package dev.posthorn.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.Consent;
import dev.posthorn.auth.Home;
import dev.posthorn.auth.LoginHint;
import dev.posthorn.auth.LoginPrompt;
import dev.posthorn.auth.LoginRequest;
import dev.posthorn.auth.OAuthBootstrap;
import dev.posthorn.auth.Scope;
import dev.posthorn.outbox.AccountState;
import dev.posthorn.outbox.Outbox;
import dev.posthorn.outbox.OutboxException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code posthorn login}: asks a person for consent, once, and stores what it brings. */
@Command(
    name = "login",
    description = "Asks for consent in the browser and stores the tokens.",
    footer = {
      "  posthorn login                     send mail and list labels; nothing can be read",
      "  posthorn login --account ann@example.com --scopes send,labels,readonly",
      "  posthorn login --scopes send,labels,smtp     everything, as SMTP wants: for --via smtp",
      "  posthorn login --no-browser        prints the address; paste the one the browser ends on",
      "  posthorn login --import ann.json --account ann@example.com     authorized_user JSON"
    })
final class LoginCommand extends Subcommand {

  @Option(names = "--no-browser", description = "Open no browser; take a pasted address on stdin.")
  boolean noBrowser;

  @Option(
      names = "--scopes",
      paramLabel = "LIST",
      split = ",",
      description =
          "send, labels, compose, metadata, readonly, settings, smtp, or full URLs (default:"
              + " send,labels). What was granted before is asked for again.")
  List<String> scopes = new ArrayList<>(List.of("send", "labels"));

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "How long to wait for the consent: 90s, 5m, 1h (default: 5m).")
  Duration timeout = Duration.ofMinutes(5);

  @Option(
      names = "--import",
      paramLabel = "FILE",
      description = "Store Google's authorized_user JSON; nothing is asked of Google.")
  @Nullable Path importFile;

  @Mixin OutboxOptions outbox;

  @Override
  ExitCode run() throws Exception {
    Home home = posthorn.home();
    if (importFile != null) {
      if (!Files.isReadable(importFile)) {
        throw new Stop(
            ExitCode.NO_INPUT, "There is no readable file " + importFile + " to import.", "");
      }
      Account account = home.importAuthorizedUser(importFile, posthorn.accountOption);
      posthorn.say("posthorn: imported " + account.email() + " into " + account.file() + ".");
      resume(account);
      answer(account, Set.of());
      return ExitCode.OK;
    }
    OAuthBootstrap bootstrap = OAuthBootstrap.of(home.clientSecrets(), posthorn.trust());
    Consent consent = bootstrap.login(request(home), new Prompt());
    Account account = home.store(consent);
    posthorn.say(
        "posthorn: stored the consent of " + account.email() + " in " + account.file() + ".");
    resume(account);
    answer(account, consent.withheld());
    return consent.withheld().isEmpty() ? ExitCode.OK : withheld(account, consent.withheld());
  }

  /** Lets the outbox go on that waited for this consent; a failure there is none of the login. */
  private void resume(Account account) {
    String email = account.email();
    try {
      Optional<Outbox> there = new OutboxPlace(outbox, posthorn).existing();
      if (there.isPresent()) {
        try (Outbox waiting = there.get()) {
          if (waiting.resume(email, Optional.of(AccountState.By.CONSENT))) {
            posthorn.say("posthorn: the outbox goes on sending for " + email + ".");
          }
        }
      }
    } catch (OutboxException | Stop e) {
      terminal().say(Failure.of(e).toWords());
      terminal()
          .say("posthorn: if the outbox waits, run: posthorn outbox resume --account " + email);
    }
  }

  private LoginRequest request(Home home) throws Stop, AuthException {
    List<String> wanted = new ArrayList<>(scopes);
    wanted.addAll(stored(home));
    try {
      LoginRequest request = LoginRequest.of(wanted).withTimeout(timeout);
      return posthorn.accountOption == null ? request : request.withAccount(posthorn.accountOption);
    } catch (IllegalArgumentException e) {
      throw new Stop(
          ExitCode.USAGE,
          String.valueOf(e.getMessage()),
          "Known short names: "
              + Arrays.stream(Scope.values())
                  .map(Scope::shortName)
                  .collect(Collectors.joining(", "))
              + ".",
          e);
    }
  }

  /**
   * What was granted before, to the account named or to all that may be about to consent: the new
   * token replaces theirs.
   */
  private Set<String> stored(Home home) throws AuthException {
    Set<String> granted = new TreeSet<>();
    for (String email : home.accounts()) {
      if (posthorn.accountOption == null || email.equalsIgnoreCase(posthorn.accountOption)) {
        granted.addAll(granted(home, email));
      }
    }
    return granted;
  }

  private Set<String> granted(Home home, String email) throws AuthException {
    try {
      return home.account(email).scopes();
    } catch (AuthException e) {
      if (e.getCause() instanceof IOException) {
        throw e; // Nothing could be stored there either; better said before the consent.
      }
      // A new consent is the cure of a broken file, so the file must not stand in its way.
      posthorn.say("posthorn: " + e.getMessage() + " This login replaces it.");
      return Set.of();
    }
  }

  private ExitCode withheld(Account account, Set<String> withheld) {
    terminal().say("posthorn: not granted, and so not possible for " + account.email() + ":");
    withheld.forEach(scope -> terminal().say("  " + Scope.display(scope) + ": " + lost(scope)));
    terminal()
        .say(
            "Leave the boxes ticked. Run: "
                + LoginHint.of(account.email(), account.scopes(), withheld));
    return ExitCode.NO_PERMISSION;
  }

  private static String lost(String scope) {
    return switch (Scope.display(scope)) {
      case "send" -> "sending mail (posthorn send)";
      case "labels" -> "listing labels (posthorn labels)";
      case "compose" -> "drafts (posthorn send --delivery draft)";
      case "metadata" -> "reading headers (posthorn send --reply-to-message)";
      case "readonly" -> "reading messages";
      case "settings" -> "checking aliases (posthorn send --from)";
      case "smtp" -> "SMTP (posthorn send --via smtp)";
      default -> "what needs it";
    };
  }

  private void answer(Account account, Set<String> withheld) {
    if (!posthorn.json) {
      terminal().data(account.email());
      return;
    }
    JsonObject document = new JsonObject();
    document.addProperty("account", account.email());
    document.add("scopes", array(account.scopes()));
    document.add("withheld", array(withheld));
    document.addProperty("file", account.file().toString());
    terminal().json(document);
  }

  private static JsonArray array(Set<String> scopes) {
    JsonArray array = new JsonArray();
    scopes.stream().sorted().forEach(array::add);
    return array;
  }

  /** Shows the address on stderr, on a line of its own, and opens it. */
  private final class Prompt implements LoginPrompt {
    @Override
    public void consentAt(URI address) {
      // Said even with --quiet: without the address there is no login.
      terminal().say("posthorn: " + posthorn.browser().invitation());
      terminal().say(address.toString());
      if (pasted().isPresent()) {
        terminal()
            .say(
                "posthorn: browser elsewhere? Paste the whole address that it ends on, then"
                    + " Enter:");
      }
      if (!noBrowser && !posthorn.browser().open(address)) {
        posthorn.explain("no browser could be opened");
      }
    }

    @Override
    public Optional<InputStream> pasted() {
      return noBrowser || terminal().interactive()
          ? Optional.of(terminal().in())
          : Optional.empty();
    }

    @Override
    public void pasteRefused(String why) {
      terminal().say("posthorn: " + why);
      terminal().say("posthorn: paste it here, then Enter:");
    }
  }

  /** {@code 90s}, {@code 5m}, {@code 1h}. */
  static final class TimeConverter implements ITypeConverter<Duration> {
    private static final Pattern TIME = Pattern.compile("([0-9]{1,5})([smh])");

    @Override
    public Duration convert(String text) {
      Matcher matcher = TIME.matcher(text);
      if (!matcher.matches()) {
        throw new TypeConversionException("'" + text + "' is not a time such as 90s, 5m or 1h");
      }
      long amount = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        default -> Duration.ofHours(amount);
      };
    }
  }
}
