package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.posthorn.cli.Played.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job, command by command, against the sandbox. */
class CommandsTest {
  private static final String ANN = "ann@example.com";

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

  @Test
  void loginPrintsTheAccountOnStdoutAndTheAddressOnALineOfItsOwnOnStderr() {
    Result result = posthorn.run("login", "--account", ANN);
    assertThat(result.code()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).isEqualTo(ANN + "\n");
    assertThat(result.err().lines())
        .anyMatch(line -> line.startsWith(posthorn.google.root() + "o/"));
  }

  @Test
  void aLaterLoginAsksForTheUnionWithWhatIsStored() {
    posthorn.login(ANN);
    Result result = posthorn.run("login", "--account", ANN, "--scopes", "readonly", "--json");
    assertThat(result.json().getAsJsonArray("scopes").toString())
        .contains("gmail.send", "gmail.labels", "gmail.readonly");
  }

  @Test
  void scopesOnTheCommandLineReplaceTheDefault() {
    Result result = posthorn.run("login", "--account", ANN, "--scopes", "labels", "--json");
    assertThat(result.json().getAsJsonArray("scopes").toString())
        .contains("gmail.labels")
        .doesNotContain("gmail.send");
  }

  @Test
  void aFlagIsNotTakenBackByItsOwnDefault() throws Exception {
    Files.writeString(home.resolve("posthorn.properties"), "json=true\nquiet=true\n");
    assertThat(posthorn.run("status", "--json", "-q").out()).startsWith("{");
    assertThat(posthorn.run("status").out()).startsWith("{");
  }

  @Test
  void aFlagMayStandOnBothSidesOfTheCommand() {
    assertThat(posthorn.run("--json", "status", "--json").out()).startsWith("{");
    assertThat(posthorn.run("--help", "status", "--help").out()).startsWith("Usage: ");
  }

  @Test
  void sendPrintsTheMessageIdAndTheMessageArrives() {
    posthorn.login(ANN);
    Result result =
        posthorn.runWithInput("Grüße\n", "send", "--to", "Bob <bob@example.com>", "--subject", "✉");
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).matches("[0-9a-f]{16}\n");
    assertThat(posthorn.google.messages()).isNotEmpty();
  }

  @Test
  void verboseNamesTheHomeOnceAndTheWay() {
    posthorn.login(ANN);
    String said = posthorn.run("send", "-v", "--to", "b@example.com", "--text", "x").err();
    assertThat(said).containsOnlyOnce("posthorn: home: ").contains(" bytes, by the API");
  }

  @Test
  void anAccountMayBeNamedAsInALetter() {
    posthorn.login(ANN);
    Result result = posthorn.run("labels", "--json", "--account", "Ann Lee <" + ANN + ">");
    assertThat(result.json().get("account").getAsString()).isEqualTo(ANN);
    assertThat(posthorn.run("labels", "--account", "ann").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void sendAnswersJson() {
    posthorn.login(ANN);
    JsonObject answer =
        posthorn.run("send", "--json", "--to", "bob@example.com", "--text", "Hi").json();
    assertThat(answer.keySet()).containsExactly("id", "threadId", "labelIds", "account", "via");
    assertThat(answer.get("account").getAsString()).isEqualTo(ANN);
    assertThat(answer.get("via").getAsString()).isEqualTo("api");
    assertThat(answer.getAsJsonArray("labelIds").toString()).contains("SENT");
  }

  @Test
  void globalOptionsWorkBeforeAndAfterTheCommand() {
    posthorn.login(ANN);
    assertThat(posthorn.run("--json", "labels").json().get("account").getAsString()).isEqualTo(ANN);
    assertThat(posthorn.run("labels", "--json").json().get("account").getAsString()).isEqualTo(ANN);
  }

  @Test
  void labelsListsSystemLabelsFirstAndUnicodeAsItIs() {
    posthorn.login(ANN);
    Result result = posthorn.run("labels");
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out().lines().map(line -> line.split("\t", -1)[1]).toList())
        .isSortedAccordingTo((a, b) -> a.compareTo(b));
    assertThat(result.out()).contains("INBOX\tsystem\tINBOX").contains("Übersicht");
  }

  @Test
  void statusWorksWithoutNetwork() throws Exception {
    posthorn.login(ANN);
    posthorn.google.close();
    Result result = posthorn.run("status", "--json");
    JsonObject account = result.json().getAsJsonArray("accounts").get(0).getAsJsonObject();
    assertThat(account.get("email").getAsString()).isEqualTo(ANN);
    assertThat(account.get("valid").getAsBoolean()).isTrue();
    assertThat(account.get("canSend").getAsBoolean()).isTrue();
    assertThat(account.get("refreshToken").getAsBoolean()).isTrue();
    assertThat(posthorn.run("status", "--check").code()).isEqualTo(ExitCode.TEMPORARY);
  }

  @Test
  void statusCheckAsksGoogle() {
    posthorn.login(ANN);
    Result result = posthorn.run("status", "--check");
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).contains("check");
  }

  @Test
  void tokenPrintsOnlyTheTokenAndRefreshMakesANewOne() {
    posthorn.login(ANN);
    String token = posthorn.run("token").out();
    assertThat(token).hasLineCount(1);
    assertThat(posthorn.run("token").out()).isEqualTo(token);
    assertThat(posthorn.run("token", "--refresh").out()).isNotEqualTo(token);
  }

  @Test
  void anExportCanBeImportedElsewhereAndIsReadableByItsOwnerAlone(@TempDir Path other)
      throws Exception {
    posthorn.login(ANN);
    Path file = other.resolve("ann.json");
    assertThat(posthorn.run("token", "--export", file.toString()).code()).isEqualTo(ExitCode.OK);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    assertThat(json.keySet())
        .contains("type", "token", "refresh_token", "token_uri", "client_id", "client_secret");

    Path second = Files.createDirectory(other.resolve("home"));
    Result imported =
        posthorn.run(
            "login", "--home", second.toString(), "--import", file.toString(), "--account", ANN);
    assertThat(imported.code()).as(imported.err()).isEqualTo(ExitCode.OK);
    Result labels = posthorn.run("labels", "--home", second.toString());
    assertThat(labels.code()).as(labels.err()).isEqualTo(ExitCode.OK);
  }

  @Test
  void logoutRevokesAndForgets() {
    posthorn.login(ANN);
    String token = posthorn.run("token").out().strip();
    Result result = posthorn.run("logout");
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.err()).contains("every machine").doesNotContain(token);
    assertThat(home.resolve("tokens/ann@example.com.json")).doesNotExist();
    assertThat(posthorn.run("labels").code()).isEqualTo(ExitCode.NO_PERMISSION);
  }

  @Test
  void logoutThatCannotRevokeStillForgetsAndSaysSo() throws Exception {
    posthorn.login(ANN);
    posthorn.google.close();
    Result result = posthorn.run("logout", "--json");
    assertThat(result.code()).isEqualTo(ExitCode.TEMPORARY);
    assertThat(result.json().get("revoked").getAsBoolean()).isFalse();
    assertThat(result.err()).contains("revoking failed");
    assertThat(home.resolve("tokens/ann@example.com.json")).doesNotExist();
  }

  @Test
  void dryRunPrintsTheMessageAndNeedsNoConsent() {
    Result result =
        posthorn.run(
            "send", "--to", "bob@example.com", "--subject", "Hi", "--text", "x", "--dry-run");
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).contains("To: bob@example.com\r\n").contains("\r\n\r\nx");
    assertThat(result.out()).doesNotContain("From:");
    assertThat(posthorn.google.messages()).isEmpty();
  }

  @Test
  void dryRunKnowsTheOnlyAccount() {
    posthorn.login(ANN);
    assertThat(posthorn.run("send", "--to", "b@example.com", "--text", "x", "--dry-run").out())
        .contains("From: " + ANN);
  }

  @Test
  void standardInputCanBeAnAttachment() {
    Result result =
        posthorn.runWithInput(
            "payload",
            "send",
            "--to",
            "b@example.com",
            "--text",
            "x",
            "--attach",
            "-",
            "--dry-run");
    assertThat(result.out()).contains("cGF5bG9hZA==");
  }

  @Test
  void anArgumentThatBeginsWithAtIsTextAndNoFile() {
    Result result =
        posthorn.run("send", "--to", "b@example.com", "--text", "@/etc/passwd", "--dry-run");
    assertThat(result.out()).contains("@/etc/passwd").doesNotContain("root:");
  }

  @Test
  void theDemoAnswersOneJsonDocument() {
    JsonObject demo = posthorn.run("demo", "--json").json();
    assertThat(demo.getAsJsonArray("steps")).hasSize(4);
    assertThat(demo.getAsJsonArray("steps").toString())
        .contains("\"labels\":[", "\"via\":\"api\"")
        .doesNotContain("\"error\"");
  }

  @Test
  void theDemoSaysWhatItDoesAndAsksNobodyForAnything() {
    Result demo = posthorn.run("demo");
    assertThat(demo.err())
        .contains("the demo gives it by itself")
        .doesNotContain("open this address");
    assertThat(new DemoCommand.OfPerson(page -> true).invitation())
        .contains("now it is you who consents");
  }

  @Test
  void aCommandThatIsNoneIsNamed() {
    Result result = posthorn.run("sned", "--to", "bob@example.com");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("There is no command 'sned'. Run: posthorn --help");
    assertThat(posthorn.run("outbox", "frob").err())
        .contains("There is no command 'frob'", "posthorn outbox --help");
  }
}
