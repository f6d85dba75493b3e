package dev.posthorn.testing;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.Home;
import dev.posthorn.auth.LoginRequest;
import dev.posthorn.auth.OAuthBootstrap;
import dev.posthorn.auth.Scope;
import dev.posthorn.auth.Trust;
import dev.posthorn.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Somebody who has an account at a sandbox and gives consent. */
public final class Consenting {
  private Consenting() {}

  /**
   * Logs an account in at a sandbox that asks nobody.
   *
   * @param home where credentials.json and the tokens go
   * @param scopes short names beside openid and email, such as {@code send}
   */
  public static Account login(Sandbox google, Path home, String email, String... scopes)
      throws Exception {
    Files.writeString(home.resolve("credentials.json"), google.credentialsJson());
    LoginRequest request =
        LoginRequest.of(
                Stream.concat(Stream.of("openid", "email"), Stream.of(scopes))
                    .map(Scope::canonical)
                    .toList())
            .withAccount(email);
    Home stored = Home.at(home);
    return stored.store(
        OAuthBootstrap.of(stored.clientSecrets(), Trust.system())
            .login(request, ConsentingBrowser::visit));
  }
}
