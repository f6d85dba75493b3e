package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.posthorn.cli.Played.Result;
import dev.posthorn.sandbox.Fault;
import dev.posthorn.sandbox.FaultPlan;
import dev.posthorn.sandbox.FaultRule;
import dev.posthorn.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The outbox by SMTP, and what is done about a message that was perhaps sent. */
class SettleTest {
  private static final String ANN = "ann@example.com";
  private static final String BOB = "bob@example.com";

  @TempDir Path home;
  private Played posthorn;

  @BeforeEach
  void playGoogle() throws Exception {
    posthorn = Played.in(home, Sandbox.asGmail().smtp(true).accounts(List.of(ANN, BOB)));
    Path ca = Files.writeString(home.resolve("ca.pem"), posthorn.google.caPem());
    posthorn
        .with("POSTHORN_CA_FILE", ca.toString())
        .with("POSTHORN_SMTP", posthorn.google.smtps().toString());
  }

  @AfterEach
  void stop() {
    posthorn.close();
  }

  private void login(String scopes) {
    Result result = posthorn.run("login", "--account", ANN, "--scopes", scopes);
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
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

  /** A message that arrived although nobody here heard so. */
  private String unknown() {
    String id = queue("--via", "smtp");
    posthorn.google.faults(FaultPlan.of(FaultRule.after("smtp.data", Fault.RESET)));
    Result run = outbox(ExitCode.UNKNOWN, "run");
    assertThat(run.err())
        .contains(id + " to " + BOB + " was perhaps sent: ", "posthorn outbox settle " + id)
        .contains("1 unknown");
    assertThat(arrived()).isEqualTo(1);
    return id;
  }

  private long arrived() {
    return posthorn.google.messages().stream()
        .filter(mail -> mail.account().equals(BOB) && mail.labelIds().contains("INBOX"))
        .count();
  }

  @Test
  void aMessageGoesBySmtpWhenThatIsAskedFor() {
    login("smtp");
    String id = queue("--via", "smtp");
    outbox(ExitCode.OK, "run");
    JsonObject entry = outbox(ExitCode.OK, "show", id, "--json").json();
    assertThat(entry.getAsJsonObject("receipt").get("via").getAsString()).isEqualTo("smtp");
    assertThat(posthorn.inbox(BOB)).contains("X-Posthorn-Id: " + id);
  }

  @Test
  void aPasswordNeedsNoConsentAndItsCommandKnowsWhose() {
    queue();
    String password = posthorn.google.appPasswords().get(ANN);
    String command = "sh -c 'test $POSTHORN_ACCOUNT = " + ANN + " && echo " + password + "'";
    outbox(ExitCode.OK, "run", "--password-command", command);
    assertThat(arrived()).isEqualTo(1);
  }

  @Test
  void aPasswordCommandThatFailsPausesTheAccountUntilItIsResumed() {
    queue();
    assertThat(outbox(ExitCode.TEMPORARY, "run", "--password-command", "false").err())
        .contains(ANN + " is paused: ", "exit status 1", "posthorn outbox resume --account " + ANN);
    outbox(ExitCode.OK, "resume");
    String password = posthorn.google.appPasswords().get(ANN);
    outbox(ExitCode.OK, "run", "--password-command", "echo '" + password + "'");
    assertThat(arrived()).isEqualTo(1);
  }

  @Test
  void anUnknownMessageIsNeverSentAgainByItself() {
    login("smtp");
    String id = unknown();
    outbox(ExitCode.UNKNOWN, "run");
    outbox(ExitCode.DATA, "retry", id);
    outbox(ExitCode.DATA, "cancel", id);
    assertThat(outbox(ExitCode.OK, "purge", "--older-than", "0s").out())
        .isEqualTo("0 messages forgotten\n");
    assertThat(arrived()).isEqualTo(1);
  }

  @Test
  void itIsFoundInTheSentFolderAndSettled() {
    login("smtp");
    String id = unknown();
    Result settled = outbox(ExitCode.OK, "settle", id.substring(0, 8));
    assertThat(settled.err()).contains("it is in the Sent folder, as ");
    assertThat(settled.out()).containsPattern("state +sent").containsPattern("receipt +[0-9a-f]+");
    outbox(ExitCode.OK, "run");
    assertThat(arrived()).isEqualTo(1);
  }

  @Test
  void withoutTheScopeAPersonLooksAndDecides() {
    login("smtp");
    String id = unknown();
    posthorn.run("logout", "--keep-grant");
    login("send");
    Result shown = outbox(ExitCode.UNKNOWN, "settle", id);
    assertThat(shown.out()).containsPattern("state +unknown");
    assertThat(shown.err())
        .contains("--scopes send,labels,metadata", "\"Hi\"", "--sent, or --resend");
    outbox(ExitCode.USAGE, "settle", id, "--sent", "--resend");
    assertThat(outbox(ExitCode.OK, "settle", id, "--sent").out()).isEqualTo(id + "\tsent\n");
    outbox(ExitCode.DATA, "settle", id, "--resend");
    assertThat(outbox(ExitCode.OK, "show", id).out()).contains("settled by hand by person");
  }

  @Test
  void aPersonMayHaveItSentAgain() {
    login("smtp");
    String id = unknown();
    assertThat(outbox(ExitCode.OK, "settle", id, "--resend").out()).isEqualTo(id + "\taccepted\n");
    outbox(ExitCode.OK, "run");
    assertThat(arrived()).isEqualTo(2);
  }
}
