package dev.posthorn.cli;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.Endpoint;
import dev.posthorn.auth.Home;
import dev.posthorn.auth.Trust;
import dev.posthorn.message.InvalidMessageException;
import dev.posthorn.message.Mailbox;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code posthorn} itself: the options that every command takes, and what they open. {@link
 * Commands} holds the commands.
 */
@Command(
    name = "posthorn",
    description = "Sends mail through a Gmail account: consent once, then send from any program.",
    synopsisSubcommandLabel = "COMMAND",
    addMethodSubcommands = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  posthorn demo                      plays everything on this machine, without Google",
      "  posthorn login                     asks for consent, once",
      "  echo 'Done.' | posthorn send --to ann@example.com --subject Backup",
      "  posthorn send --queue …            keeps it until it is sent: posthorn outbox run",
      "  ln -s /opt/posthorn/bin/posthorn /usr/sbin/sendmail     for cron, git, mutt, PHP",
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
      converter = AddressConverter.class,
      scope = ScopeType.INHERIT,
      description = "Which account; needed only when several are stored.")
  @Nullable String accountOption;

  @Option(
      names = "--json",
      fallbackValue = "true",
      scope = ScopeType.INHERIT,
      description = "One JSON document on stdout, for success and for errors.")
  boolean json;

  @Option(
      names = {"-q", "--quiet"},
      fallbackValue = "true",
      scope = ScopeType.INHERIT,
      description = "No words on stderr but errors.")
  boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      fallbackValue = "true",
      scope = ScopeType.INHERIT,
      description = "Say on stderr what is done and why it failed; secrets are never shown.")
  boolean verbose;

  @Option(
      names = "--gmail-url",
      paramLabel = "URL",
      scope = ScopeType.INHERIT,
      description =
          "The Gmail API's root (default: $POSTHORN_GMAIL_URL, else"
              + " https://gmail.googleapis.com/).")
  @Nullable String gmailUrlOption;

  @Option(
      names = "--ca-file",
      paramLabel = "PEM",
      scope = ScopeType.INHERIT,
      description = "Certificates to trust beside the system's (default: $POSTHORN_CA_FILE).")
  @Nullable Path caFileOption;

  @Option(
      names = "--version",
      fallbackValue = "true",
      versionHelp = true,
      scope = ScopeType.INHERIT,
      description = "Print the version.")
  boolean versionRequested;

  @Option(
      names = {"-h", "--help"},
      fallbackValue = "true",
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Print this help.")
  boolean helpRequested;

  @Spec CommandSpec spec;

  private final Terminal terminal;
  private final Browser browser;
  private final LastWords lastWords;
  private @Nullable Home home;
  private @Nullable OptionDefaults settings;

  PosthornCommand(Terminal terminal, Browser browser, LastWords lastWords) {
    this.terminal = terminal;
    this.browser = browser;
    this.lastWords = lastWords;
  }

  Terminal terminal() {
    return terminal;
  }

  Browser browser() {
    return browser;
  }

  LastWords lastWords() {
    return lastWords;
  }

  /** The time where the user is. */
  Clock clock() {
    return Clock.system(ZoneId.systemDefault());
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

  /** What posthorn.properties says, for its faults to be told. */
  void settings(OptionDefaults defaults) {
    settings = defaults;
  }

  /** Says which settings have no effect, to those who are told. */
  void tellOfSettings(Action.Told told) {
    boolean wanted =
        verbose
            || (!quiet && told == Action.Told.ALL)
            || (!quiet && told == Action.Told.PEOPLE && terminal.watched());
    if (settings != null && wanted) {
      settings.faults().forEach(fault -> terminal.say("posthorn: " + fault));
    }
  }

  Home home() throws AuthException, Stop {
    if (home == null) {
      Path directory = HomeLocation.find(homeOption, terminal.environment());
      explain("home: " + directory);
      home = Home.at(directory, trust());
    }
    return home;
  }

  /** The account named, or the only one. */
  Account account() throws AuthException, Stop {
    return accountOption == null ? said(home().soleAccount()) : account(accountOption);
  }

  /** One account of those that are stored. */
  Account account(String email) throws AuthException, Stop {
    return said(home().account(email));
  }

  private Account said(Account account) {
    explain("account: " + account.email());
    return account;
  }

  /** Whether an option stands on the command line, and is no default. */
  boolean isGiven(String option) {
    for (CommandLine line : spec.commandLine().getParseResult().asCommandLineList()) {
      if (line.getParseResult().hasMatchedOption(option)) {
        return true;
      }
    }
    return false;
  }

  URI gmailRoot() throws AuthException {
    String url = gmailUrl();
    URI root = url.isEmpty() ? GMAIL : Endpoint.check("--gmail-url", url);
    explain("Gmail API: " + root);
    return root;
  }

  /** Whether the API is behind TLS, as far as an address says that nobody has checked yet. */
  boolean isGmailByTls() {
    String url = gmailUrl();
    return url.isEmpty() || url.toLowerCase(Locale.ROOT).startsWith("https:");
  }

  private String gmailUrl() {
    return gmailUrlOption != null
        ? gmailUrlOption
        : terminal.environment().getOrDefault("POSTHORN_GMAIL_URL", "");
  }

  Trust trust() throws AuthException {
    return caFile().isPresent() ? Trust.withCaFile(caFile().get()) : HeadStart.trust();
  }

  private Optional<Path> caFile() {
    if (caFileOption != null) {
      return Optional.of(caFileOption);
    }
    String name = terminal.environment().getOrDefault("POSTHORN_CA_FILE", "");
    return name.isEmpty() ? Optional.empty() : Optional.of(Path.of(name));
  }

  /** {@code ann@example.com}, or the same with a name as in a letter. */
  static final class AddressConverter implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      try {
        return Mailbox.parse(text).address();
      } catch (InvalidMessageException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
