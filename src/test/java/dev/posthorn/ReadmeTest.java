package dev.posthorn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.auth.Home;
import dev.posthorn.auth.LoginRequest;
import dev.posthorn.auth.OAuthBootstrap;
import dev.posthorn.auth.Trust;
import dev.posthorn.sandbox.Sandbox;
import dev.posthorn.testing.ConsentingBrowser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The README says what is. */
class ReadmeTest {
  private static final Path README = Path.of("README.md");

  @ParameterizedTest
  @ValueSource(strings = {"Example.java", "OutboxExample.java"})
  void itsExamplesAreTheFilesThatTheBuildCompiles(String file) throws Exception {
    String example = Files.readString(Path.of("src/test/java/dev/posthorn").resolve(file), UTF_8);
    String code = example.substring(example.indexOf("import "), example.length());
    assertThat(Files.readString(README, UTF_8)).contains(code);
  }

  @Test
  void itsExamplesSendMail(@TempDir Path home) throws Exception {
    PrintStream stdout = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (Sandbox google = Sandbox.asGmail().autoConsent(true).start()) {
      Files.writeString(home.resolve("credentials.json"), google.credentialsJson());
      Home stored = Home.at(home);
      stored.store(
          OAuthBootstrap.of(stored.clientSecrets(), Trust.system())
              .login(LoginRequest.usual(), ConsentingBrowser::visit));
      Path file = Files.writeString(home.resolve("figures.csv"), "a;b\n");
      System.setOut(new PrintStream(printed, true, UTF_8));
      Example.main(
          new String[] {
            home.toString(), google.root().toString(), "bob@example.com", file.toString()
          });
      OutboxExample.main(
          new String[] {home.toString(), google.root().toString(), "bob@example.com"});
      assertThat(google.messages()).anyMatch(message -> message.account().startsWith("bob@"));
    } finally {
      System.setOut(stdout);
    }
    assertThat(printed.toString(UTF_8)).contains("INBOX").contains("sent as ").contains(" is sent");
  }
}
