package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.posthorn.cli.Played.Result;
import dev.posthorn.sandbox.Fault;
import dev.posthorn.sandbox.FaultPlan;
import dev.posthorn.sandbox.FaultRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The outbox, command by command, against the sandbox. */
class OutboxCommandsTest {
  private static final String ANN = "ann@example.com";
  private static final String BOB = "bob@example.com";

  @TempDir Path home;
  private Played posthorn;

  @BeforeEach
  void playGoogle() throws Exception {
    posthorn = Played.in(home);
  }

  @AfterEach
  void stop() {
    posthorn.close();
  }

  private String queue(String... more) {
    List<String> words = new ArrayList<>(List.of("send", "--queue", "--account", ANN));
    words.addAll(List.of("--to", BOB, "--subject", "Hi", "--text", "Hello."));
    words.addAll(List.of(more));
    Result result = posthorn.run(words.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    return result.out().strip();
  }

  private Result outbox(ExitCode expected, String... words) {
    List<String> all = new ArrayList<>(List.of("outbox"));
    all.addAll(List.of(words));
    Result result = posthorn.run(all.toArray(String[]::new));
    assertThat(result.code()).as(result.out() + result.err()).isEqualTo(expected);
    return result;
  }

  private JsonObject entry(String id) {
    return outbox(ExitCode.OK, "show", id, "--json").json();
  }

  private String state(String id) {
    return entry(id).get("state").getAsString();
  }

  private long arrived() {
    return posthorn.google.messages().stream()
        .filter(mail -> mail.account().equals(BOB) && mail.labelIds().contains("INBOX"))
        .count();
  }

  private void faults(FaultRule... rules) {
    posthorn.google.faults(FaultPlan.of(rules));
  }

  @Test
  void whatIsQueuedIsSentOnceByARunAndThenNothingIsLeft() {
    posthorn.login(ANN);
    String id = queue();
    Result run = outbox(ExitCode.OK, "run");
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).isEqualTo("posthorn: 1 sent.\n");
    assertThat(outbox(ExitCode.OK, "run").err()).isEmpty();
    assertThat(outbox(ExitCode.OK, "run", "-v").err()).contains("posthorn: nothing is due\n");
    assertThat(posthorn.inbox(BOB)).contains("X-Posthorn-Id: " + id, "Hello.");
    JsonObject entry = entry(id);
    assertThat(entry.get("state").getAsString()).isEqualTo("sent");
    assertThat(entry.getAsJsonObject("receipt").get("via").getAsString()).isEqualTo("api");
    assertThat(outbox(ExitCode.OK, "run", "--json").json().get("sent").getAsInt()).isZero();
    assertThat(arrived()).isEqualTo(1);
  }

  @Test
  void verboseNamesWhatWasSent() {
    posthorn.login(ANN);
    String id = queue();
    assertThat(outbox(ExitCode.OK, "run", "-v").err()).contains(id + " to " + BOB + " was sent as");
    assertThat(outbox(ExitCode.OK, "show", id, "-v").err()).contains("outbox: ", "outbox.db");
  }

  @Test
  void withoutAnOutboxThereIsNothingToRunOrToList() {
    assertThat(outbox(ExitCode.OK, "list").out()).isEmpty();
    assertThat(outbox(ExitCode.OK, "list", "--json").out())
        .isEqualTo("{\"entries\":[],\"more\":false}\n");
    assertThat(outbox(ExitCode.OK, "run").err()).isEmpty();
    assertThat(outbox(ExitCode.OK, "run", "--json").json().get("waiting").getAsInt()).isZero();
    assertThat(outbox(ExitCode.OK, "purge").out()).isEqualTo("0 messages forgotten\n");
    assertThat(outbox(ExitCode.NO_INPUT, "show", "1234").err()).contains("no outbox yet");
    assertThat(home.resolve("outbox.db")).doesNotExist();
  }

  @Test
  void anUnknownIdIsAMissingInput() {
    queue();
    outbox(ExitCode.NO_INPUT, "show", "zz");
    outbox(ExitCode.NO_INPUT, "cancel", "0000000000000000");
  }

  @Test
  void theListIsFilteredAndSaysWhenThereIsMore() {
    String first = queue("--key", "a");
    String second = queue("--key", "b", "--cc", "carl@example.com");
    outbox(ExitCode.OK, "cancel", first);
    assertThat(outbox(ExitCode.OK, "list").out().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith(second + "\taccepted\t").contains(BOB + " +1\tHi"),
            line -> assertThat(line).startsWith(first + "\tcancelled\t"));
    assertThat(outbox(ExitCode.OK, "list", "--state", "sent,Cancelled").out()).startsWith(first);
    assertThat(outbox(ExitCode.OK, "list", "--key", "b").out()).startsWith(second);
    assertThat(outbox(ExitCode.OK, "list", "--account", "Carl@example.com").out()).isEmpty();
    assertThat(outbox(ExitCode.OK, "list", "--account", "Ann@example.com").out()).hasLineCount(2);
    Result one = outbox(ExitCode.OK, "list", "--limit", "1");
    assertThat(one.out()).hasLineCount(1);
    assertThat(one.err()).contains("--limit 10");
    outbox(ExitCode.USAGE, "list", "--limit", "0");
    outbox(ExitCode.USAGE, "list", "--state", "lost");
  }

  @Test
  void theMessageIsShownAsItWasAccepted() {
    String id = queue("--bcc", "carl@example.com");
    assertThat(outbox(ExitCode.OK, "show", id.substring(0, 6), "--message").out())
        .contains("To: bob@example.com\r\n", "Bcc: carl@example.com\r\n", "\r\n\r\nHello.");
  }

  @Test
  void aCancelledMessageIsNotSentUntilItIsRetried() {
    posthorn.login(ANN);
    String id = queue();
    assertThat(outbox(ExitCode.OK, "cancel", id).out()).isEqualTo(id + "\tcancelled\n");
    outbox(ExitCode.DATA, "cancel", id);
    outbox(ExitCode.OK, "run");
    assertThat(arrived()).isZero();
    assertThat(outbox(ExitCode.OK, "retry", id).out()).isEqualTo(id + "\taccepted\n");
    outbox(ExitCode.OK, "run");
    assertThat(arrived()).isEqualTo(1);
    outbox(ExitCode.DATA, "retry", id);
  }

  @Test
  void whatIsDueLaterIsLeftForLater() {
    posthorn.login(ANN);
    queue("--at", "+1h");
    Result run = outbox(ExitCode.OK, "run", "--json");
    assertThat(run.json().get("scheduled").getAsInt()).isEqualTo(1);
    assertThat(run.json().get("waiting").getAsInt()).isZero();
    assertThat(outbox(ExitCode.OK, "run").err()).isEmpty();
    assertThat(outbox(ExitCode.OK, "run", "-v").err()).contains("; 1 to go later\n");
    outbox(ExitCode.OK, "pause", "--account", ANN);
    assertThat(outbox(ExitCode.OK, "run").err()).isEmpty();
    assertThat(arrived()).isZero();
  }

  @Test
  void aRunDoesNotWaitForTheNextDayOfAnAccountThatHasSentItsShare() {
    posthorn.login(ANN);
    queue();
    queue();
    Result run = outbox(ExitCode.TEMPORARY, "run", "--daily-messages", "1");
    assertThat(run.err()).contains(ANN + " waits until ", "posthorn: 1 sent, 1 left.\n");
    assertThat(arrived()).isEqualTo(1);
  }

  @Test
  void theLimitsOfOneRunDoNotHoldTheNext() {
    posthorn.login(ANN);
    queue();
    queue();
    outbox(ExitCode.TEMPORARY, "run", "--daily-messages", "1", "--max-wait", "1s");
    assertThat(outbox(ExitCode.OK, "run", "--max-wait", "1s").err())
        .isEqualTo("posthorn: 1 sent.\n");
  }

  @Test
  void whatWasCancelledKeepsItsTimeWhenItIsRetried() {
    String id = queue("--at", "2099-12-24T18:00Z");
    outbox(ExitCode.OK, "cancel", id);
    outbox(ExitCode.OK, "retry", id);
    assertThat(entry(id).get("dueAt").getAsString()).startsWith("2099-12-24T18:00");
  }

  @Test
  void eachRunSaysWhichAccountStandsStill() {
    posthorn.login(ANN);
    queue();
    outbox(ExitCode.OK, "pause", "--account", ANN);
    for (int i = 0; i < 2; i++) {
      assertThat(outbox(ExitCode.TEMPORARY, "run").err()).contains(ANN + " is paused");
    }
  }

  @Test
  void aRefusedMessageIsToldOfAndSentAfterAnEdit(@TempDir Path other) throws Exception {
    posthorn.login(ANN);
    faults(FaultRule.before("upload.start", Fault.STATUS).status(400, "invalidArgument"));
    Path bounces = other.resolve("bounces");
    Path piped = other.resolve("piped");
    String id = queue();
    Result run =
        outbox(
            ExitCode.OK,
            "run",
            "--bounce-file",
            bounces.toString(),
            "--bounce-command",
            "tee '" + piped + "'");
    assertThat(run.err()).contains("posthorn: " + id + " to " + BOB + " was not sent: ");
    assertThat(run.err()).endsWith("posthorn: 0 sent, 1 refused.\n");
    assertThat(Files.readString(bounces))
        .contains("The message " + id + " was not sent.", BOB, "Hi", "outbox retry " + id);
    assertThat(Files.readString(bounces)).isEqualTo(Files.readString(piped) + "\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(bounces)))
        .isEqualTo("rw-------");

    Path letter = other.resolve("letter.eml");
    String kept = outbox(ExitCode.OK, "show", id, "--message").out();
    Files.writeString(letter, kept.replace("Hello.", "Better."));
    outbox(ExitCode.OK, "retry", id, "--eml", letter.toString());
    outbox(ExitCode.OK, "run");
    assertThat(posthorn.inbox(BOB)).contains("X-Posthorn-Id: " + id, "Better.");
    assertThat(posthorn.inbox(BOB)).containsOnlyOnce("X-Posthorn-Id");
  }

  @Test
  void anEditedHeadDecidesAnewWhomItGoesTo(@TempDir Path other) throws Exception {
    posthorn.login(ANN);
    String id = queue("--cc", "nobody@example.com");
    outbox(ExitCode.OK, "cancel", id);
    Path letter = other.resolve("letter.eml");
    String kept = outbox(ExitCode.OK, "show", id, "--message").out();
    Files.writeString(letter, kept.replace("nobody@", "carl@"));
    outbox(ExitCode.OK, "retry", id, "--eml", letter.toString());
    assertThat(entry(id).getAsJsonArray("recipients").toString()).contains("carl@", BOB);
  }

  @Test
  void anEnvelopeOfItsOwnIsKeptByAnEdit(@TempDir Path other) throws Exception {
    String letter = "To: list@example.com\nSubject: Hi\n\nHello.\n";
    posthorn.runWithInput(letter, "sendmail", "--queue", "--account", ANN, BOB);
    String id = outbox(ExitCode.OK, "list").out().substring(0, 16);
    outbox(ExitCode.OK, "cancel", id);
    Path edited = Files.writeString(other.resolve("letter.eml"), letter.replace("Hi", "Ho"));
    outbox(ExitCode.OK, "retry", id, "--eml", edited.toString());
    assertThat(entry(id).getAsJsonArray("recipients").toString()).isEqualTo("[\"" + BOB + "\"]");
    assertThat(outbox(ExitCode.OK, "show", id, "--message").out()).contains("Subject: Ho");
  }

  @Test
  void anAccountWithoutConsentPausesAndTheLoginResumesIt() {
    String id = queue();
    Result run = outbox(ExitCode.TEMPORARY, "run");
    assertThat(run.err())
        .contains(ANN + " is paused: ", "posthorn login --account " + ANN, "1 left (1 paused)");
    assertThat(run.err().lines().filter(line -> line.contains("is paused"))).hasSize(1);
    assertThat(posthorn.run("login", "--account", ANN).err())
        .contains("posthorn: the outbox goes on sending for " + ANN + ".");
    outbox(ExitCode.OK, "run");
    assertThat(state(id)).isEqualTo("sent");
  }

  @Test
  void aLoginEndsNoPauseOfAPersonAndMakesNoOutbox() {
    posthorn.login(ANN);
    assertThat(home.resolve("outbox.db")).doesNotExist();
    queue();
    Result paused = outbox(ExitCode.OK, "pause", "--account", ANN);
    assertThat(paused.out()).startsWith(ANN + "\tpaused: ").endsWith("\t1 message waits\n");
    posthorn.login(ANN);
    assertThat(outbox(ExitCode.TEMPORARY, "run", "--json").json().get("paused").getAsInt())
        .isEqualTo(1);
    assertThat(arrived()).isZero();
    Result resumed = outbox(ExitCode.OK, "resume", "--json");
    assertThat(resumed.json().getAsJsonArray("accounts").toString()).contains("\"pause\":null");
    outbox(ExitCode.OK, "run");
    assertThat(arrived()).isEqualTo(1);
  }

  @Test
  void purgeForgetsWhatEndedLongAgo() {
    posthorn.login(ANN);
    queue("--key", "k");
    outbox(ExitCode.OK, "run");
    assertThat(outbox(ExitCode.OK, "purge").out()).isEqualTo("0 messages forgotten\n");
    assertThat(outbox(ExitCode.OK, "purge", "--older-than", "0s", "--json").out())
        .isEqualTo("{\"purged\":1}\n");
    queue("--key", "k");
    outbox(ExitCode.OK, "run");
    assertThat(outbox(ExitCode.OK, "purge", "--older-than", "0s").out())
        .isEqualTo("1 message forgotten\n");
    assertThat(outbox(ExitCode.OK, "resume").out()).isEqualTo(ANN + "\tgoes\tno message waits\n");
    assertThat(outbox(ExitCode.OK, "list").out()).isEmpty();
    outbox(ExitCode.USAGE, "purge", "--older-than", "soon");
  }

  @Test
  void aDraftIsTheWayOfAnAccountThatConsentedToDrafts() {
    posthorn.run("login", "--account", ANN, "--scopes", "send,compose");
    String id = queue("--delivery", "draft");
    outbox(ExitCode.OK, "run");
    assertThat(entry(id).get("via").getAsString()).isEqualTo("draft");
    assertThat(arrived()).isEqualTo(1);
    assertThat(posthorn.google.messages()).noneMatch(mail -> mail.labelIds().contains("DRAFT"));
  }

  @Test
  void aDraftWithoutItsScopePausesTheAccountAndNamesTheLogin() {
    posthorn.login(ANN);
    queue("--delivery", "draft");
    assertThat(outbox(ExitCode.TEMPORARY, "run").err())
        .contains("--scopes send,labels,compose", "paused");
  }

  @Test
  void wrongSettingsOfARunAreRefusedBeforeItBegins() {
    queue();
    outbox(ExitCode.USAGE, "run", "--takeover", "1s");
    outbox(ExitCode.USAGE, "run", "--parallel", "11");
    outbox(ExitCode.USAGE, "run", "--daily-messages", "0");
    outbox(ExitCode.USAGE, "run", "--max-wait", "soon");
    outbox(ExitCode.USAGE, "run", "--bounce-command", "'mail");
    outbox(ExitCode.USAGE, "run", "--smtp", "ftp://localhost");
  }

  @Test
  void eachCommandHasHelpWithExamples() {
    for (String command : "list show run retry cancel settle purge pause resume".split(" ", -1)) {
      assertThat(outbox(ExitCode.OK, command, "--help").out())
          .startsWith("Usage: posthorn outbox " + command)
          .contains("\nExamples:\n", "  posthorn outbox ", "--outbox-url");
      assertThat(posthorn.run("help", "outbox", command).out()).contains("outbox " + command);
    }
    assertThat(outbox(ExitCode.OK, "--help").out()).contains("\nCommands:\n", "share/systemd");
    assertThat(outbox(ExitCode.USAGE).err()).contains("posthorn outbox --help");
  }

  @Test
  void theUnitsOfSystemdCallCommandsThatExist() throws Exception {
    Path folder = Path.of("src/main/dist/share/systemd");
    String program = "ExecStart=/opt/posthorn/bin/posthorn ";
    for (String unit : List.of("posthorn-outbox.service", "posthorn-outbox-once.service")) {
      List<String> lines = Files.readAllLines(folder.resolve(unit));
      String start = lines.stream().filter(line -> line.startsWith(program)).findFirst().get();
      String command = start.substring(program.length()) + " --help";
      assertThat(posthorn.run(command.split(" ", -1)).out())
          .startsWith("Usage: posthorn outbox run");
      assertThat(lines).contains("NoNewPrivileges=true", "ProtectSystem=strict");
    }
    assertThat(folder.resolve("posthorn-outbox-once.timer")).isRegularFile();
  }
}
