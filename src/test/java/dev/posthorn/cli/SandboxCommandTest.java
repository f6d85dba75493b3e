package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.posthorn.sandbox.Fault;
import dev.posthorn.sandbox.FaultPlan;
import dev.posthorn.sandbox.FaultRule;
import dev.posthorn.sandbox.GmailFact;
import dev.posthorn.sandbox.Sandbox;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    try (Sandbox other = Sandbox.plain().state(state).start()) {
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
    return whileItRuns(said -> said, options);
  }

  /** What is done while it runs, with its words or its document. */
  private String whileItRuns(Work work, String... options) throws Exception {
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
      return work.with(words.contains("--json") ? line : err.toString(UTF_8));
    } finally {
      running.interrupt();
      running.join();
    }
  }

  private interface Work {
    String with(String said) throws Exception;
  }

  @ParameterizedTest
  @CsvSource({
    "'', multipart/mixed",
    "--plain-delivery, multipart/encrypted",
    "--other=encrypted-mixed, multipart/encrypted",
    "'--other=7bit-wrapped,bcc-removed', multipart/mixed"
  })
  void mailChangesOnItsWayUnlessItIsTold(String option, String type) throws Exception {
    Path eml =
        Files.writeString(
            folder.resolve("secret.eml"),
            """
            To: bob@example.com
            Subject: s
            Content-Type: multipart/encrypted; boundary=b

            --b

            Version: 1
            --b

            x
            --b--
            """);
    List<String> options = new ArrayList<>(List.of("--json", "--no-smtp", "--home", "" + folder));
    if (!option.isEmpty()) {
      options.add(option);
    }

    String raw =
        whileItRuns(
            said -> {
              URI root =
                  URI.create(
                      JsonParser.parseString(said).getAsJsonObject().get("inbox").getAsString());
              posthorn
                  .with("POSTHORN_GMAIL_URL", root.toString())
                  .browser(SandboxCommandTest::allow);
              posthorn.login("ann@example.com");
              Played.Result sent = posthorn.run("send", "--via", "api", "--eml", eml.toString());
              assertThat(sent.code()).as(sent.err()).isEqualTo(ExitCode.OK);
              String list = get(root.resolve("/?account=bob%40example.com"));
              String mail = list.replaceFirst("(?s).* href=\"(/mail/[0-9a-f]+)\".*", "$1");
              return get(root.resolve(mail + "/raw"));
            },
            options.toArray(String[]::new));

    assertThat(raw).contains("Delivered-To: bob@example.com").contains("Content-Type: " + type);
  }

  /** Gives the consent as a person does, on a thread of its own. */
  private static boolean allow(URI page) {
    Thread person =
        new Thread(
            () -> {
              String form = get(page);
              Matcher scope = Pattern.compile("name=\"scope\" value=\"([^\"]+)\"").matcher(form);
              String ticket = form.replaceFirst("(?s).*name=\"ticket\" value=\"([^\"]+)\".*", "$1");
              String answer = "decision=allow&account=ann%40example.com&ticket=" + ticket;
              while (scope.find()) {
                answer += "&scope=" + URLEncoder.encode(scope.group(1), UTF_8);
              }
              read(
                  HttpRequest.newBuilder(page.resolve("/o/oauth2/v2/auth"))
                      .header("Content-Type", "application/x-www-form-urlencoded")
                      .POST(HttpRequest.BodyPublishers.ofString(answer))
                      .build());
            });
    person.setDaemon(true);
    person.start();
    return true;
  }

  private static String get(URI page) {
    return read(HttpRequest.newBuilder(page).build());
  }

  private static String read(HttpRequest request) {
    HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFactThatThereIsNotIsAnsweredByThoseThatThereAre() {
    Played.Result result = posthorn.run("sandbox", "--other", "7bit-wrapped,7bit");

    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("no fact \"7bit\"", "quoted-printable-whole");
  }

  @Test
  void everyFactIsInTheDocuments() throws IOException {
    String document = Files.readString(Path.of("docs/sandbox.md"));

    for (GmailFact fact : GmailFact.values()) {
      assertThat(document).contains("\n| `" + fact.id() + "` | ");
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
    try (Sandbox sandbox = Sandbox.plain().smtp(true).start()) {
      Files.writeString(folder.resolve("sandbox-ca.pem"), "old");

      Path file = SandboxHome.trust(folder, sandbox);

      assertThat(file).hasContent(sandbox.caPem()).hasFileName("sandbox-ca.pem");
      assertThat(sandbox.caPem()).startsWith("-----BEGIN CERTIFICATE-----\n");
    }
  }
}
