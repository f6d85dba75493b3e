package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.posthorn.cli.Played.Result;
import dev.posthorn.testing.Needs;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can go wrong, how the command says so, and with which exit code. */
class FailuresTest {
  private static final String ANN = "ann@example.com";
  private static final String BOB = "bob@example.com";

  @TempDir Path home;
  private Played posthorn;

  @BeforeEach
  void playGoogle() throws Exception {
    posthorn = Played.in(home);
  }

  @AfterEach
  void stop() throws Exception {
    posthorn.close();
  }

  private static void assertEnds(Result result, ExitCode code, String... words) {
    assertThat(result.code()).as(result.out() + result.err()).isEqualTo(code);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("posthorn: ").contains(words);
  }

  @Test
  void anUnknownOptionNamesTheHelp() {
    assertEnds(posthorn.run("send", "--nope"), ExitCode.USAGE, "--nope", "posthorn send --help");
  }

  @Test
  void noCommandNamesTheHelp() {
    assertEnds(posthorn.run(), ExitCode.USAGE, "posthorn --help");
  }

  @Test
  void withJsonAnErrorIsOneDocumentOnStdout() {
    JsonObject error = posthorn.run("send", "--json", "--nope").json().getAsJsonObject("error");
    assertThat(error.keySet()).containsExactly("kind", "sent", "message", "remedy");
    assertThat(error.get("kind").getAsString()).isEqualTo("usage");
    assertThat(error.get("sent").getAsString()).isEqualTo("no");
  }

  @Test
  void missingCredentialsSayWhereTheyWereLookedForAndHowToGetThem() throws Exception {
    Files.delete(home.resolve("credentials.json"));
    assertEnds(
        posthorn.run("login"),
        ExitCode.CONFIGURATION,
        home.resolve("credentials.json").toString(),
        "Desktop app");
  }

  @Test
  void credentialsThatAreNoJson() throws Exception {
    Files.writeString(home.resolve("credentials.json"), "{ nope");
    assertEnds(posthorn.run("login"), ExitCode.CONFIGURATION, "credentials.json");
  }

  @Test
  void credentialsOfAWebClient() throws Exception {
    Files.writeString(home.resolve("credentials.json"), "{\"web\":{\"client_id\":\"x\"}}");
    assertEnds(posthorn.run("login"), ExitCode.CONFIGURATION, "web client");
  }

  @Test
  void credentialsOfAServiceAccount() throws Exception {
    Files.writeString(home.resolve("credentials.json"), "{\"type\":\"service_account\"}");
    assertEnds(posthorn.run("login"), ExitCode.CONFIGURATION, "service account");
  }

  @Test
  void sendingWithoutConsentNamesTheLogin() {
    assertEnds(
        posthorn.run("send", "--to", BOB, "--text", "x"), ExitCode.NO_PERMISSION, "posthorn login");
  }

  @Test
  void anUnknownAccountNamesItsLogin() {
    posthorn.login(ANN);
    assertEnds(
        posthorn.run("labels", "--account", "carl@example.com"),
        ExitCode.NO_PERMISSION,
        "onsent for carl@example.com yet",
        "Run: posthorn login --account carl@example.com");
  }

  @Test
  void amongSeveralAccountsOneMustBeNamed() {
    posthorn.login(ANN).login(BOB);
    assertEnds(posthorn.run("labels"), ExitCode.USAGE, ANN, BOB, "--account");
  }

  @Test
  void noRecipientIsAMessageThatMustChange() {
    posthorn.login(ANN);
    assertEnds(posthorn.run("send", "--text", "x"), ExitCode.DATA, "recipient");
  }

  @Test
  void aBadAddressIsNamedAndExplained() {
    posthorn.login(ANN);
    assertEnds(
        posthorn.run("send", "--to", "bob@example.com, bob@@example.com", "--text", "x"),
        ExitCode.DATA,
        "bob@@example.com");
  }

  @Test
  void aLineBreakInAHeaderIsRefused() {
    posthorn.login(ANN);
    for (String hostile : new String[] {"a\r\nBcc: x@evil.example", "a\nb", "a\rb", "a\0b"}) {
      assertEnds(
          posthorn.run("send", "--to", BOB, "--text", "x", "--subject", hostile),
          ExitCode.DATA,
          "subject");
      assertEnds(
          posthorn.run("send", "--to", BOB, "--text", "x", "--header", "X-A: " + hostile),
          ExitCode.DATA,
          "X-A");
    }
    assertThat(posthorn.google.messages()).isEmpty();
  }

  @Test
  void aHeaderWithoutAColonIsAUsageError() {
    posthorn.login(ANN);
    assertEnds(
        posthorn.run("send", "--to", BOB, "--text", "x", "--header", "nope"),
        ExitCode.USAGE,
        "Name: value");
  }

  @Test
  void aMissingBodyFileIsNamed() {
    posthorn.login(ANN);
    assertEnds(
        posthorn.run("send", "--to", BOB, "--text-file", "/no/such.txt"),
        ExitCode.NO_INPUT,
        "/no/such.txt",
        "no such file");
  }

  @Test
  void aMissingAttachmentIsNamed() {
    posthorn.login(ANN);
    assertEnds(
        posthorn.run("send", "--to", BOB, "--text", "x", "--attach", "/no/such.pdf"),
        ExitCode.NO_INPUT,
        "/no/such.pdf");
  }

  @Test
  void aBodyThatIsNotUtf8IsRefusedWithTheCure() {
    posthorn.login(ANN);
    assertEnds(
        posthorn.runWithInput("Grüße".getBytes(ISO_8859_1), "send", "--to", BOB),
        ExitCode.DATA,
        "not UTF-8",
        "iconv");
  }

  @Test
  void standardInputCannotBeReadTwice() {
    posthorn.login(ANN);
    assertEnds(posthorn.run("send", "--to", BOB, "--attach", "-"), ExitCode.USAGE, "stdin");
    assertEnds(
        posthorn.run("send", "--to", BOB, "--text-file", "-", "--html-file", "-"),
        ExitCode.USAGE,
        "stdin");
  }

  @Test
  void textAndTextFileExcludeEachOther() {
    assertEnds(
        posthorn.run("send", "--to", BOB, "--text", "a", "--text-file", "b", "--dry-run"),
        ExitCode.USAGE,
        "--text-file");
  }

  @Test
  void aCredentialNeverGoesOverPlainHttpToAnotherMachine() {
    posthorn.login(ANN);
    assertEnds(
        posthorn.run("labels", "--gmail-url", "http://gmail.example/"),
        ExitCode.CONFIGURATION,
        "--gmail-url",
        "https");
  }

  @Test
  void aRefusedConnectionIsSurelyNotSent() throws Exception {
    posthorn.login(ANN);
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Result result =
        posthorn.run(
            "send",
            "--to",
            BOB,
            "--text",
            "x",
            "--gmail-url",
            "http://127.0.0.1:" + port,
            "--json");
    assertThat(result.code()).isEqualTo(ExitCode.TEMPORARY);
    assertThat(result.json().getAsJsonObject("error").get("sent").getAsString()).isEqualTo("no");
  }

  @Test
  void anAnswerLostAfterTheBodyIsUnknownAndAskedOnlyOnce() throws Exception {
    posthorn.login(ANN);
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      java.util.concurrent.atomic.AtomicInteger posts =
          new java.util.concurrent.atomic.AtomicInteger();
      Thread loser = new Thread(() -> loseAnswers(server, posts));
      loser.setDaemon(true);
      loser.start();
      String url = "http://127.0.0.1:" + server.getLocalPort();
      Result result =
          posthorn.run("send", "--to", BOB, "--text", "x", "--gmail-url", url, "--json");
      assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.UNKNOWN);
      assertThat(result.json().getAsJsonObject("error").get("sent").getAsString())
          .isEqualTo("unknown");
      assertThat(posts).hasValue(1);
    }
  }

  /** Takes each request whole and hangs up without an answer. */
  private static void loseAnswers(
      ServerSocket server, java.util.concurrent.atomic.AtomicInteger posts) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
          head.append((char) in.read());
        }
        String length = head.toString().replaceAll("(?is).*content-length: *([0-9]+).*", "$1");
        in.readNBytes(Integer.parseInt(length));
        posts.incrementAndGet();
      } catch (IOException e) {
        return;
      }
    }
  }

  @Test
  void aCorruptTokenFileIsMovedAsideAndNamed() throws Exception {
    posthorn.login(ANN);
    Path file = home.resolve("tokens/ann@example.com.json");
    Files.writeString(file, "{\"trunc");
    Result result = posthorn.run("labels", "--account", ANN);
    assertEnds(result, ExitCode.IO, "tokens", "posthorn login");
    try (var left = Files.list(home.resolve("tokens"))) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .anyMatch(name -> name.contains("corrupt"));
    }
  }

  @Test
  void aConsentThatTheServerEndedNamesTheReasonsAndTheLogin() throws Exception {
    posthorn.login(ANN);
    posthorn.close();
    Played other = Played.in(home);
    // The same account at a Google that knows nothing of the consent.
    Path file = home.resolve("tokens/ann@example.com.json");
    Files.writeString(
        file,
        Files.readString(file)
            .replace(
                "127.0.0.1:" + posthorn.google.root().getPort(),
                "127.0.0.1:" + other.google.root().getPort()));
    Result result = other.run("token", "--refresh");
    assertThat(result.code()).as(result.err()).isIn(ExitCode.NO_PERMISSION, ExitCode.CONFIGURATION);
    assertThat(result.err()).contains("posthorn login");
    assertThat(file).exists();
    other.close();
  }

  @Test
  void propertiesGiveDefaultsTheEnvironmentAndTheCommandLineWinOver() throws Exception {
    posthorn.login(ANN).login(BOB);
    Path file = home.resolve("posthorn.properties");
    Files.writeString(file, "account=ann@example.com\ngmail-url=http://127.0.0.1:9/\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(posthorn.run("labels", "--json").json().get("account").getAsString()).isEqualTo(ANN);
    assertThat(
            posthorn.run("labels", "--json", "--account", BOB).json().get("account").getAsString())
        .isEqualTo(BOB);
    posthorn.with("POSTHORN_GMAIL_URL", "");
    assertThat(posthorn.run("labels").code()).isEqualTo(ExitCode.TEMPORARY);
  }

  @Test
  void propertiesForOneCommandCountForItAlone() throws Exception {
    Files.writeString(home.resolve("posthorn.properties"), "posthorn.send.subject=By default\n");
    assertThat(posthorn.run("send", "--to", BOB, "--text", "x", "--dry-run").out())
        .contains("Subject: By default");
  }

  @Test
  void propertiesThatOthersMayWriteAreRefused() throws Exception {
    Path file = home.resolve("posthorn.properties");
    Files.writeString(file, "account=x@example.com\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
    assertEnds(posthorn.run("labels"), ExitCode.CONFIGURATION, "posthorn.properties", "chmod go-w");
  }

  @Test
  void propertiesThatBelongToSomebodyElseAreRefused() throws Exception {
    Needs.root();
    Path file = home.resolve("posthorn.properties");
    Files.writeString(file, "bcc=spy@example.com\n");
    Files.setAttribute(file, "unix:uid", 12_345);
    assertEnds(posthorn.run("labels"), ExitCode.CONFIGURATION, "posthorn.properties");
  }

  @Test
  void aBodyOnTheCommandLineWinsOverADefaultOfItsRival() throws Exception {
    Files.writeString(home.resolve("posthorn.properties"), "posthorn.send.text=By default\n");
    Path body = Files.writeString(home.resolve("body.txt"), "given");
    Result result = posthorn.run("send", "--to", BOB, "--text-file", body.toString(), "--dry-run");
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).contains("given").doesNotContain("By default");
  }

  @Test
  void theCommandThatABrokenTokenFileNamesMendsIt() throws Exception {
    for (String broken :
        new String[] {
          "{\"account\":\"ann@example.com\",\"refresh_token\":\"r\"}",
          "{\"account\":\"carl@example.com\",\"client_id\":\"c\"}",
          "{\"trunc"
        }) {
      posthorn.login(ANN);
      Files.writeString(home.resolve("tokens/ann@example.com.json"), broken);
      assertThat(posthorn.run("login", "--account", ANN).code()).isEqualTo(ExitCode.OK);
      assertThat(posthorn.run("labels").code()).isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void aTokenFileThatOthersMayReadIsSaidBeforeTheConsent() throws Exception {
    posthorn.login(ANN);
    Files.setPosixFilePermissions(
        home.resolve("tokens/ann@example.com.json"), PosixFilePermissions.fromString("rw-r--r--"));
    posthorn.browser(
        page -> {
          throw new AssertionError("nobody should have to consent");
        });
    assertEnds(posthorn.run("login", "--account", ANN), ExitCode.IO, "chmod 600");
  }

  @Test
  void oneBrokenTokenFileHidesNoOtherAccount() throws Exception {
    posthorn.login(ANN).login(BOB);
    Files.writeString(home.resolve("tokens/ann@example.com.json"), "{\"trunc");
    Result result = posthorn.run("status", "--json");
    assertThat(result.code()).isEqualTo(ExitCode.IO);
    assertThat(result.json().getAsJsonArray("accounts").toString())
        .contains("\"email\":\"bob@example.com\",\"file\"")
        .contains("\"email\":\"ann@example.com\",\"error\"");
  }

  @Test
  void withSeveralAccountsALoginAsksForWhatAllOfThemHad() {
    posthorn.login(ANN);
    posthorn.run("login", "--account", BOB, "--scopes", "readonly");
    StringBuilder asked = new StringBuilder();
    posthorn.browser(page -> asked.append(page).length() > 0);
    posthorn.run("login", "--timeout", "1s");
    assertThat(asked).contains("gmail.readonly");
  }

  @Test
  void aMissingImportIsAMissingInput() throws Exception {
    assertEnds(
        posthorn.run("login", "--import", "/no/such.json"), ExitCode.NO_INPUT, "/no/such.json");
    Path none = Files.writeString(home.resolve("none.json"), "{}");
    assertEnds(
        posthorn.run("login", "--account", ANN, "--import", none.toString()),
        ExitCode.NO_INPUT,
        "authorized_user");
  }

  @Test
  void anExportReplacesNoLink() throws Exception {
    posthorn.login(ANN);
    Path link = Files.createSymbolicLink(home.resolve("link"), home.resolve("elsewhere"));
    assertEnds(posthorn.run("token", "--export", link.toString()), ExitCode.CANNOT_CREATE, "link");
    assertThat(link).isSymbolicLink();
  }

  @Test
  void theSandboxReplacesNoLinkThatLeadsNowhere() throws Exception {
    Path other = Files.createDirectory(home.resolve("other"));
    Path link =
        Files.createSymbolicLink(other.resolve("credentials.json"), home.resolve("unmounted"));
    assertEnds(
        posthorn.run("sandbox", "--home", other.toString()), ExitCode.CANNOT_CREATE, "other");
    assertThat(link).isSymbolicLink();
  }

  @Test
  void aHostileLabelCannotCommandTheTerminal() {
    assertThat(Terminal.field("a\tb\nc\u001b[2Jd\u009bx\u2028"))
        .doesNotContain("\t", "\n", "\u001b", "\u009b", "\u2028");
  }

  @Test
  void consentThatNobodyGivesEndsAfterTheTimeout() {
    posthorn.browser(page -> true);
    assertEnds(posthorn.run("login", "--timeout", "1s"), ExitCode.TEMPORARY, "posthorn login");
  }

  @Test
  void aTimeoutThatIsNoneIsAUsageError() {
    assertEnds(posthorn.run("login", "--timeout", "soon"), ExitCode.USAGE, "soon");
  }

  @Test
  void anUnknownScopeNamesTheKnownOnes() {
    assertEnds(
        posthorn.run("login", "--scopes", "everything"), ExitCode.USAGE, "everything", "send");
  }

  @Test
  void consentByAnotherAccountIsRefusedAndNothingIsStored() throws Exception {
    // The sandbox's consent page gives the account that is named; so ask it for another one.
    posthorn.browser(
        page ->
            Played.consent(
                java.net.URI.create(
                    page.toString()
                        .replace("ann%40example.com", "bob@example.com")
                        .replace("ann@example.com", "bob@example.com"))));
    Result result = posthorn.run("login", "--account", ANN);
    assertEnds(result, ExitCode.NO_PERMISSION, ANN, BOB);
    assertThat(home.resolve("tokens/bob@example.com.json")).doesNotExist();
    assertThat(home.resolve("tokens/ann@example.com.json")).doesNotExist();
  }

  @Test
  void theSandboxNeverWritesOverForeignCredentials() throws Exception {
    Path file = home.resolve("credentials.json");
    Files.writeString(file, "{\"installed\":{\"project_id\":\"mine\"}}");
    assertEnds(
        posthorn.run("sandbox", "--home", home.toString()),
        ExitCode.CANNOT_CREATE,
        file.toString());
    assertThat(file).hasContent("{\"installed\":{\"project_id\":\"mine\"}}");
  }

  @Test
  void aPortInUseIsNamed() {
    int taken = posthorn.google.root().getPort();
    assertEnds(
        posthorn.run("sandbox", "--port", String.valueOf(taken)),
        ExitCode.CANNOT_CREATE,
        String.valueOf(taken));
  }

  @Test
  void everyExitCodeOfTheTableIsInTheHelp() {
    String help = posthorn.run("--help").out();
    for (ExitCode code : ExitCode.values()) {
      assertThat(help).contains(code.status() + "  ").contains(code.meaning());
    }
  }

  @Test
  void everyExitCodeOfTheTableIsInTheReadme() throws Exception {
    String readme = Files.readString(Path.of("README.md"));
    for (ExitCode code : ExitCode.values()) {
      assertThat(readme)
          .contains("| " + code.status() + " | `" + code.kind() + "` | " + code.meaning() + " |");
    }
  }

  @Test
  void everyCommandHasHelpWithExamples() {
    for (String command :
        new String[] {
          "login", "status", "token", "labels", "send", "sendmail", "logout", "sandbox", "demo"
        }) {
      Result result = posthorn.run(command, "--help");
      assertThat(result.code()).isEqualTo(ExitCode.OK);
      assertThat(result.out()).contains("Examples:", "posthorn " + command, "--home", "--json");
    }
  }
}
