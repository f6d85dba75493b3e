package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.posthorn.cli.Played.Result;
import dev.posthorn.sandbox.Fault;
import dev.posthorn.sandbox.FaultPlan;
import dev.posthorn.sandbox.FaultRule;
import dev.posthorn.sandbox.SandboxMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One letter for many, against the sandbox. */
class MergeCommandTest {
  private static final String ANN = "ann@example.com";
  private static final String LETTER = "Subject: Hello {{name}}\n\nDear {{name}}.\n";
  private static final String PEOPLE =
      "name,email\nBob,bob@example.com\n\"Lee, Cat\",Cat@example.com\n";

  @TempDir Path home;
  private Played posthorn;

  @BeforeEach
  void playGoogle() throws Exception {
    posthorn = Played.in(home);
    posthorn.login(ANN);
    write("letter.txt", LETTER);
    write("people.csv", PEOPLE);
  }

  @AfterEach
  void stop() {
    posthorn.close();
  }

  private void write(String name, String text) throws Exception {
    Files.writeString(home.resolve(name), text);
  }

  private Result merge(ExitCode expected, String... more) {
    List<String> words = new ArrayList<>(List.of("merge", home.resolve("letter.txt").toString()));
    words.addAll(List.of("--data", home.resolve("people.csv").toString()));
    words.addAll(List.of(more));
    Result result = posthorn.run(words.toArray(String[]::new));
    assertThat(result.code()).as(result.out() + result.err()).isEqualTo(expected);
    return result;
  }

  /** Whom the letters went to that left, sorted. */
  private List<String> arrived() {
    return sent().stream()
        .map(raw -> raw.replaceAll("(?s).*\r\nTo: (?:[^\r]*<)?([^>\r]*)>?\r\n.*", "$1"))
        .sorted()
        .toList();
  }

  private List<String> sent() {
    return posthorn.google.messages().stream()
        .filter(mail -> mail.account().equals(ANN) && mail.labelIds().contains("SENT"))
        .map(SandboxMessage::raw)
        .toList();
  }

  @Test
  void eachRowGetsItsLetterOnceHoweverOftenTheCommandRuns() {
    Result result = merge(ExitCode.OK);
    assertThat(result.out().lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("row,key,state,id,recipient,detail"),
            line ->
                assertThat(line)
                    .matches("1,bob@example.com,sent,[0-9a-f]{16},bob@example.com,[0-9a-f]{16}"),
            line ->
                assertThat(line)
                    .matches("2,cat@example.com,sent,[0-9a-f]{16},Cat@example.com,[0-9a-f]{16}"));
    assertThat(result.err()).contains("merge id letter-people-", "2 accepted.", "in all: 2 sent.");
    assertThat(posthorn.inbox("bob@example.com"))
        .contains("Subject: Hello Bob", "From: ann@example.com", "Dear Bob.");
    assertThat(merge(ExitCode.OK).err()).contains("0 accepted, 2 were accepted before.");
    assertThat(arrived()).containsExactly("Cat@example.com", "bob@example.com");
  }

  @Test
  void aTableWithoutRowsIsNoFailure() throws Exception {
    write("people.csv", "name,email\n");
    assertThat(merge(ExitCode.OK).err()).contains("no rows.");
    assertThat(merge(ExitCode.OK, "--dry-run").out())
        .isEqualTo("row,key,state,id,recipient,detail\n");
  }

  @Test
  void newRowsAloneAreSentByTheNextRun() throws Exception {
    merge(ExitCode.OK, "--limit", "1");
    write("people.csv", PEOPLE + "Dan,dan@example.com\n");
    merge(ExitCode.OK);
    assertThat(arrived()).containsExactly("Cat@example.com", "bob@example.com", "dan@example.com");
  }

  @Test
  void aColumnWithTwoAddressesIsNamed() throws Exception {
    write("people.csv", PEOPLE + "Eve,eve@example.com fay@example.com\n");
    assertThat(merge(ExitCode.DATA).out())
        .contains("is to hold one address and nothing else")
        .contains("eve@example.com fay@example.com");
    assertThat(arrived()).isEmpty();
  }

  @Test
  void noMoreGoInADayThanIsAllowed() throws Exception {
    Result result = merge(ExitCode.TEMPORARY, "--daily-messages", "1");
    assertThat(result.err()).contains("1 sent");
    assertThat(arrived()).hasSize(1);
    merge(ExitCode.OK);
    assertThat(arrived()).containsExactly("Cat@example.com", "bob@example.com");
  }

  @Test
  void allProblemsAreReportedAndNothingIsAccepted() throws Exception {
    write("people.csv", PEOPLE + "Eve,eve\nFay\nBob,BOB@example.com\n");
    for (String[] how :
        List.of(new String[0], new String[] {"--queue"}, new String[] {"--dry-run"})) {
      Result result = merge(ExitCode.DATA, how);
      assertThat(result.out().lines().filter(line -> line.contains(",problem,")))
          .satisfiesExactly(
              line -> assertThat(line).startsWith("3,,problem,,,").contains("Bad address"),
              line -> assertThat(line).startsWith("4,,problem,,,").contains("1 fields"),
              line -> assertThat(line).startsWith("5,,problem,,").contains("earlier row"));
      assertThat(result.err()).contains("3 of 5 rows with problems. Nothing was accepted");
    }
    assertThat(arrived()).isEmpty();
    assertThat(home.resolve("outbox.db")).doesNotExist();
  }

  @Test
  void aDryRunNamesEachRowAndAcceptsNothing() {
    Result result = merge(ExitCode.OK, "--dry-run");
    assertThat(result.out())
        .isEqualTo(
            """
            row,key,state,id,recipient,detail
            1,bob@example.com,ready,,bob@example.com,
            2,cat@example.com,ready,,Cat@example.com,
            """);
    assertThat(result.err())
        .isEqualTo(
            "posthorn: 2 rows checked, all can be sent. Nothing was accepted (--dry-run).\n");
    assertThat(home.resolve("outbox.db")).doesNotExist();
  }

  @Test
  void aPreviewPrintsTheFirstMessages() {
    Result one = merge(ExitCode.OK, "--preview", "1", "--subject", "Hi {{name}}");
    assertThat(one.out())
        .contains("Subject: Hi Bob\r\n", "From: ann@example.com\r\n", "Dear Bob.")
        .doesNotContain("Cat");
    JsonObject two = merge(ExitCode.OK, "--preview", "9", "--json").json();
    assertThat(two.getAsJsonArray("messages")).hasSize(2);
    assertThat(home.resolve("outbox.db")).doesNotExist();
  }

  @Test
  void whatIsQueuedIsSentByTheOutbox() {
    Result result = merge(ExitCode.OK, "--queue");
    assertThat(result.out()).contains(",accepted,").doesNotContain(",sent,");
    assertThat(arrived()).isEmpty();
    assertThat(posthorn.run("outbox", "run").err()).contains("2 sent");
    assertThat(merge(ExitCode.OK, "--queue").out()).contains(",sent,").doesNotContain("accepted");
    assertThat(arrived()).hasSize(2);
  }

  @Test
  void aKeyThatBelongsToAnotherLetterIsReportedAndTheOthersGoOn() throws Exception {
    merge(ExitCode.OK, "--limit", "1", "--merge-id", "m");
    write("letter.txt", LETTER.replace("Dear", "Dearest"));
    Result result = merge(ExitCode.DATA, "--merge-id", "m");
    assertThat(result.out())
        .containsPattern("1,bob@example.com,key-taken,,bob@example.com,.*accepted as [0-9a-f]{16}")
        .containsPattern("2,cat@example.com,sent,");
    assertThat(result.err()).contains("1 key-taken, 1 sent.");
    assertThat(arrived()).hasSize(2);
  }

  @Test
  void anEditedTemplateIsANewLetterForAll() throws Exception {
    merge(ExitCode.OK);
    write("letter.txt", LETTER + "\nPS: new.\n");
    merge(ExitCode.OK);
    assertThat(arrived()).hasSize(4);
  }

  @Test
  void resultsAreOneJsonDocumentWhereThatIsWanted() {
    for (String how : List.of("--json", "--format=json")) {
      JsonObject document = merge(ExitCode.OK, how, "--merge-id", "m").json();
      assertThat(document.keySet()).containsExactly("mergeId", "account", "rows", "counts");
      assertThat(document.get("mergeId").getAsString()).isEqualTo("m");
      assertThat(document.get("account").getAsString()).isEqualTo(ANN);
      assertThat(document.getAsJsonObject("counts").get("sent").getAsInt()).isEqualTo(2);
      JsonObject row = document.getAsJsonArray("rows").get(0).getAsJsonObject();
      assertThat(row.keySet()).containsExactly("row", "key", "state", "id", "recipient", "detail");
    }
  }

  @Test
  void aFailureAmidTheRowsIsWithinTheOneDocument() throws Exception {
    Files.write(
        home.resolve("people.csv"),
        (PEOPLE + "x,bad\nJos\u00e9,j@example.com\n").getBytes(ISO_8859_1));
    Result result = merge(ExitCode.DATA, "--json");
    assertThat(result.json().getAsJsonArray("rows")).hasSize(1);
    assertThat(result.json().getAsJsonObject("error").get("message").getAsString())
        .contains("line 5", "not UTF-8");
    assertThat(result.err()).contains("--encoding windows-1252");
    assertThat(merge(ExitCode.DATA).err()).contains("--encoding windows-1252");
    write("people.csv", "nome\nx\n");
    assertThat(merge(ExitCode.DATA, "--json").json().getAsJsonArray("rows")).hasSize(1);
  }

  @Test
  void theEncodingThatIsNamedIsRead() throws Exception {
    Files.write(
        home.resolve("people.csv"), "name,email\nJos\u00e9,j@example.com\n".getBytes(ISO_8859_1));
    merge(ExitCode.OK, "--encoding", "iso-8859-1");
    assertThat(posthorn.sent(ANN)).contains("Dear Jos=C3=A9");
    assertThat(merge(ExitCode.DATA, "--encoding", "x-no").err()).contains("x-no");
  }

  @Test
  void optionsMakeAWholeLetterOfABody() throws Exception {
    write("letter.txt", "Hi {{name}}");
    Files.createDirectory(home.resolve("bills"));
    Files.writeString(home.resolve("bills/Bob.txt"), "one");
    Files.writeString(home.resolve("bills/Lee, Cat.txt"), "two");
    merge(
        ExitCode.OK,
        "--to",
        "{{name}} <{{email}}>",
        "--subject",
        "For {{name}}",
        "--attach",
        home + "/bills/{{name}}.txt;name=Bill of {{name}}.txt",
        "--list-unsubscribe",
        "https://example.com/u?e={{email}}");
    String mail = sent().stream().filter(raw -> raw.contains("Cat")).findFirst().orElseThrow();
    assertThat(mail)
        .contains("To: \"Lee, Cat\" <Cat@example.com>")
        .contains("Subject: For Lee, Cat")
        .contains("filename=\"Bill of Lee, Cat.txt\"")
        .contains("List-Unsubscribe: <https://example.com/u?e=Cat%40example.com>");
  }

  @Test
  void refusedRowsAreToldAndTheOthersAreSent() {
    posthorn.google.faults(
        FaultPlan.of(
            FaultRule.before("upload.start", Fault.STATUS)
                .status(400, "invalidArgument")
                .times(1)));
    Result result = merge(ExitCode.DATA);
    assertThat(result.out()).contains(",refused,", ",sent,");
  }

  @Test
  void whatIsScheduledWaits() {
    Result result = merge(ExitCode.TEMPORARY, "--at", "+2h", "--expire", "1d");
    assertThat(result.out()).contains(",accepted,").doesNotContain(",sent,");
    assertThat(result.err()).contains("2 accepted.");
  }

  @Test
  void quotesAreNotDoubledInTheResults() throws Exception {
    write("people.csv", "name,email,email\nBob,bob@example.com,x\n");
    assertThat(merge(ExitCode.DATA).out())
        .contains("the header: two columns are named 'email'")
        .doesNotContain("\"\"");
    assertThat(merge(ExitCode.DATA, "--json").out()).contains("\\\"email\\\"");
    write("people.csv", "name,email\nBob,\"b \"\"o\"\" b\"\n");
    assertThat(merge(ExitCode.DATA).out())
        .contains("the column 'email' is to hold one address and nothing else, but holds 'b 'o' b'")
        .doesNotContain("''");
    write("letter.txt", "To: {{name}}@example.com\nSubject: s\n\nx");
    write("people.csv", "name\n\"a b\"\n");
    assertThat(merge(ExitCode.OK, "--dry-run").out()).contains("ready");
  }

  @Test
  void lettersWithoutTextAreWarnedOf() throws Exception {
    write("letter.txt", "Subject: Hello {{name}}\n\n");
    assertThat(merge(ExitCode.OK, "--dry-run").err()).contains("the letters have an empty body");
  }

  @Test
  void withoutConsentTheLettersWaitInThePausedAccount() {
    posthorn.run("logout", "--account", ANN);
    Result result = merge(ExitCode.TEMPORARY, "--account", ANN);
    assertThat(result.err()).contains("is paused", "posthorn login");
    assertThat(result.out()).contains("1,bob@example.com,");
  }

  @Test
  void wordsThatCannotBeMeantAreRefused() throws Exception {
    merge(ExitCode.USAGE, "--limit", "0");
    merge(ExitCode.USAGE, "--preview", "0");
    merge(ExitCode.USAGE, "--merge-id", "a/b");
    merge(ExitCode.USAGE, "--at", "soon");
    merge(ExitCode.USAGE, "--at", "2020-01-01T00:00Z", "--queue");
    merge(ExitCode.USAGE, "--at", "+2h", "--expire", "+1h");
    merge(ExitCode.USAGE, "--expire", "2020-01-01T00:00Z");
    assertThat(home.resolve("outbox.db")).doesNotExist();
    merge(ExitCode.USAGE, "--format", "xml");
    merge(ExitCode.USAGE, "--delivery", "raw");
    merge(ExitCode.USAGE, "--queue", "--no-login");
    merge(ExitCode.USAGE, "--queue", "--daily-messages", "9");
    merge(ExitCode.USAGE, "--daily-messages", "0");
    assertThat(posthorn.run("merge", "x.txt").code()).isEqualTo(ExitCode.USAGE);
    assertThat(posthorn.run("merge", "no.txt", "--data", "no.csv").code())
        .isEqualTo(ExitCode.NO_INPUT);
    write("letter.txt", "{{>other}}");
    assertThat(merge(ExitCode.DATA).err()).contains("would read another file");
  }

  @Test
  void aTerminalShowsHowFarItIs() {
    posthorn.watched();
    Result result = merge(ExitCode.OK);
    assertThat(result.err())
        .contains(
            "\rposthorn: checked 0", "\rposthorn: accepted 0 of 2", "\rposthorn: sent 0 of 2");
    assertThat(result.out().lines()).hasSize(3);
  }
}
