package dev.posthorn.cli;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.Endpoint;
import dev.posthorn.auth.Home;
import dev.posthorn.auth.Trust;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code posthorn} itself: the options that every command takes, and what they open. */
@Command(
    name = "posthorn",
    description = "Sends mail through a Gmail account: consent once, then send from any program.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      LoginCommand.class,
      StatusCommand.class,
      TokenCommand.class,
      LabelsCommand.class,
      SendCommand.class,
      LogoutCommand.class,
      SandboxCommand.class,
      DemoCommand.class,
      HelpCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  posthorn demo                      plays everything on this machine, without Google",
      "  posthorn login                     asks for consent, once",
      "  echo 'Done.' | posthorn send --to ann@example.com --subject Backup",
      "  posthorn COMMAND --help            examples for each command"
    })
final class PosthornCommand {
  private static final URI GMAIL = URI.create("https://gmail.googleapis.com/");

  @Option(
      names = "--home",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description =
          "Where credentials.json and tokens/ are (default: $POSTHORN_HOME, else the checkout if it"
              + " has them, else ~/.config/posthorn).")
  @Nullable Path homeOption;

  @Option(
      names = "--account",
      paramLabel = "EMAIL",
      scope = ScopeType.INHERIT,
      description = "Which account; needed only when several are stored.")
  @Nullable String accountOption;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "One JSON document on stdout, for success and for errors.")
  boolean json;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "No words on stderr but errors.")
  boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Say on stderr what is done and why it failed; secrets are never shown.")
  boolean verbose;

  @Option(
      names = "--gmail-url",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description =
          "The Gmail API's root (default: $POSTHORN_GMAIL_URL, else https://gmail.googleapis.com/).")
  @Nullable String gmailUrlOption;

  @Option(
      names = "--ca-file",
      paramLabel = "PEM",
      scope = ScopeType.INHERIT,
      description = "Certificates to trust beside the system's (default: $POSTHORN_CA_FILE).")
  @Nullable Path caFileOption;

  @Option(
      names = "--version",
      versionHelp = true,
      scope = ScopeType.INHERIT,
      description = "Print the version.")
  boolean versionRequested;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Print this help.")
  boolean helpRequested;

  private final Terminal terminal;
  private final Browser browser;

  PosthornCommand(Terminal terminal, Browser browser) {
    this.terminal = terminal;
    this.browser = browser;
  }

  Terminal terminal() {
    return terminal;
  }

  Browser browser() {
    return browser;
  }

  /** Words for people, unless they want none. */
  void say(String words) {
    if (!quiet) {
      terminal.say(words);
    }
  }

  /** Words for people who asked for more of them. */
  void explain(String words) {
    if (verbose) {
      terminal.say("posthorn: " + words);
    }
  }

  Home home() throws AuthException, Stop {
    Path directory = HomeLocation.find(homeOption, terminal.environment());
    explain("home: " + directory);
    return Home.at(directory, trust());
  }

  /** The account named, or the only one. */
  Account account() throws AuthException, Stop {
    Account account = accountOption == null ? home().soleAccount() : home().account(accountOption);
    explain("account: " + account.email());
    return account;
  }

  URI gmailRoot() throws AuthException {
    String url = gmailUrlOption;
    if (url == null) {
      url = terminal.environment().get("POSTHORN_GMAIL_URL");
    }
    URI root = url == null || url.isEmpty() ? GMAIL : Endpoint.check("--gmail-url", url);
    explain("Gmail API: " + root);
    return root;
  }

  Trust trust() throws AuthException {
    return caFile().isPresent() ? Trust.withCaFile(caFile().get()) : Trust.system();
  }

  private Optional<Path> caFile() {
    if (caFileOption != null) {
      return Optional.of(caFileOption);
    }
    return Optional.ofNullable(terminal.environment().get("POSTHORN_CA_FILE"))
        .filter(name -> !name.isEmpty())
        .map(Path::of);
  }
}
