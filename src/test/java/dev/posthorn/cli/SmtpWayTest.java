package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.posthorn.cli.Played.Result;
import dev.posthorn.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sending by SMTP: when it is chosen, and with whose password. */
class SmtpWayTest {
  private static final String ANN = "ann@example.com";
  private static final String BOB = "bob@example.com";
  private static final String CARLA = "carla@example.com";

  @TempDir Path home;
  private Played posthorn;

  @BeforeEach
  void playGoogle() throws Exception {
    posthorn = Played.in(home, Sandbox.asGmail().smtp(true).accounts(List.of(ANN, BOB, CARLA)));
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

  private Result send(String... arguments) {
    String[] all = new String[arguments.length + 6];
    System.arraycopy(new String[] {"send", "--json", "--to", BOB, "--text", "x"}, 0, all, 0, 6);
    System.arraycopy(arguments, 0, all, 6, arguments.length);
    return posthorn.run(all);
  }

  private static JsonObject taken(Result result) {
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    return result.json();
  }

  @Test
  void theApiIsPreferredAndSmtpIsTakenWhenAsked() {
    login("smtp");
    assertThat(taken(send()).get("via").getAsString()).isEqualTo("api");
    JsonObject receipt = taken(send("--via", "smtp"));
    assertThat(receipt.get("via").getAsString()).isEqualTo("smtp");
    assertThat(posthorn.inbox(BOB)).contains("<" + receipt.get("id").getAsString() + ">");
  }

  @Test
  void startTlsServesToo() {
    login("smtp");
    taken(send("--via", "smtp", "--smtp", posthorn.google.smtp().toString()));
    assertThat(posthorn.inbox(BOB)).contains("To: bob@example.com");
  }

  @Test
  void aMessageThatNamesOthersThanItGoesToGoesBySmtp() {
    login("smtp");
    String bounced = "From: bob@example.com\nTo: dan@example.com\nSubject: Look\n\nHello.\n";
    Result result = posthorn.runWithInput(bounced, "sendmail", "--json", "-i", CARLA);
    assertThat(taken(result).get("via").getAsString()).isEqualTo("smtp");
    assertThat(posthorn.inbox(CARLA)).contains("To: dan@example.com");
    assertThat(posthorn.google.messages())
        .noneMatch(mail -> mail.account().equals(BOB) && mail.labelIds().contains("INBOX"));
  }

  @Test
  void aNameWithoutADomainStaysInTheHeadBySmtp() {
    login("smtp");
    Result result = posthorn.runWithInput("From: root\nTo: root\n\nx\n", "sendmail", "--json", BOB);
    assertThat(taken(result).get("via").getAsString()).isEqualTo("smtp");
    assertThat(posthorn.inbox(BOB)).contains("To: root\r\n");
    Result byApi = posthorn.runWithInput("To: root\n\nx\n", "sendmail", "--via", "api", BOB);
    assertThat(byApi.code()).isEqualTo(ExitCode.DATA);
    assertThat(byApi.err()).contains("root: bob@example.com");
  }

  @Test
  void aNameInTheHeadIsNoMatterOnceTheCommandLineMeansSmtp() throws Exception {
    login("send");
    String server = posthorn.google.smtps().toString();
    Result result = posthorn.runWithInput("To: root\n\nx\n", "sendmail", "--smtp", server, BOB);
    assertThat(result.code()).isEqualTo(ExitCode.NO_PERMISSION);
    assertThat(result.err()).contains("posthorn login --account " + ANN).doesNotContain("aliases");
  }

  @Test
  void withoutTheScopeTheLoginIsNamed() {
    login("send");
    Result result = send("--via", "smtp");
    assertThat(result.code()).isEqualTo(ExitCode.NO_PERMISSION);
    assertThat(result.err()).contains("posthorn login --account " + ANN, "smtp");
    assertThat(posthorn.google.messages()).isEmpty();
  }

  @Test
  void anAppPasswordNeedsNoConsent() {
    String command = "printf '%s\\n' " + "'" + posthorn.google.appPassword(ANN) + "'";
    JsonObject receipt = taken(send("--account", ANN, "--password-command", command));
    assertThat(receipt.get("via").getAsString()).isEqualTo("smtp");
    assertThat(receipt.get("account").getAsString()).isEqualTo(ANN);
    assertThat(posthorn.inbox(BOB)).contains("From: ann@example.com");
    Result mail =
        posthorn.runWithInput(
            "To: bob@example.com\n\nx\n",
            "sendmail",
            "-t",
            "-f",
            ANN,
            "--password-command",
            command);
    assertThat(mail.code()).as(mail.err()).isEqualTo(ExitCode.OK);
  }

  @Test
  void aWrongPasswordIsNeverShown() {
    Result result = send("--account", ANN, "--password-command", "echo wrong-word", "-v");
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.NO_PERMISSION);
    assertThat(result.out() + result.err()).doesNotContain("wrong-word");
    assertThat(send("--password-command", "echo x").code()).isEqualTo(ExitCode.USAGE);
    Result failed = send("--account", ANN, "--password-command", "false");
    assertThat(failed.code()).isEqualTo(ExitCode.CONFIGURATION);
  }

  private String password() {
    return "echo '" + posthorn.google.appPassword(ANN) + "'";
  }

  private Result mail(String... options) {
    String[] all = new String[options.length + 4];
    System.arraycopy(new String[] {"sendmail", "-v", "--account", ANN}, 0, all, 0, 4);
    System.arraycopy(options, 0, all, 4, options.length);
    return posthorn.runWithInput("From: x@example.org\nTo: " + BOB + "\n\nx\n", all);
  }

  /** It asks nobody either: nothing answers at this address, and the wait would be long. */
  @Test
  void whatGmailDoesToAnAuthorConcernsNoOtherServer() {
    login("smtp,settings");
    posthorn.with("POSTHORN_GMAIL_URL", "http://127.0.0.1:9");
    Result other =
        send("--from", "x@example.org", "--subject", "s", "--password-command", password());
    taken(other);
    assertThat(other.err()).isEmpty();
    String[] local = {"--no-login", "--smtp", "smtp://localhost:9"};
    assertThat(send("--from", "x@example.org", local[0], local[1], local[2]).err())
        .contains("localhost cannot be reached")
        .doesNotContain("replaces", "alias");
    assertThat(mail("-t", "--password-command", password()).err())
        .contains("by SMTP")
        .doesNotContain("replaces");
    assertThat(mail("-t", local[0], local[1], local[2]).err())
        .contains("by SMTP")
        .doesNotContain("replaces");
  }

  @Test
  void whatGmailDoesToAnAuthorItDoesBySmtpToo() {
    login("smtp,settings");
    assertThat(send("--via", "smtp", "--from", "x@example.org").err())
        .contains("x@example.org is no alias of " + ANN);
    assertThat(mail("-t", "--via", "smtp").err()).contains("x@example.org", "replaces");
  }

  /** The password command fails before anybody is called. */
  @Test
  void whatGmailDoesToAnAuthorNeedsNoConsent() {
    posthorn.with("POSTHORN_SMTP", "");
    String[] options = {"--account", ANN, "--password-command", "false"};
    Result failed = send(options[0], options[1], options[2], options[3], "--from", "x@example.org");
    assertThat(failed.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(failed.err()).contains("silently replaces From: x@example.org by " + ANN);
    assertThat(mail("-t", options[2], options[3]).err()).contains("silently replaces From: x@");
  }

  @Test
  void aThreadIsNoMatterOfAWholeMessageBySmtp() {
    login("smtp");
    String letter = "To: " + BOB + "\n\nx\n";
    String[] whole = {"send", "--eml", "-", "--thread", "1a204a9524187db6"};
    for (String smtp : new String[] {"--via=smtp", "--smtp=" + posthorn.google.smtps()}) {
      Result refused =
          posthorn.runWithInput(letter, whole[0], whole[1], whole[2], whole[3], whole[4], smtp);
      assertThat(refused.code()).as(refused.err()).isEqualTo(ExitCode.USAGE);
      assertThat(refused.err()).contains("--thread", smtp.substring(0, 5));
    }
    assertThat(posthorn.google.messages()).isEmpty();
  }

  /** When nobody meant SMTP, the message goes all the same. */
  @Test
  void aThreadThatHasNoEffectBySmtpIsWarnedOf() {
    login("smtp");
    String none = "posthorn: SMTP knows no Gmail threads; --thread has no effect there.\n";
    String[] told = {
      "--in-reply-to=<a@example.com>", "--references=<a@example.com>", "--subject=x"
    };
    String id = "1a204a9524187db6";
    Result letter = send("--via", "smtp", "--thread", id, told[0], told[1], told[2]);
    taken(letter);
    assertThat(letter.err()).isEqualTo(none);
    String eml =
        "Resent-From: " + ANN + "\nResent-To: " + BOB + "\nTo: dan@example.com\nSubject: s\n\nx\n";
    Result whole = posthorn.runWithInput(eml, "send", "--json", "--eml", "-", "--thread", id);
    assertThat(taken(whole).get("via").getAsString()).isEqualTo("smtp");
    assertThat(whole.err()).isEqualTo(none);
    eml = "To: " + BOB + "\n\nx\n";
    Result byApi = posthorn.runWithInput(eml, "send", "--eml", "-", "--thread", id);
    assertThat(byApi.err()).as("no such thread").contains("404").doesNotContain("SMTP");
  }

  /** The headers that it is read for make the thread in every mailbox. */
  @Test
  void aThreadThatIsReadHasItsEffectBySmtpToo() {
    login("smtp");
    String first = taken(send("--subject", "Plan")).get("threadId").getAsString();
    Result answer = send("--via", "smtp", "--thread", first);
    taken(answer);
    assertThat(answer.err()).isEmpty();
    assertThat(posthorn.inbox(BOB)).contains("In-Reply-To: <", "Subject: Re: Plan");
  }

  @Test
  void aServerOrAPasswordOnTheCommandLineMeansSmtp() {
    login("smtp");
    String server = posthorn.google.smtp().toString();
    assertThat(taken(send("--smtp", server)).get("via").getAsString()).isEqualTo("smtp");
    String command = "echo " + posthorn.google.appPassword(ANN);
    assertThat(
            taken(send("--password-command", "sh -c '" + command + "'")).get("via").getAsString())
        .isEqualTo("smtp");
    assertThat(taken(send("--via", "auto", "--smtp", server)).get("via").getAsString())
        .isEqualTo("api");
  }

  @Test
  void defaultsLeaveTheApiPreferred() throws Exception {
    login("send");
    Path defaults = home.resolve("posthorn.properties");
    Files.writeString(defaults, "password-command=false\n");
    assertThat(taken(send()).get("via").getAsString()).isEqualTo("api");
    posthorn.with("POSTHORN_SMTP", "");
    Files.writeString(defaults, "smtp=smtp://localhost:9\n");
    assertThat(taken(send()).get("via").getAsString()).isEqualTo("api");
    Files.writeString(defaults, "no-login=true\nsmtp=smtp://localhost:9\n");
    assertThat(taken(send("--via", "api")).get("via").getAsString()).isEqualTo("api");
  }

  @Test
  void aDryRunPrintsTheFormThatWouldGo() {
    login("send");
    assertThat(send("--bcc", CARLA, "--dry-run").out()).contains("Bcc: " + CARLA);
    assertThat(send("--bcc", CARLA, "--dry-run", "--via", "smtp").out())
        .contains(CARLA)
        .doesNotContain("Bcc: ");
  }

  @Test
  void aServerThatIsNoneOrNotTrustedGetsNothing() {
    login("smtp");
    Result none = send("--smtp", "foo://localhost");
    assertThat(none.code()).as(none.err()).isEqualTo(ExitCode.USAGE);
    posthorn.with("POSTHORN_CA_FILE", "");
    Result untrusted = send("--via", "smtp");
    assertThat(untrusted.code()).as(untrusted.err()).isNotEqualTo(ExitCode.OK);
    assertThat(posthorn.google.messages()).isEmpty();
    assertThat(send("--no-login", "--smtp", "smtp://mail.example:25").code())
        .isIn(ExitCode.USAGE, ExitCode.CONFIGURATION);
    posthorn.with("POSTHORN_SMTP", "foo://localhost");
    assertThat(send("--via", "smtp").code()).isEqualTo(ExitCode.CONFIGURATION);
  }

  @Test
  void statusSaysWhetherSmtpIsPossible() {
    login("send");
    assertThat(posthorn.run("status").out())
        .containsPattern(
            "smtp +no \\(posthorn login --account " + ANN + " --scopes send,labels,smtp");
    login("smtp");
    assertThat(posthorn.run("status").out()).containsPattern("smtp +yes");
    JsonObject account =
        posthorn.run("status", "--json").json().getAsJsonArray("accounts").get(0).getAsJsonObject();
    assertThat(account.get("canSendBySmtp").getAsBoolean()).isTrue();
  }
}
