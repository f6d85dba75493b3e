package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.posthorn.cli.Played.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are handed to the outbox instead of being sent. */
class QueueTest {
  private static final String ANN = "ann@example.com";
  private static final String BOB = "bob@example.com";
  private static final String LETTER = "To: bob@example.com\nSubject: Hi\n\nHello.\n";

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

  private Result queue(String... more) {
    return run(List.of("send", "--queue", "--to", BOB, "--subject", "Hi", "--text", "x"), more);
  }

  private Result run(List<String> words, String... more) {
    return posthorn.run(
        Stream.concat(words.stream(), List.of(more).stream()).toArray(String[]::new));
  }

  @Test
  void aQueuedMessageIsAcceptedWithoutConsentAndNothingIsSent() {
    Result result = queue("--account", ANN);
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).matches("[0-9a-f]{16}\n");
    assertThat(result.err()).isEmpty();
    assertThat(posthorn.google.messages()).isEmpty();
    assertThat(posthorn.run("outbox", "list").out())
        .matches(result.out().strip() + "\taccepted\t" + ANN + "\t[-0-9T:+Z]+\t" + BOB + "\tHi\n");
  }

  @Test
  void withoutNetworkTheOnlyAccountIsKnown() {
    posthorn.login(ANN);
    posthorn.google.close();
    JsonObject answer = queue("--json").json();
    assertThat(answer.keySet()).containsExactly("id", "account", "state", "repeated");
    assertThat(answer.get("account").getAsString()).isEqualTo(ANN);
    assertThat(answer.get("state").getAsString()).isEqualTo("accepted");
    assertThat(answer.get("repeated").getAsBoolean()).isFalse();
  }

  @Test
  void whoSendsMustBeKnown() {
    Result nobody = queue();
    assertThat(nobody.code()).isEqualTo(ExitCode.USAGE);
    assertThat(nobody.err()).contains("--account", "posthorn login");
    posthorn.login(ANN).login(BOB);
    assertThat(queue().err()).contains(ANN, BOB, "--account");
    assertThat(home.resolve("outbox.db")).doesNotExist();
  }

  @Test
  void anAccountWhoseFileIsBrokenIsAcceptedForAllTheSame() throws Exception {
    posthorn.login(ANN);
    Files.writeString(home.resolve("tokens/ann@example.com.json"), "{ nope");
    assertThat(queue().code()).isEqualTo(ExitCode.OK);
  }

  @Test
  void aKeyCountsOnceAndBelongsToItsContent() {
    Result first = queue("--account", ANN, "--key", "k1");
    Result again = queue("--account", ANN, "--key", "k1");
    assertThat(again.code()).isEqualTo(ExitCode.OK);
    assertThat(again.out()).isEqualTo(first.out());
    assertThat(again.err())
        .isEqualTo(
            "posthorn: k1 was accepted before, as "
                + first.out().strip()
                + "; nothing was added.\n");
    Result other = queue("--account", ANN, "--key", "k1", "--cc", "eve@example.com");
    assertThat(other.code()).as(other.err()).isEqualTo(ExitCode.DATA);
    assertThat(posthorn.run("outbox", "list", "--key", "k1").out()).hasLineCount(1);
    assertThat(queue("--account", ANN, "--key", " ").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void sendmailHandsOverWithoutAWord() {
    Result result =
        posthorn.runWithInput(LETTER, "sendmail", "-t", "-i", "--queue", "--account", ANN);
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.out() + result.err()).isEmpty();
    assertThat(posthorn.run("outbox", "list").out()).contains(BOB + "\tHi");
  }

  @Test
  void aSettingMakesSendmailQueueAndTheCommandLineUndoesIt() throws Exception {
    posthorn.login(ANN);
    Files.writeString(home.resolve("posthorn.properties"), "posthorn.sendmail.queue=true\n");
    assertThat(posthorn.runWithInput(LETTER, "sendmail", "-t").code()).isEqualTo(ExitCode.OK);
    assertThat(posthorn.google.messages()).isEmpty();
    // The same as the default, and no toggle.
    posthorn.runWithInput(LETTER, "sendmail", "-t", "--queue");
    assertThat(posthorn.google.messages()).isEmpty();
    posthorn.runWithInput(LETTER, "sendmail", "-t", "--queue=false");
    assertThat(posthorn.google.messages()).isNotEmpty();
    assertThat(posthorn.run("outbox", "list").out()).hasLineCount(2);
  }

  @Test
  void timesAreShownWithTheEntry() {
    String id = queue("--account", ANN, "--at", "2099-01-02T09:00Z", "--expire", "2h").out();
    JsonObject entry = posthorn.run("outbox", "show", id.strip(), "--json").json();
    assertThat(entry.get("at").getAsString()).isEqualTo("2099-01-02T09:00:00Z");
    assertThat(entry.get("dueAt").getAsString()).isEqualTo("2099-01-02T09:00:00Z");
    assertThat(entry.get("expires").getAsString()).isEqualTo("2099-01-02T11:00:00Z");
  }

  @Test
  void aKeyThatWasAcceptedGetsItsIdHoweverLateItComesAgain() {
    String first = queue("--account", ANN, "--key", "k", "--at", "+1h", "--expire", "2h").out();
    for (String late :
        List.of(
            "--at 2020-01-01T00:00Z",
            "--expire 2020-01-01T00:00Z",
            "--at +2h --expire +1h",
            "--at 2020-01-01T00:00Z --expire 1d")) {
      Result again = queue(("--account " + ANN + " --key k " + late).split(" ", -1));
      assertThat(again.code()).as(again.err()).isEqualTo(ExitCode.OK);
      assertThat(again.out()).isEqualTo(first);
    }
    Result other = queue("--account", ANN, "--key", "k2", "--at", "2020-01-01T00:00Z");
    assertThat(other.code()).isEqualTo(ExitCode.USAGE);
    assertThat(other.err()).contains("--at '2020-01-01T00:00Z' is past");
    assertThat(queue("--account", ANN, "--key", "k", "--at", "soon").code())
        .isEqualTo(ExitCode.USAGE);
    assertThat(posthorn.run("outbox", "list").out()).hasLineCount(1);
  }

  @Test
  void sendmailRefusesATimeThatIsPast() {
    Result result =
        posthorn.runWithInput(
            LETTER, "sendmail", "-t", "--queue", "--account", ANN, "--at", "2020-01-01T00:00Z");
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.USAGE);
    assertThat(home.resolve("outbox.db")).doesNotExist();
  }

  @Test
  void whatTheWriterSaysDecidesWhatGoesFirst() {
    String urgent = queue("--account", ANN, "--priority", "high").out().strip();
    assertThat(posthorn.run("outbox", "show", urgent).out()).containsPattern("priority +high");
    posthorn.runWithInput(
        "Precedence: bulk\n" + LETTER, "sendmail", "-t", "--queue", "--account", ANN);
    assertThat(posthorn.run("outbox", "list", "--json").out()).contains("\"priority\":\"low\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--key k",
        "--at +1h",
        "--expire 1h",
        "--outbox-url jdbc:postgresql://h/d",
        "--queue --at nope",
        "--queue --expire -1h",
        "--queue --at +2h --expire +1h",
        "--queue --expire 2020-01-01T00:00Z",
        "--queue --at 2020-01-01T00:00Z",
        "--queue --at 2020-01-01T00:00Z --key k",
        "--queue --expire 2020-01-01T00:00Z --key k",
        "--queue --smtp smtp://localhost",
        "--queue --password-command x",
        "--queue --no-login",
        "--queue --chunk-size 256K",
        "--queue --delivery raw",
        "--queue --outbox-url jdbc:mysql://h/d",
        "--queue --outbox-url jdbc:postgresql://h/d?user=a&password=geheim",
        "--queue --outbox-url jdbc:postgresql://h/d?sslpass%77ord=geheim",
        "--queue --outbox-url jdbc:postgresql://a:geheim@h/d",
      })
  void whatCannotBeMeantIsRefusedBeforeAnythingIsRead(String options) {
    Result result =
        run(List.of("send", "--account", ANN, "--to", BOB, "--text", "x"), options.split(" ", -1));
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.USAGE);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).startsWith("posthorn: ").doesNotContain("geheim");
    assertThat(posthorn.google.messages()).isEmpty();
    assertThat(home.resolve("outbox.db")).doesNotExist();
  }

  @Test
  void whatTheOnlyOpenWayCannotSendIsRefusedAtOnce() {
    posthorn.login(ANN);
    Result result = posthorn.runWithInput(LETTER, "sendmail", "--queue", "--", "carl@example.com");
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.DATA);
    assertThat(result.err()).contains(BOB, "only SMTP can");
  }

  @Test
  void aPasswordOfTheDatabaseIsRefusedFromTheEnvironmentToo() {
    posthorn.with("POSTHORN_OUTBOX", "jdbc:postgresql://h/d?password=geheim");
    Result result = posthorn.run("outbox", "list");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("POSTHORN_OUTBOX", ".pgpass").doesNotContain("geheim");
  }
}
