package dev.posthorn.auth;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** A credentials.json whose endpoints are on this machine. */
final class DesktopClient {
  static final String ID = "1-test.apps.googleusercontent.com";
  static final String SECRET = "GOCSPX-client-secret-marker";

  private DesktopClient() {}

  static ClientSecrets at(Path folder, URI authUri, URI tokenUri)
      throws IOException, AuthException {
    String json =
        """
        {"installed":{"client_id":"%s","client_secret":"%s","auth_uri":"%s","token_uri":"%s"}}
        """
            .formatted(ID, SECRET, authUri, tokenUri);
    return ClientSecrets.parse(Files.writeString(folder.resolve("credentials.json"), json));
  }
}
