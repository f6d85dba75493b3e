package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import dev.posthorn.auth.AccessToken;
import dev.posthorn.auth.Account;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code posthorn token}: the account's access token, for other programs. */
@Command(
    name = "token",
    description = "Prints a fresh access token: a secret that opens the account for an hour.",
    footer = {
      "  passwordeval \"posthorn token\"                          in ~/.msmtprc, with auth xoauth2",
      "  printf 'header = \"Authorization: Bearer %%s\"' \"$(posthorn token)\" | curl -K - …",
      "  posthorn token --export ann.json                       authorized_user JSON, mode 0600"
    })
final class TokenCommand extends Subcommand {

  @Option(names = "--refresh", description = "Ask for a new one even if the stored one is good.")
  boolean refresh;

  @Option(
      names = "--export",
      paramLabel = "FILE",
      description =
          "Write Google's authorized_user JSON, refresh token included, to FILE (mode 0600), or to"
              + " stdout for -.")
  @Nullable String export;

  @Override
  ExitCode run() throws Exception {
    Account account = posthorn.account();
    if (refresh) {
      account.refresh();
    }
    if (export == null) {
      print(account, account.accessToken());
    } else if (export.equals("-")) {
      terminal().data(account.toJson());
    } else {
      write(account, Path.of(export));
    }
    return ExitCode.OK;
  }

  private void print(Account account, AccessToken token) {
    if (!posthorn.json) {
      terminal().data(token.value().value());
      return;
    }
    JsonObject document = new JsonObject();
    document.addProperty("account", account.email());
    document.addProperty("token", token.value().value());
    document.addProperty("expiry", token.expiry().toString());
    terminal().json(document);
  }

  private void write(Account account, Path file) throws Stop {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new Stop(
          ExitCode.CANNOT_CREATE,
          file + " is there and is no plain file; it stays as it is.",
          "Name a file, or - for stdout.");
    }
    Path folder = file.toAbsolutePath().getParent();
    try {
      // createTempFile makes the file 0600 from its first moment.
      Path temporary = Files.createTempFile(folder, ".posthorn-", ".json");
      try {
        Files.writeString(temporary, account.toJson() + "\n", UTF_8);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new Stop(ExitCode.CANNOT_CREATE, "Cannot write " + file + Causes.why(e) + ".", "", e);
    }
    posthorn.say("posthorn: wrote " + file + "; whoever reads it can use " + account.email() + ".");
    if (posthorn.json) {
      JsonObject document = new JsonObject();
      document.addProperty("account", account.email());
      document.addProperty("file", file.toString());
      terminal().json(document);
    }
  }
}
