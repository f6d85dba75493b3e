package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.posthorn.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** Puts the sandbox's files into a home, its credentials.json never over anybody else's. */
final class SandboxHome {
  /** The certificate of the sandbox's SMTP ports, for POSTHORN_CA_FILE. */
  static final String CA_FILE = "sandbox-ca.pem";

  private SandboxHome() {}

  static void prepare(Path home, Sandbox sandbox) throws Stop {
    Path file = home.resolve("credentials.json");
    try {
      Files.createDirectories(home);
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !isSandboxes(file, sandbox)) {
        throw new Stop(
            ExitCode.CANNOT_CREATE,
            file + " is there and is not a sandbox's; it stays as it is.",
            "Choose another folder with --home.");
      }
      replace(file, sandbox.credentialsJson());
    } catch (IOException e) {
      throw new Stop(ExitCode.CANNOT_CREATE, "Cannot write " + file + Causes.why(e) + ".", "", e);
    }
  }

  /** Writes the certificate of the SMTP ports beside the credentials. */
  static Path trust(Path home, Sandbox sandbox) throws Stop {
    Path file = home.resolve(CA_FILE);
    try {
      replace(file, sandbox.caPem());
      return file;
    } catch (IOException e) {
      throw new Stop(ExitCode.CANNOT_CREATE, "Cannot write " + file + Causes.why(e) + ".", "", e);
    }
  }

  private static void replace(Path file, String text) throws IOException {
    Path fresh = Files.createTempFile(file.getParent(), ".sandbox-", ".new");
    try {
      Files.writeString(fresh, text, UTF_8);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private static boolean isSandboxes(Path file, Sandbox sandbox) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && project(Files.readString(file, UTF_8)).equals(project(sandbox.credentialsJson()));
  }

  /** The Cloud project that a credentials.json names; every sandbox names the same. */
  private static Optional<String> project(String json) {
    try {
      return member(JsonParser.parseString(json), "installed")
          .flatMap(client -> member(client, "project_id"))
          .filter(JsonElement::isJsonPrimitive)
          .map(JsonElement::getAsString);
    } catch (JsonParseException e) {
      return Optional.empty();
    }
  }

  private static Optional<JsonElement> member(JsonElement of, String name) {
    return of instanceof JsonObject object
        ? Optional.ofNullable(object.get(name))
        : Optional.empty();
  }
}
