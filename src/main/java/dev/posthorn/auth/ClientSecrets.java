package dev.posthorn.auth;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
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

  private final String clientId;
  private final Secret clientSecret;
  private final URI authUri;
  private final URI tokenUri;
  private final @Nullable String projectId;

  private ClientSecrets(JsonFields installed) throws UnusableJsonException, AuthException {
    this.clientId = installed.requiredText("client_id");
    this.clientSecret = Secret.of(installed.requiredText("client_secret"));
    this.authUri = Endpoint.check("auth_uri", installed.requiredText("auth_uri"));
    this.tokenUri = Endpoint.check("token_uri", installed.requiredText("token_uri"));
    this.projectId = installed.text("project_id").filter(id -> !id.isEmpty()).orElse(null);
    if (!clientId.matches("[!-~]+")) {
      throw new UnusableJsonException(
          "its client_id holds blanks or characters that no client id has");
    }
    if (clientSecret.value().equals(EXAMPLE_SECRET)) {
      throw new UnusableJsonException("it is still the example, not a client of yours");
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
    try {
      JsonFields root = JsonFields.parse(read(file, errors));
      Optional<JsonFields> installed = root.object("installed");
      if (installed.isEmpty()) {
        throw errors.otherKind(root);
      }
      return new ClientSecrets(installed.get());
    } catch (UnusableJsonException e) {
      throw errors.broken(e.getMessage());
    }
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

  private static byte[] read(Path file, ClientSecretsErrors errors)
      throws UnusableJsonException, AuthException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new UnusableJsonException("it is larger than 1 MiB, which no client's file is");
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw errors.missing();
    } catch (AccessDeniedException e) {
      throw errors.unreadable("permission denied", e);
    } catch (IOException e) {
      String why = Files.isDirectory(file) ? "it is a folder" : String.valueOf(e.getMessage());
      throw errors.unreadable(why, e);
    }
  }
}
