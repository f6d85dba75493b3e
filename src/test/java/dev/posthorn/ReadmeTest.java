package dev.posthorn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.auth.Home;
import dev.posthorn.auth.LoginRequest;
import dev.posthorn.auth.OAuthBootstrap;
import dev.posthorn.auth.Trust;
import dev.posthorn.outbox.AccountState;
import dev.posthorn.outbox.Outbox;
import dev.posthorn.sandbox.Sandbox;
import dev.posthorn.testing.ConsentingBrowser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
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
  void theExampleOfTheOutboxSaysWhatALimitOfTheDayHolds(@TempDir Path home) throws Exception {
    String said;
    try (Sandbox google = Sandbox.asGmail().autoConsent(true).start()) {
      String account = login(home, google);
      Path ledger = home.resolve("outbox.db");
      Outbox.open(ledger).close();
      try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + ledger);
          PreparedStatement used =
              connection.prepareStatement(
                  "INSERT INTO posthorn_usage VALUES (-1, 1, ?, ?, 0, 2000, 0)")) {
        used.setString(1, account);
        used.setLong(2, System.currentTimeMillis());
        used.executeUpdate();
      }
      said = printed(() -> OutboxExample.main(arguments(home, google)));
      assertThat(google.messages()).isEmpty();
    }
    assertThat(said)
        .contains(
            " is accepted.", "the day's limit of 2000 messages, until 20", "with the next run");
  }

  @Test
  void theExampleOfTheOutboxSaysThatItsAccountIsPaused(@TempDir Path home) throws Exception {
    String said;
    try (Sandbox google = Sandbox.asGmail().autoConsent(true).start()) {
      String account = login(home, google);
      try (Outbox outbox = Outbox.open(home.resolve("outbox.db"))) {
        outbox.pause(account, new AccountState.Pause(AccountState.By.PERSON, "holidays", ""));
      }
      said = printed(() -> OutboxExample.main(arguments(home, google)));
    }
    assertThat(said).contains(" is accepted.", "Paused: holidays", "with the next run");
  }

  private static String login(Path home, Sandbox google) throws Exception {
    Files.writeString(home.resolve("credentials.json"), google.credentialsJson());
    Home stored = Home.at(home);
    return stored
        .store(
            OAuthBootstrap.of(stored.clientSecrets(), Trust.system())
                .login(LoginRequest.usual(), ConsentingBrowser::visit))
        .email();
  }

  private static String[] arguments(Path home, Sandbox google) {
    return new String[] {home.toString(), google.root().toString(), "bob@example.com"};
  }

  private interface Program {
    void run() throws Exception;
  }

  private static String printed(Program program) throws Exception {
    PrintStream stdout = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      program.run();
    } finally {
      System.setOut(stdout);
    }
    return printed.toString(UTF_8);
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
