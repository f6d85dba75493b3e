package dev.posthorn.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The OAuth client of a {@code credentials.json}, as the Google Cloud console hands it out for a
 * "Desktop app".
 *
 * <pre>
 * {"installed": {"client_id": "…", "client_secret": "…",
 *                "auth_uri": "https://…", "token_uri": "https://…", "project_id": "…"}}
 * </pre>
 *
 * <p>UTF-8, at most 1 MiB; other members are ignored. Immutable and thread-safe; {@link
 * #toString()} shows no secret.
 */
public final class ClientSecrets {
  private static final int MAX_BYTES = 1 << 20;
  private static final String EXAMPLE_SECRET = "replace-with-your-own";
  private static final Pattern POSITION = Pattern.compile("line ([0-9]+) column ([0-9]+)");

  private final String clientId;
  private final Secret clientSecret;
  private final URI authUri;
  private final URI tokenUri;
  private final @Nullable String projectId;

  private ClientSecrets(JsonObject installed, Path file) throws AuthException {
    ClientSecretsErrors errors = new ClientSecretsErrors(file);
    this.clientId = member(installed, "client_id", errors);
    this.clientSecret = Secret.of(member(installed, "client_secret", errors));
    this.authUri = Endpoint.check("auth_uri", member(installed, "auth_uri", errors));
    this.tokenUri = Endpoint.check("token_uri", member(installed, "token_uri", errors));
    this.projectId = JsonText.string(installed, "project_id").orElse(null);
    if (!clientId.matches("[!-~]+")) {
      throw errors.broken("its client_id holds blanks or characters that no client id has");
    }
    if (clientSecret.value().equals(EXAMPLE_SECRET)) {
      throw errors.broken("it is still the example, not a client of yours");
    }
  }

  /**
   * Reads a credentials.json.
   *
   * @param file the file; a relative path starts at the working directory
   * @return the client
   * @throws AuthException of kind CONFIGURATION when the file is missing, unreadable, larger than 1
   *     MiB, not JSON, for another kind of credential (web client, service account, a user's
   *     tokens), incomplete, or names an endpoint that {@link Endpoint#check} refuses
   */
  public static ClientSecrets parse(Path file) throws AuthException {
    ClientSecretsErrors errors = new ClientSecretsErrors(file);
    JsonObject root;
    try {
      root = JsonText.object(read(file, errors));
    } catch (JsonParseException e) {
      throw errors.broken("it is not JSON" + position(e));
    }
    JsonElement installed = root.get("installed");
    if (installed == null || !installed.isJsonObject()) {
      throw errors.otherKind(root);
    }
    return new ClientSecrets(installed.getAsJsonObject(), file);
  }

  /**
   * The client's public name.
   *
   * @return the client id
   */
  public String clientId() {
    return clientId;
  }

  /**
   * The client's secret, which for a desktop client proves little (RFC 8252 §8.5) but is asked for.
   *
   * @return the client secret
   */
  public Secret clientSecret() {
    return clientSecret;
  }

  /**
   * Where a person consents.
   *
   * @return the authorization endpoint, checked
   */
  public URI authUri() {
    return authUri;
  }

  /**
   * Where codes and refresh tokens are exchanged.
   *
   * @return the token endpoint, checked
   */
  public URI tokenUri() {
    return tokenUri;
  }

  /**
   * Where tokens are revoked (RFC 7009): {@code revoke} beside the token endpoint.
   *
   * @return the revocation endpoint
   */
  public URI revokeUri() {
    return TokenServer.beside(tokenUri, "revoke");
  }

  /**
   * Where a token tells about itself: {@code tokeninfo} beside the token endpoint.
   *
   * @return the tokeninfo endpoint
   */
  public URI tokenInfoUri() {
    return TokenServer.beside(tokenUri, "tokeninfo");
  }

  /**
   * The Cloud project of the client.
   *
   * @return the project's id; empty when the file names none
   */
  public Optional<String> projectId() {
    return Optional.ofNullable(projectId);
  }

  /** Shows the client id and the endpoints, never the secret. */
  @Override
  public String toString() {
    return "ClientSecrets[" + clientId + ", [redacted], " + authUri + ", " + tokenUri + "]";
  }

  private static String read(Path file, ClientSecretsErrors errors) throws AuthException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw errors.broken("it is larger than 1 MiB, which no client's file is");
      }
      String text = new String(bytes, UTF_8);
      // Editors on Windows put a byte order mark in front.
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (NoSuchFileException e) {
      throw errors.missing();
    } catch (AccessDeniedException e) {
      throw errors.unreadable("permission denied", e);
    } catch (IOException e) {
      String why = Files.isDirectory(file) ? "it is a folder" : String.valueOf(e.getMessage());
      throw errors.unreadable(why, e);
    }
  }

  private static String member(JsonObject installed, String name, ClientSecretsErrors errors)
      throws AuthException {
    return JsonText.string(installed, name)
        .orElseThrow(() -> errors.broken("\"" + name + "\" is missing in it or is no text"));
  }

  /** Where the JSON breaks; nothing else of the parser's words, which may quote the file. */
  private static String position(JsonParseException e) {
    Matcher position = POSITION.matcher(String.valueOf(e.getMessage()));
    return position.find()
        ? " (line " + position.group(1) + ", column " + position.group(2) + ")"
        : "";
  }
}
