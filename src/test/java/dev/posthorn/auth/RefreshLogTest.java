package dev.posthorn.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is logged, and at whatever level: no secret is in it (java.util.logging at ALL). */
final class RefreshLogTest {
  private static final List<String> SECRETS =
      List.of("old-access", "the-refresh-token", "client-secret", "hush-access", "hush-refresh");

  @Test
  void noSecretIsLoggedAtTheFinestLevelNorShownByAnException(@TempDir Path folder)
      throws Exception {
    Recorder recorder = new Recorder();
    Logger root = Logger.getLogger("");
    Logger http = Logger.getLogger("com.google.api.client.http");
    Level before = root.getLevel();
    root.addHandler(recorder);
    root.setLevel(Level.ALL);
    http.setLevel(Level.ALL);
    try (ScriptedTokenServer server = new ScriptedTokenServer()) {
      TestHome test = new TestHome(folder);
      Account account = test.home.store(test.expiring(server.tokenUri()));
      server
          .then(503, "{\"error\": \"hush-access\"}")
          .then(
              200,
              """
              {"access_token": "hush-access", "token_type": "Bearer", "expires_in": 3599,
               "refresh_token": "hush-refresh"}""")
          .then(400, "{\"error\": \"invalid_grant\", \"error_description\": \"hush-refresh\"}")
          .then(200, "{\"access_token\": \"hush-access\"");
      account.accessToken();
      recorder.show(AccountTest.failure(account::refresh));
      recorder.show(AccountTest.failure(account::refresh));
      recorder.lines.add(account + " " + account.grant() + " " + account.accessToken());
      assertThat(server.forms()).hasSize(4);
    } finally {
      root.removeHandler(recorder);
      root.setLevel(before);
      http.setLevel(null);
    }
    assertThat(recorder.lines).as("the JDK's own log of requests is seen").hasSizeGreaterThan(5);
    assertThat(recorder.lines).noneMatch(line -> SECRETS.stream().anyMatch(line::contains));
  }

  private static final class Recorder extends Handler {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    Recorder() {
      setLevel(Level.ALL);
    }

    void show(Throwable failure) {
      StringWriter text = new StringWriter();
      failure.printStackTrace(new PrintWriter(text, true));
      lines.add(text.toString());
      if (failure instanceof AuthException auth) {
        lines.add(auth.remedy());
      }
    }

    @Override
    public void publish(LogRecord log) {
      lines.add(log.getLoggerName() + " " + new SimpleFormatter().format(log));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
