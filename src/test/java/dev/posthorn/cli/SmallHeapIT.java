package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.sandbox.Sandbox;
import dev.posthorn.testing.Command;
import dev.posthorn.testing.Command.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A message of 30 MB through a launcher whose Java has a heap of 16 MB. */
class SmallHeapIT {
  private static final int LINES = 400_000;

  @TempDir Path home;

  @Test
  void aMessageOfThirtyMegabytesPassesByEveryWay() throws Exception {
    String letter =
        "From: ann@example.com\nTo: bob@example.com\n\n" + ("A".repeat(74) + "\n").repeat(LINES);
    Path file = Files.writeString(home.resolve("big.eml"), letter);
    try (Played google = Played.in(home, Sandbox.plain().smtp(true))) {
      Path ca = Files.writeString(home.resolve("ca.pem"), google.google.caPem());
      google.run("login", "--account", "ann@example.com", "--scopes", "smtp");
      List<Command> commands = new ArrayList<>();
      commands.add(Command.posthorn("sendmail", "-t").stdin(letter));
      commands.add(
          Command.posthorn("sendmail", "-oi", "--via", "smtp", "bob@example.com").stdin(letter));
      commands.add(Command.posthorn("send", "--eml", file.toString(), "--chunk-size", "8M"));
      commands.add(Command.posthorn("send", "--eml", file.toString(), "--delivery", "raw"));
      for (Command command : commands) {
        run(command.with("POSTHORN_CA_FILE", ca.toString()), google);
        assertThat(google.inbox("bob@example.com")).hasSizeGreaterThan(letter.length() + LINES);
      }
    }
  }

  @Test
  void stdinOfTwentyMegabytesPassesAsAnAttachmentAndInline() throws Exception {
    String dump = "A".repeat(20_000_000);
    try (Played google = Played.in(home, Sandbox.plain().smtp(true))) {
      google.login("ann@example.com");
      String[] letter = {"send", "--to", "bob@example.com"};
      run(
          Command.posthorn(with(letter, "--text", "The dump.", "--attach", "-")).stdin(dump),
          google);
      assertThat(google.inbox("bob@example.com")).hasSizeGreaterThan(dump.length() / 3 * 4);
      String html = "<img src='cid:x'>";
      run(Command.posthorn(with(letter, "--html", html, "--inline", "x=-")).stdin(dump), google);
      assertThat(google.inbox("bob@example.com")).contains("Content-ID: <x>");
    }
  }

  private static String[] with(String[] words, String... more) {
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
  }

  private void run(Command command, Played google) {
    Result result =
        command
            .with("POSTHORN_HOME", home.toString())
            .with("POSTHORN_GMAIL_URL", google.google.root().toString())
            .with("POSTHORN_SMTP", google.google.smtps().toString())
            .with("JDK_JAVA_OPTIONS", "-Xmx16m")
            .run();
    assertThat(result.status()).as(result.err()).isZero();
  }
}
