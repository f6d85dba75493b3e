package dev.posthorn.cli;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.Secret;
import dev.posthorn.smtp.AppPassword;
import dev.posthorn.smtp.SmtpSender;
import dev.posthorn.smtp.SmtpServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options that concern SMTP alone: which server, and how to log in there. */
final class SmtpOptions {
  @Option(
      names = "--smtp",
      paramLabel = "URL",
      description =
          "The SMTP server: smtps://HOST[:465], or smtp://HOST[:587] with STARTTLS (default:"
              + " $POSTHORN_SMTP, else smtps://smtp.gmail.com:465).")
  @Nullable String smtp;

  @Option(
      names = "--password-command",
      paramLabel = "CMD",
      description =
          "For SMTP: prints the app password of the account, which is $POSTHORN_ACCOUNT to it, on"
              + " its first line, so that no consent is needed. Run without a shell; quotes keep"
              + " blanks together.")
  @Nullable String passwordCommand;

  @Option(
      names = "--no-login",
      description =
          "For an SMTP server on this machine (--smtp smtp://localhost:25): no login, and no TLS"
              + " unless smtps.")
  boolean noLogin;

  /** The options that stand on the command line; a default only waits for SMTP to be chosen. */
  static List<String> given(CommandSpec command) {
    List<String> given = new ArrayList<>();
    for (String option : List.of("--smtp", "--password-command", "--no-login")) {
      if (command.commandLine().getParseResult().hasMatchedOption(option)) {
        given.add(option);
      }
    }
    return given;
  }

  /** Whether SMTP needs nobody's consent, since there is a password, or no login. */
  boolean needNoConsent() {
    return passwordCommand != null || noLogin;
  }

  /** {@code --smtp}, else {@code POSTHORN_SMTP}, else Google's. */
  URI server(Terminal terminal) throws AuthException {
    String url = smtp == null ? terminal.environment().getOrDefault("POSTHORN_SMTP", "") : smtp;
    return url.isEmpty() ? SmtpServer.GMAIL.uri() : SmtpServer.parse(url).uri();
  }

  /** Refuses an address on the command line that is none; in a setting, that is a wrong setting. */
  void refuseNoServer(CommandSpec command) throws Stop {
    if (smtp == null || !given(command).contains("--smtp")) {
      return;
    }
    try {
      SmtpServer.parse(smtp);
    } catch (AuthException e) {
      throw new Stop(
          ExitCode.USAGE,
          String.valueOf(e.getMessage()),
          "Write smtps://HOST[:465], or smtp://HOST[:587] for STARTTLS.",
          e);
    }
  }

  /**
   * A sender that logs in as the options say.
   *
   * @param account the consent; null when there is none, and a password or no login instead
   */
  SmtpSender sender(PosthornCommand posthorn, String email, @Nullable Account account)
      throws AuthException, Stop {
    URI server = server(posthorn.terminal());
    posthorn.explain("SMTP server: " + server);
    if (noLogin) {
      return SmtpSender.withoutLogin(server, email).with(posthorn.trust());
    }
    if (passwordCommand != null) {
      Secret password =
          PasswordCommand.parse(passwordCommand).forAccount(email).read(posthorn.lastWords());
      return SmtpSender.of(new AppPassword(email, password), server).with(posthorn.trust());
    }
    if (account == null) {
      throw new IllegalStateException("An account without consent has a password command.");
    }
    return SmtpSender.of(account, server);
  }
}
