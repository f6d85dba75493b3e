package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.sandbox.Sandbox;
import dev.posthorn.testing.Command;
import dev.posthorn.testing.Command.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What short commands load, of whole processes: each class costs every cron job and hook, and one
 * field, signature or catch is enough to bring a library in unseen.
 */
class LoadedClassesIT {
  private static final String LETTER = "To: bob@example.com\nSubject: Hi\n\nHello.\n";

  /** By the beginning of their names, and what for. */
  private static final Map<String, String> FOR_NO_SEND =
      Map.ofEntries(
          Map.entry("dev.posthorn.sandbox.", "plays Google"),
          Map.entry("dev.posthorn.merge.", "writes many letters"),
          Map.entry("dev.posthorn.relay.", "is a server"),
          Map.entry("com.samskivert.", "fills in templates of a merge"),
          Map.entry("de.siegmar.", "reads tables of a merge"),
          Map.entry("org.commonmark.", "reads Markdown, of which there is none"),
          Map.entry("org.jsoup.", "reads HTML, of which there is none"),
          Map.entry("com.google.api.client.extensions.", "receives a consent"),
          Map.entry("com.sun.net.httpserver.", "receives a consent"),
          Map.entry("com.google.api.services.gmail.model.", "is what our own JSON stands in for"),
          Map.entry("java.net.http.", "is another HTTP client, slow to end"),
          Map.entry("java.awt.", "opens windows"),
          Map.entry("javax.swing.", "opens windows"));

  private static final Map<String, String> FOR_OTHER_WAYS =
      Map.of(
          "dev.posthorn.outbox.", "keeps what is sent later",
          "com.github.kagkarlsson.", "runs the outbox",
          "com.zaxxer.", "serves the outbox",
          "org.sqlite.", "is the outbox's database",
          "org.postgresql.", "is the outbox's database",
          "java.sql.", "serves the outbox",
          "jakarta.", "is Jakarta Mail's, and serves SMTP",
          "org.eclipse.", "is Jakarta Mail's, and serves SMTP");

  private static final Map<String, String> FOR_THE_NETWORK =
      Map.of(
          "com.google.api.", "asks Google, which --queue leaves to later",
          "javax.net.ssl.", "is TLS, without any network",
          "sun.security.ssl.", "is TLS, without any network",
          "sun.net.www.protocol.http.", "is HTTP, without any network");

  @TempDir Path home;
  private Played google;

  @BeforeEach
  void consent() throws Exception {
    google = Played.in(home, Sandbox.plain()).login("ann@example.com");
  }

  @AfterEach
  void stop() {
    google.close();
  }

  @Test
  void sendLoadsNothingThatItDoesNotNeed() throws Exception {
    List<String> loaded = loadedBy(posthorn("send", "--to", "bob@example.com", "--text", "Hello."));
    assertThat(loaded).contains("dev.posthorn.gmail.GmailSender");
    hasNone(loaded, FOR_NO_SEND);
    hasNone(loaded, FOR_OTHER_WAYS);
  }

  @Test
  void anUploadLoadsNothingThatItDoesNotNeed() throws Exception {
    Command command =
        posthorn("send", "--delivery", "session", "--to", "bob@example.com", "--text", "Hello.");
    List<String> loaded = loadedBy(command);
    assertThat(loaded).contains("dev.posthorn.gmail.SessionUpload");
    hasNone(loaded, FOR_NO_SEND);
    hasNone(loaded, FOR_OTHER_WAYS);
  }

  @Test
  void sendmailLoadsNothingThatItDoesNotNeed() throws Exception {
    List<String> loaded = loadedBy(posthorn("sendmail", "-t").stdin(LETTER));
    assertThat(loaded).contains("dev.posthorn.gmail.GmailSender");
    hasNone(loaded, FOR_NO_SEND);
    hasNone(loaded, FOR_OTHER_WAYS);
  }

  @Test
  void acceptingLoadsNeitherHttpNorTls() throws Exception {
    List<String> loaded = loadedBy(posthorn("sendmail", "--queue", "-t").stdin(LETTER));
    assertThat(loaded).contains("dev.posthorn.outbox.Outbox");
    hasNone(loaded, FOR_NO_SEND);
    hasNone(loaded, FOR_THE_NETWORK);
  }

  private Command posthorn(String... words) {
    return Command.posthorn(words)
        .with("POSTHORN_HOME", home.toString())
        .with("POSTHORN_GMAIL_URL", google.google.root().toString());
  }

  private List<String> loadedBy(Command command) throws IOException {
    Path log = home.resolve("classes.txt");
    // Without an archive: Java 25 has all classes of its own loaded before anything runs.
    Result result =
        command
            .with("POSTHORN_ARCHIVE", "off")
            .with("POSTHORN_JAVA_OPTS", "-Xlog:class+load=info:file=" + log + ":none")
            .run();
    assertThat(result.status()).as(result.err()).isZero();
    List<String> names = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      names.add(line.split(" ", 2)[0]);
    }
    return names;
  }

  private static void hasNone(List<String> loaded, Map<String, String> unwanted) {
    unwanted.forEach(
        (beginning, what) ->
            assertThat(loaded)
                .as("classes of %s…, which %s: each slows down every start", beginning, what)
                .filteredOn(name -> name.startsWith(beginning))
                .isEmpty());
  }
}
