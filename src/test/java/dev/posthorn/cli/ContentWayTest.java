package dev.posthorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.cli.Played.Result;
import dev.posthorn.sandbox.Fault;
import dev.posthorn.sandbox.FaultPlan;
import dev.posthorn.sandbox.FaultRule;
import dev.posthorn.sandbox.Sandbox;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Gmail's API would spoil goes by SMTP, where that can be had. */
class ContentWayTest {
  private static final String ANN = "ann@example.com";
  private static final String BOB = "bob@example.com";
  private static final String HEAD = "From: ann@example.com\nTo: bob@example.com\nSubject: s\n";
  private static final String LOGIN =
      "posthorn login --account ann@example.com --scopes send,labels,smtp";

  private static final String[] DRY = {"send", "--eml", "-", "--dry-run"};

  /** Messages that must arrive octet for octet. */
  enum Letter {
    PATCH(
        "",
        """
        ---
         a | 1 +

        diff --git a/a b/a
        index 257cc56..5716ca5 100644
        --- a/a
        +++ b/a
        @@ -1 +1,2 @@
         foo
        +a line that is longer than what Gmail leaves alone, and must not be broken at any blank
        --\s
        2.39.5
        """),
    SIGNED(
        "Content-Type: multipart/signed; protocol=\"application/pgp-signature\"; boundary=b\n",
        """
        --b
        Content-Type: text/plain

        A line that is longer than what Gmail leaves alone, and must not be broken at any blank.

        --b
        Content-Type: application/pgp-signature

        -----BEGIN PGP SIGNATURE-----
        --b--
        """),
    ENCRYPTED(
        "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\n",
        """
        --b
        Content-Type: application/pgp-encrypted

        Version: 1

        --b
        Content-Type: application/octet-stream

        -----BEGIN PGP MESSAGE-----
        --b--
        """);

    final String text;

    Letter(String fields, String body) {
      text = HEAD + (fields.isEmpty() ? "" : "MIME-Version: 1.0\n" + fields) + "\n" + body;
    }

    String body() {
      return text.substring(text.indexOf("\n\n") + 2).replace("\n", "\r\n");
    }
  }

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

  private Result send(String message, String... options) {
    return run(message, List.of("send", "--json", "--eml", "-"), options);
  }

  private Result sendmail(String message, String... options) {
    return run(message, List.of("sendmail", "--json", "-t", "-i"), options);
  }

  private Result run(String message, List<String> command, String... options) {
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of(options));
    return posthorn.runWithInput(message, words.toArray(String[]::new));
  }

  private void assertSent(Result result, String via) {
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.OK);
    assertThat(result.json().get("via").getAsString()).isEqualTo(via);
    assertThat(arrived()).isEqualTo(1);
  }

  private long arrived() {
    return posthorn.google.messages().stream()
        .filter(mail -> mail.account().equals(BOB) && mail.labelIds().contains("INBOX"))
        .count();
  }

  private static String closedPort() throws Exception {
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "smtps://127.0.0.1:" + closed.getLocalPort();
    }
  }

  @ParameterizedTest
  @EnumSource
  void itGoesBySmtpAndArrivesByteForByte(Letter letter) {
    login("smtp");
    Result result = sendmail(letter.text);
    assertSent(result, "smtp");
    assertThat(result.err()).isEmpty();
    assertThat(posthorn.inbox(BOB)).endsWith("\r\n\r\n" + letter.body());
  }

  @ParameterizedTest
  @EnumSource
  void sendDoesTheSameAndSaysWhyToThoseWhoAsk(Letter letter) {
    login("smtp");
    Result result = send(letter.text, "-v");
    assertSent(result, "smtp");
    assertThat(result.err())
        .containsPattern("message: [0-9]+ bytes, by SMTP: (a patch|signed|encrypted), ")
        .doesNotContain("posthorn login");
    assertThat(posthorn.inbox(BOB)).endsWith("\r\n\r\n" + letter.body());
  }

  @Test
  void otherMailKeepsTheApi() {
    login("smtp");
    Result result = sendmail(HEAD + "\nHello.\n");
    assertSent(result, "api");
    assertThat(result.err()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void withoutTheScopeItGoesByTheApiAndSendmailSaysNothing(Letter letter) {
    login("send,labels");
    Result result = sendmail(letter.text);
    assertSent(result, "api");
    assertThat(result.err()).isEmpty();
    assertThat(sendmail(letter.text, "-v").err())
        .contains("by the API: ", ", but the consent does not cover SMTP");
  }

  @Test
  void aPatchByTheApiArrivesWholeSinceItIsEncoded() throws Exception {
    login("send,labels");
    Result result = send(Letter.PATCH.text, "-v");
    assertSent(result, "api");
    assertThat(result.err())
        .contains("by the API: a patch, but the consent does not cover SMTP; ")
        .contains("quoted-printable");
    assertThat(text(posthorn.inbox(BOB))).isEqualTo(Letter.PATCH.body());
    String longLine = "word ".repeat(40) + "\n";
    Result plain = sendmail(HEAD + "\n" + longLine, "-v");
    assertThat(plain.err()).containsPattern("[0-9] bytes, by the API, .*quoted-printable");
    assertThat(text(posthorn.inbox(BOB))).isEqualTo(longLine.replace("\n", "\r\n"));
    String dry = posthorn.runWithInput(HEAD + "\n" + longLine, DRY).out();
    assertThat(dry).contains("quoted-printable").doesNotContain(longLine.strip());
  }

  private static String text(String raw) throws Exception {
    byte[] bytes = raw.getBytes(StandardCharsets.ISO_8859_1);
    return (String) new MimeMessage(null, new ByteArrayInputStream(bytes)).getContent();
  }

  @Test
  void sendWarnsOfSignedAndEncryptedMailByTheApiAndNotOfPatches() {
    login("send,labels");
    assertThat(send(Letter.SIGNED.text).err())
        .startsWith("posthorn: This message is signed, and ")
        .endsWith("To have such mail go by SMTP, which changes nothing: " + LOGIN + "\n");
    assertThat(send(Letter.ENCRYPTED.text).err()).contains("cannot decrypt it", LOGIN);
    assertThat(send(Letter.PATCH.text).err()).isEmpty();
    assertThat(send(Letter.SIGNED.text, "-q").err()).isEmpty();
    assertThat(sendmail(Letter.SIGNED.text, "-v").err()).contains("cannot verify", LOGIN);
  }

  @Test
  void viaApiInsistsAndWarnsAllTheSame() {
    login("smtp");
    Result result = send(Letter.SIGNED.text, "--via", "api");
    assertSent(result, "api");
    assertThat(result.err()).contains("is signed", "the API was asked for").doesNotContain(LOGIN);
    assertThat(posthorn.google.calls()).noneMatch(call -> call.startsWith("smtp"));
  }

  @Test
  void whatTheApiAloneCanDoKeepsIt() {
    login("smtp");
    String many =
        IntStream.rangeClosed(1, 100)
            .mapToObj(i -> "r" + i + "@example.com")
            .collect(Collectors.joining(",\n "));
    Result tooMany = send(Letter.SIGNED.text.replace("\nSubject", "\nBcc: " + many + "\nSubject"));
    assertSent(tooMany, "api");
    assertThat(tooMany.err()).contains("101 recipients", "SMTP takes at most 100 recipients");
    Result inSession = send(Letter.SIGNED.text, "--delivery", "session");
    assertThat(inSession.json().get("via").getAsString()).isEqualTo("api");
    assertThat(inSession.err()).contains("--delivery");
    String thread = inSession.json().get("threadId").getAsString();
    Result answer = send(Letter.SIGNED.text, "--thread", thread);
    assertThat(answer.json().get("via").getAsString()).isEqualTo("api");
    assertThat(answer.err()).contains("SMTP knows no Gmail threads");
  }

  @Test
  void aServerThatIsNotThereLeavesItToTheApiOnce() throws Exception {
    login("smtp");
    posthorn.with("POSTHORN_SMTP", closedPort());
    Result result = send(Letter.SIGNED.text, "-v");
    assertSent(result, "api");
    assertThat(result.err())
        .contains("cannot be reached", "The API is tried instead.")
        .contains("by the API: signed, but the SMTP server cannot be reached")
        .doesNotContain(LOGIN);
    Result silent = sendmail(Letter.PATCH.text);
    assertThat(silent.json().get("via").getAsString()).isEqualTo("api");
    assertThat(silent.err()).isEmpty();
  }

  @Test
  void aServerThatIsNotBelievedIsNotThere() {
    login("smtp");
    posthorn.with("POSTHORN_CA_FILE", "");
    assertSent(sendmail(Letter.SIGNED.text), "api");
  }

  /** What was asked for is kept: nothing else is tried. */
  @Test
  void viaSmtpNeverTurnsToTheApi() throws Exception {
    login("smtp");
    posthorn.with("POSTHORN_SMTP", closedPort());
    Result result = send(Letter.SIGNED.text, "--via", "smtp");
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.TEMPORARY);
    assertThat(arrived()).isZero();
  }

  @Test
  void aServerThatIsThereAndSaysNoIsNotGoneAround() {
    login("smtp");
    for (String step : List.of("smtp.connect", "smtp.auth", "smtp.mail", "smtp.rcpt")) {
      posthorn.google.faults(FaultPlan.of(FaultRule.before(step, Fault.STATUS)));
      Result result = sendmail(Letter.SIGNED.text);
      assertThat(result.code()).as(step + result.err()).isEqualTo(ExitCode.TEMPORARY);
    }
    assertThat(arrived()).isZero();
  }

  @Test
  void whatWasPerhapsSentIsNotSentByTheOtherWay() {
    login("smtp");
    posthorn.google.faults(FaultPlan.of(FaultRule.after("smtp.data", Fault.RESET)));
    Result result = sendmail(Letter.SIGNED.text);
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.UNKNOWN);
    assertThat(arrived()).isEqualTo(1);
  }

  @Test
  void aPasswordThatWaitsForSmtpIsUsed() throws Exception {
    login("send");
    String command = "echo '" + posthorn.google.appPassword(ANN) + "'";
    Files.writeString(home.resolve("posthorn.properties"), "password-command=" + command + "\n");
    assertSent(sendmail(Letter.ENCRYPTED.text), "smtp");
  }

  @Test
  void aDryRunPrintsTheFormOfTheWay() {
    login("smtp");
    String letter = Letter.SIGNED.text.replace("\nSubject", "\nBcc: carl@example.com\nSubject");
    Result bySmtp = posthorn.runWithInput(letter, "send", "--eml", "-", "--dry-run", "-v");
    assertThat(bySmtp.out()).doesNotContain("Bcc").endsWith(Letter.SIGNED.body());
    assertThat(bySmtp.err()).contains("by SMTP: signed, ");
    Result byApi = posthorn.runWithInput(letter, "send", "--eml", "-", "--dry-run", "--via", "api");
    assertThat(byApi.out()).contains("Bcc: carl@example.com");
    assertThat(posthorn.google.messages()).isEmpty();
  }

  @Test
  void whatIsQueuedIsWarnedOfWhereThatIsKnown() {
    login("send,labels");
    Result queued = posthorn.runWithInput(Letter.SIGNED.text, "send", "--eml", "-", "--queue");
    assertThat(queued.code()).as(queued.err()).isEqualTo(ExitCode.OK);
    assertThat(queued.err()).contains("is signed", LOGIN);
    assertThat(sendmail(Letter.SIGNED.text, "--queue").err()).isEmpty();
    assertThat(sendmail(Letter.SIGNED.text, "--queue", "-v").err()).contains(LOGIN);
  }
}
