package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.posthorn.sandbox.Sandbox;
import dev.posthorn.testing.Command;
import dev.posthorn.testing.Command.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole login and send in real processes at the finest log level: every byte is searched. */
class NoSecretIT {
  private static final String BODY = "a body that is nobody's business";

  @TempDir Path home;

  @Test
  void noSecretComesOutAtTheFinestLogLevel() throws Exception {
    Path logging = home.resolve("logging.properties");
    Files.writeString(
        logging,
        """
        handlers=java.util.logging.ConsoleHandler
        .level=ALL
        java.util.logging.ConsoleHandler.level=ALL
        """);
    try (Sandbox google = Sandbox.asGmail().autoConsent(true).smtp(true).start()) {
      Files.writeString(home.resolve("credentials.json"), google.credentialsJson());
      Path ca = Files.writeString(home.resolve("ca.pem"), google.caPem());
      String password = google.appPassword("ann@example.com");
      String script = visitingBrowser();
      StringBuilder seen = new StringBuilder();
      List<Command> commands =
          List.of(
              Command.posthorn(
                      "login", "-v", "--account", "ann@example.com", "--scopes", "send,labels,smtp")
                  .with("BROWSER", script),
              Command.posthorn("send", "-v", "--to", "bob@example.com", "--text", BODY),
              sending("--delivery", "session"),
              sending("--via", "smtp"),
              sending("--via", "smtp", "--password-command", printing(password)),
              sending("--via", "smtp", "--password-command", printing("wrong-" + password)),
              Command.posthorn("sendmail", "-v", "-oi", "bob@example.com")
                  .stdin("Subject: x\n\n" + BODY + "\n"),
              Command.posthorn("status", "-v", "--check"),
              Command.posthorn("labels", "-v", "--json"),
              Command.posthorn(
                  "send",
                  "-v",
                  "--to",
                  "bob@example.com",
                  "--text",
                  BODY,
                  "--gmail-url",
                  "http://127.0.0.1:9/"));
      for (Command command : commands) {
        Result result =
            command
                .with("POSTHORN_HOME", home.toString())
                .with("POSTHORN_GMAIL_URL", google.root().toString())
                .with("POSTHORN_SMTP", google.smtps().toString())
                .with("POSTHORN_CA_FILE", ca.toString())
                .with("JDK_JAVA_OPTIONS", "-Djava.util.logging.config.file=" + logging)
                .run();
        seen.append(result.out()).append(result.err());
      }
      assertThat(google.messages()).as(seen.toString()).isNotEmpty();
      // The log really was on, and at its finest.
      assertThat(seen).contains("FINE");
      for (String secret : secrets(home)) {
        assertThat(seen).doesNotContain(secret);
      }
      assertThat(seen).doesNotContain(password, password.replace(" ", ""));
      assertThat(seen).doesNotContain(BODY).doesNotContain("Bearer ");
    }
  }

  /** No argument of it is secret: the process list shows them, and Java 25 logs them. */
  private String printing(String password) throws Exception {
    return "cat " + Files.writeString(Files.createTempFile(home, "password", ""), password + "\n");
  }

  private static Command sending(String... options) {
    List<String> words = new ArrayList<>(List.of("send", "-v", "--to", "bob@example.com"));
    words.addAll(List.of("--text", BODY));
    words.addAll(List.of(options));
    return Command.posthorn(words.toArray(String[]::new));
  }

  /** What a login stored, old access tokens aside: those were replaced by --check. */
  private static List<String> secrets(Path home) throws Exception {
    List<String> secrets = new ArrayList<>();
    JsonObject token =
        JsonParser.parseString(Files.readString(home.resolve("tokens/ann@example.com.json")))
            .getAsJsonObject();
    for (String name : new String[] {"token", "refresh_token", "client_secret"}) {
      secrets.add(token.get(name).getAsString());
    }
    return secrets;
  }

  /** A browser as $BROWSER knows it: one command that follows the consent page. */
  private String visitingBrowser() throws Exception {
    Path script = home.resolve("browser");
    Files.writeString(
        script,
        """
        #!/usr/bin/env python3
        import sys, urllib.request
        urllib.request.urlopen(sys.argv[1]).read()
        """);
    script.toFile().setExecutable(true);
    return script.toString();
  }
}
