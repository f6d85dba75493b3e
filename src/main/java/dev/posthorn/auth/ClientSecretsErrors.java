package dev.posthorn.auth;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What can be wrong with a credentials.json, in words, each with its cure. */
final class ClientSecretsErrors {
  private final Path file;

  ClientSecretsErrors(Path file) {
    this.file = file.toAbsolutePath().normalize();
  }

  AuthException missing() {
    return error("There is no credentials.json. It was looked for at " + file + ".", steps(), null);
  }

  AuthException unreadable(String why, IOException cause) {
    return error(
        "Cannot read " + file + ": " + why + ".",
        "Make it a file that this user can read: chmod 600 " + file,
        cause);
  }

  AuthException broken(String why) {
    return error(
        file + " does not serve: " + why + ".",
        "Download the client's JSON again from https://console.cloud.google.com/auth/clients and"
            + " store it as it is.",
        null);
  }

  /** A JSON file that is no desktop client's: says what it is instead. */
  AuthException otherKind(JsonFields root) throws UnusableJsonException {
    String type = root.text("type").orElse("");
    if (root.has("web")) {
      return error(
          file + " is of a web client; a program on a computer needs a desktop client.",
          steps(),
          null);
    }
    if (type.equals("service_account")) {
      return error(
          file + " is the key of a service account, which has no mailbox of its own.",
          steps(),
          null);
    }
    if (type.equals("authorized_user")) {
      return error(
          file + " holds a person's tokens (\"authorized_user\"), not an OAuth client.",
          "Run: posthorn login --import '" + file + "'",
          null);
    }
    return error(file + " is no OAuth client's file: it has no \"installed\" part.", steps(), null);
  }

  private String steps() {
    return """
        Get one in five minutes:
          1. https://console.cloud.google.com/projectcreate - create a project.
          2. https://console.cloud.google.com/apis/library/gmail.googleapis.com - enable the Gmail API.
          3. https://console.cloud.google.com/auth/overview - name the app, choose who may use it,
             and add your own address under Audience, Test users.
          4. https://console.cloud.google.com/auth/clients - create a client of type "Desktop app".
          5. Download its JSON and store it as %s
        To try Posthorn without any of this: posthorn demo"""
        .formatted(file);
  }

  private static AuthException error(String message, String remedy, @Nullable Throwable cause) {
    return new AuthException(AuthException.Kind.CONFIGURATION, message, remedy, cause);
  }
}
