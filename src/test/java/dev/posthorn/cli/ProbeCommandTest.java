package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.posthorn.cli.Played.Result;
import dev.posthorn.cli.probe.Letter;
import dev.posthorn.cli.probe.Letters;
import dev.posthorn.sandbox.FaultPlan;
import dev.posthorn.sandbox.GmailFact;
import dev.posthorn.sandbox.Sandbox;
import dev.posthorn.sandbox.SandboxBuilder;
import dev.posthorn.sandbox.SandboxMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The probe of Gmail, against a Gmail whose answers are known. */
class ProbeCommandTest {
  private static final String ANN = "ann@example.com";
  private static final String BOB = "bob@example.com";

  @TempDir Path home;
  @TempDir Path received;

  @Test
  void eachFactIsAsAssumedWhereGmailDoesAsAssumed() throws Exception {
    try (Played posthorn = played()) {
      Result result = probe(posthorn);
      assertThat(result.code()).as(result.toString()).isEqualTo(ExitCode.OK);
      assertThat(result.out().lines()).hasSize(GmailFact.values().length);
      assertThat(result.out().lines()).allMatch(row -> row.contains(" as assumed"));
      assertThat(result.err()).contains("subject:posthorn-probe-");
    }
  }

  @ParameterizedTest
  @EnumSource(GmailFact.class)
  void factWithTheOtherAnswerIsDifferentAndNoOtherIs(GmailFact other) throws Exception {
    try (Played posthorn = played(other)) {
      Result result = probe(posthorn, "--json");
      Map<String, String> verdicts = verdicts(result.json());
      assertThat(verdicts).hasSize(GmailFact.values().length);
      assertThat(verdicts.remove(other.id())).as(result.out()).isEqualTo("different");
      assertThat(verdicts.values()).as(result.out()).containsOnly("as assumed");
      assertThat(result.code()).isEqualTo(ExitCode.OK);
    }
  }

  @ParameterizedTest
  @EnumSource(GmailFact.class)
  void savedFilesTellTheSame(GmailFact other) throws Exception {
    try (Played posthorn = played(other)) {
      String id = sendOnly(posthorn);
      save(posthorn, BOB);
      Result result =
          posthorn.run("probe", "--id", id, "--received", received.toString(), "--json");
      Map<String, String> verdicts = verdicts(result.json());
      assertThat(verdicts.remove(other.id())).as(result.out()).isEqualTo("different");
      assertThat(verdicts.values()).as(result.out()).containsOnly("as assumed");
      assertThat(result.code()).isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void draftsAreGoneAfterwardsEvenWhereGmailKeepsThem() throws Exception {
    try (Played posthorn = played(GmailFact.DRAFT_SEND_ONCE)) {
      probe(posthorn);
      assertThat(posthorn.google.messages())
          .noneMatch(mail -> mail.labelIds().contains("DRAFT"))
          .filteredOn(mail -> mail.account().equals(BOB) && mail.raw().contains(" draft\r\n"))
          .isNotEmpty();
    }
  }

  @Test
  void draftWhoseSendingGotLostIsRemovedAndNotSentAgain() throws Exception {
    FaultPlan plan =
        FaultPlan.parse(
            "{\"rules\":[{\"call\":\"drafts.send\",\"when\":\"before\",\"fault\":\"reset\"}]}");
    try (Played posthorn = played(Sandbox.asGmail().faults(plan))) {
      Result result = probe(posthorn);
      assertThat(result.err()).contains("the message \"draft\" was perhaps sent");
      assertThat(result.out()).contains("draft-send-once         not to be told: ");
      assertThat(result.code()).isEqualTo(ExitCode.UNKNOWN);
      assertThat(posthorn.google.messages()).noneMatch(mail -> mail.labelIds().contains("DRAFT"));
    }
  }

  @Test
  void probeThatOnlySendsTellsOfAnAnswerThatGotLost() throws Exception {
    FaultPlan plan =
        FaultPlan.parse(
            "{\"rules\":[{\"call\":\"messages.send\",\"when\":\"after\",\"fault\":\"reset\"}]}");
    try (Played posthorn = played(Sandbox.asGmail().faults(plan))) {
      Result result = posthorn.run("probe", "--account", ANN, "--to", "Bob+x@example.com", "--yes");
      assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.UNKNOWN);
      assertThat(result.err()).contains("was perhaps sent", "posthorn: sent. ");
    }
  }

  @Test
  void accountThatCannotSendEndsTheProbeAtOnce() throws Exception {
    FaultPlan plan =
        FaultPlan.parse(
            "{\"rules\":[{\"call\":\"messages.send\",\"when\":\"before\",\"fault\":\"status\","
                + "\"status\":429,\"reason\":\"rateLimitExceeded\",\"skip\":2}]}");
    try (Played posthorn = played(Sandbox.asGmail().faults(plan))) {
      Result result = probe(posthorn);
      assertThat(result.code()).isEqualTo(ExitCode.TEMPORARY);
      assertThat(result.err()).contains("subject:posthorn-probe-").doesNotContain("left in Drafts");
      assertThat(posthorn.google.messages())
          .filteredOn(mail -> mail.account().equals(BOB))
          .hasSize(2);
    }
  }

  @Test
  void reportHoldsNoAddressAndNoToken() throws Exception {
    try (Played posthorn = played()) {
      Result result = probe(posthorn, "--json");
      JsonObject report = result.json();
      assertThat(report.keySet()).containsExactly("version", "date", "id", "google", "facts");
      assertThat(report.get("google").getAsBoolean()).isFalse();
      assertThat(result.out()).doesNotContain("@", "ya29", "ann", "bob");
    }
  }

  @Test
  void messagesGoOutAsTheyAreWritten() throws Exception {
    try (Played posthorn = played()) {
      sendOnly(posthorn);
      List<String> sent =
          posthorn.google.messages().stream()
              .filter(mail -> mail.account().equals(ANN) && mail.labelIds().contains("SENT"))
              .map(SandboxMessage::raw)
              .toList();
      assertThat(sent).hasSize(Letter.values().length);
      assertThat(sent)
          .filteredOn(mail -> mail.contains("Subject: posthorn-probe-"))
          .filteredOn(mail -> mail.contains(" 7bit; kept="))
          .singleElement()
          .asString()
          .contains("Content-Transfer-Encoding: 7bit")
          .containsPattern("\nThis line is long on purpose[^\r\n]{250,}\r\n");
    }
  }

  @Test
  void laterReadingByAnAccountTellsTheRest() throws Exception {
    try (Played posthorn = played()) {
      String id = sendOnly(posthorn);
      Result result = posthorn.run("probe", "--id", "posthorn-probe-" + id, "--read-account", BOB);
      assertThat(result.code()).as(result.toString()).isEqualTo(ExitCode.OK);
      assertThat(result.out().lines()).allMatch(row -> row.contains(" as assumed"));
      Path kept = home.resolve("probe-" + id + ".json");
      assertThat(Files.readString(kept)).contains("\"session\":200").doesNotContain("@");
    }
  }

  @Test
  void messagesThatHaveNotArrivedInTimeAre75AndCanBeReadLater() throws Exception {
    try (Played posthorn = played()) {
      String id = sendOnly(posthorn);
      Result result = posthorn.run("probe", "--id", id, "--received", received.toString());
      assertThat(result.code()).isEqualTo(ExitCode.TEMPORARY);
      assertThat(result.out()).contains("7bit-wrapped            not to be told: ");
      assertThat(result.err()).contains("posthorn probe --id " + id + " --received '");
      assertThat(home.resolve("probe-" + id + ".json")).exists();
    }
  }

  @Test
  void copiesOutOfTheSentFolderAreSuspected() throws Exception {
    try (Played posthorn = played()) {
      String id = sendOnly(posthorn);
      save(posthorn, ANN);
      assertThat(posthorn.run("probe", "--id", id, "--received", received.toString()).err())
          .contains("Were they saved in Sent?");
    }
  }

  @Test
  void sendingWhoseAnswerGotLostIsReportedAndNotRepeated() throws Exception {
    FaultPlan plan =
        FaultPlan.parse(
            "{\"rules\":[{\"call\":\"messages.send\",\"when\":\"after\",\"fault\":\"reset\"}]}");
    try (Played posthorn = played(Sandbox.asGmail().faults(plan))) {
      Result result = probe(posthorn);
      assertThat(result.err()).contains("the message \"plain\" was perhaps sent");
      assertThat(result.code()).as("it has arrived").isEqualTo(ExitCode.OK);
      assertThat(posthorn.google.messages())
          .filteredOn(mail -> mail.account().equals(BOB) && mail.raw().contains(" plain\r\n"))
          .hasSize(1);
    }
  }

  @Test
  void messageThatWasPerhapsSentAndHasNotArrivedIs79() throws Exception {
    FaultPlan plan =
        FaultPlan.parse(
            "{\"rules\":[{\"call\":\"messages.send\",\"when\":\"before\",\"fault\":\"reset\"}]}");
    try (Played posthorn = played(Sandbox.asGmail().faults(plan))) {
      Result result = probe(posthorn);
      assertThat(result.code()).isEqualTo(ExitCode.UNKNOWN);
      assertThat(result.out()).contains("date-replaced           not to be told: ");
    }
  }

  @Test
  void mailToOneselfIsRefused() throws Exception {
    try (Played posthorn = played()) {
      assertThat(Letters.areForOneMailbox("a.nn+x@gmail.com", "Ann@GoogleMail.com")).isTrue();
      assertThat(Letters.areForOneMailbox("a.nn@example.com", ANN)).isFalse();
      for (String same : List.of(ANN, "Ann@Example.com", "ann+probe@example.com")) {
        Result result = posthorn.run("probe", "--account", ANN, "--to", same, "--yes");
        assertThat(result.code()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("second mailbox");
      }
      assertThat(posthorn.google.messages()).isEmpty();
    }
  }

  @Test
  void itBeginsOnlyWhenItMay() throws Exception {
    try (Played posthorn = played()) {
      Result unasked = posthorn.run("probe", "--account", ANN, "--to", BOB);
      assertThat(unasked.code()).isEqualTo(ExitCode.USAGE);
      assertThat(unasked.err()).contains("--yes");
      for (String answer : new String[] {"n\n", "\n", "", "yess\n"}) {
        Result refused =
            posthorn.typed(answer, "probe", "--account", ANN, "--to", BOB, "--wait", "0s");
        assertThat(refused.code()).as(answer).isEqualTo(ExitCode.USAGE);
        assertThat(refused.err()).contains("16 small messages from " + ANN + " to " + BOB);
      }
      assertThat(posthorn.google.messages()).isEmpty();
      Result begun = posthorn.typed("y\n", "probe", "--account", ANN, "--to", BOB, "--wait", "0s");
      assertThat(begun.code()).as(begun.toString()).isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void narrowConsentNamesTheLogin() throws Exception {
    try (Played posthorn = Played.in(home).login(ANN)) {
      Result result = posthorn.run("probe", "--to", BOB, "--yes");
      assertThat(result.code()).isEqualTo(ExitCode.NO_PERMISSION);
      assertThat(result.err())
          .contains("Run: posthorn login --account " + ANN + " --scopes send,labels,compose");
      login(posthorn, ANN, "send,compose");
      posthorn.login(BOB);
      Result reader =
          posthorn.run("probe", "--account", ANN, "--to", BOB, "--read-account", BOB, "--yes");
      assertThat(reader.code()).isEqualTo(ExitCode.NO_PERMISSION);
      assertThat(reader.err())
          .contains("Run: posthorn login --account " + BOB + " --scopes send,labels,readonly");
      assertThat(posthorn.google.messages()).isEmpty();
    }
  }

  @Test
  void optionsThatContradictEachOtherAreRefused() throws Exception {
    try (Played posthorn = played()) {
      String dir = received.toString();
      for (String words :
          List.of(
              "probe",
              "probe --id 0123456789a",
              "probe --id x --received " + dir,
              "probe --id 0123456789a --to " + BOB,
              "probe --to " + BOB + " --received " + dir + " --read-account " + BOB)) {
        assertThat(posthorn.run(words.split(" ", -1)).code()).as(words).isEqualTo(ExitCode.USAGE);
      }
      Result none = posthorn.run("probe", "--id", "0123456789a", "--received", dir + "/none");
      assertThat(none.code()).isEqualTo(ExitCode.NO_INPUT);
    }
  }

  @Test
  void helpHidesItButHasIt() throws Exception {
    try (Played posthorn = Played.in(home)) {
      assertThat(posthorn.run("--help").out()).contains("sandbox").doesNotContain("probe");
      assertThat(posthorn.run("probe", "--help").out())
          .contains("--read-account", "mails " + Letter.values().length + " small messages");
      assertThat(posthorn.run("completion", "bash").out()).doesNotContain("probe");
    }
  }

  private Played played(GmailFact... other) throws IOException {
    return played(Sandbox.asGmail().withOther(other));
  }

  private Played played(SandboxBuilder google) throws IOException {
    Played posthorn = Played.in(home, google);
    login(posthorn, ANN, "send,compose");
    login(posthorn, BOB, "readonly");
    return posthorn;
  }

  private static void login(Played posthorn, String email, String scopes) {
    Result result = posthorn.run("login", "--account", email, "--scopes", scopes);
    assertThat(result.code()).as(result.toString()).isEqualTo(ExitCode.OK);
  }

  private static Result probe(Played posthorn, String... more) {
    String[] words = {"probe", "--account", ANN, "--to", BOB, "--yes", "--wait", "0s"};
    String[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return posthorn.run(all);
  }

  /** As somebody does whose second mailbox has no consent; answers the probe's id. */
  private static String sendOnly(Played posthorn) {
    Result result =
        posthorn.run("probe", "--account", ANN, "--to", "Bob+x@example.com", "--yes", "--json");
    assertThat(result.code()).as(result.toString()).isEqualTo(ExitCode.OK);
    return result.json().get("id").getAsString();
  }

  private void save(Played posthorn, String mailbox) throws IOException {
    int number = 0;
    for (SandboxMessage mail : posthorn.google.messages()) {
      if (mail.account().equals(mailbox)) {
        Path file = received.resolve("message " + number++ + ".eml");
        Files.writeString(file, mail.raw(), ISO_8859_1);
      }
    }
  }

  private static Map<String, String> verdicts(JsonObject report) {
    Map<String, String> verdicts = new LinkedHashMap<>();
    for (JsonElement fact : report.getAsJsonArray("facts")) {
      JsonObject one = fact.getAsJsonObject();
      verdicts.put(one.get("fact").getAsString(), one.get("verdict").getAsString());
    }
    return verdicts;
  }
}
