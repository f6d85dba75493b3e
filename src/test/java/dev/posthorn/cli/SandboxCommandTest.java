package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.posthorn.sandbox.Fault;
import dev.posthorn.sandbox.FaultPlan;
import dev.posthorn.sandbox.FaultRule;
import dev.posthorn.sandbox.Sandbox;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stops {@code posthorn sandbox}, and what it puts into its home. */
final class SandboxCommandTest {
  @TempDir private Path folder;
  private Played posthorn;

  @BeforeEach
  void start() throws IOException {
    posthorn = Played.in(folder);
  }

  @AfterEach
  void stop() {
    posthorn.close();
  }

  @Test
  void aPlanThatIsNotThereIsNamed() {
    Played.Result result = posthorn.run("sandbox", "--faults", folder.resolve("none.json") + "");

    assertThat(result.code()).isEqualTo(ExitCode.NO_INPUT);
    assertThat(result.err()).contains("none.json", "no such file");
  }

  @Test
  void aPlanThatIsNoneIsRefusedWithItsReason() throws IOException {
    Path plan = Files.writeString(folder.resolve("plan.json"), "{\"rules\":[{\"call\":\"x\"}]}");

    Played.Result result = posthorn.run("sandbox", "--faults", plan.toString());

    assertThat(result.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(result.err()).contains("plan.json", "Rule 1");
  }

  @Test
  void stateOfAnotherSandboxIsLeftAlone() throws IOException {
    Path state = folder.resolve("state");
    try (Sandbox other = Sandbox.builder().state(state).start()) {
      Played.Result result =
          posthorn.run("sandbox", "--no-smtp", "--state", state.toString(), "--home", "" + folder);

      assertThat(other.root()).isNotNull();
      assertThat(result.code()).isEqualTo(ExitCode.CANNOT_CREATE);
      assertThat(result.err()).contains("Another sandbox is running");
    }
  }

  @Test
  void aFileInPlaceOfTheStateIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("state"), "x");

    Played.Result result = posthorn.run("sandbox", "--no-smtp", "--state", file.toString());
    Played.Result below = posthorn.run("sandbox", "--no-smtp", "--state", file + "/below");

    assertThat(result.code()).isEqualTo(ExitCode.CANNOT_CREATE);
    assertThat(result.err()).contains(file.toString(), "no folder");
    assertThat(below.code()).isEqualTo(ExitCode.CANNOT_CREATE);
    assertThat(below.err()).contains(file + "/below", "Not a directory");
  }

  @Test
  void theAppPasswordsAreSaid() throws Exception {
    String words = untilItRuns("--home", "" + folder.resolve("home"));
    JsonObject document =
        JsonParser.parseString(untilItRuns("--json", "--home", "" + folder.resolve("home")))
            .getAsJsonObject();

    assertThat(words)
        .containsPattern("app password of ann@example.com: [a-z]{16}\n")
        .containsPattern("app password of bob@example.com: [a-z]{16}\n");
    JsonObject passwords = document.getAsJsonObject("appPasswords");
    assertThat(passwords.keySet()).containsExactly("ann@example.com", "bob@example.com");
    assertThat(passwords.get("ann@example.com").getAsString()).matches("[a-z]{16}");
  }

  /** Its words, or with --json its document, up to Ctrl-C. */
  private String untilItRuns(String... options) throws Exception {
    PipedOutputStream out = new PipedOutputStream();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(new PipedInputStream(out), UTF_8));
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            Map.of("HOME", folder.toString()),
            false,
            false);
    List<String> words = new ArrayList<>(List.of("sandbox"));
    words.addAll(List.of(options));
    Thread running =
        new Thread(() -> Main.run(words.toArray(String[]::new), terminal, page -> false));
    running.start();
    try {
      String line = lines.readLine();
      return words.contains("--json") ? line : err.toString(UTF_8);
    } finally {
      running.interrupt();
      running.join();
    }
  }

  @Test
  void itsHelpTeachesThePlanOfFaults() {
    String help = posthorn.run("sandbox", "--help").out();

    String example = help.substring(help.indexOf("{\"rules\": ["));
    assertThat(FaultPlan.parse(example.substring(0, example.indexOf("]}") + 2)).toString())
        .contains("messages.send", "labels.list");
    assertThatThrownBy(() -> FaultRule.before("nothing", Fault.RESET))
        .satisfies(
            e -> {
              String known = String.valueOf(e.getMessage());
              String list = known.substring(known.indexOf('[') + 1, known.indexOf(']'));
              assertThat(help).contains(list.split(", "));
            });
    for (Fault fault : Fault.values()) {
      assertThat(help).containsPattern("\\b" + fault.name().toLowerCase(Locale.ROOT) + "\\b");
    }
    assertThat(help)
        .contains("before", "after", "retryAfter", "bytes", "millis", "skip", "times", "chance");
    assertThat(help).contains("POSTHORN_HOME does not count");
    assertThat(help.lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void theCertificateIsReplacedWhole() throws Exception {
    try (Sandbox sandbox = Sandbox.builder().smtp(true).start()) {
      Files.writeString(folder.resolve("sandbox-ca.pem"), "old");

      Path file = SandboxHome.trust(folder, sandbox);

      assertThat(file).hasContent(sandbox.caPem()).hasFileName("sandbox-ca.pem");
      assertThat(sandbox.caPem()).startsWith("-----BEGIN CERTIFICATE-----\n");
    }
  }
}
