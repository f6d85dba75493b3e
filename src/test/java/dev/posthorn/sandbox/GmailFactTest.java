package dev.posthorn.sandbox;

import static dev.posthorn.sandbox.Browserless.COMPOSE;
import static dev.posthorn.sandbox.Browserless.READONLY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each fact about Gmail, as it is taken to be and with the other answer. */
final class GmailFactTest {
  private static final String LONG = "word ".repeat(30).strip();
  private static final String ID = "<mine@here.example>";
  private static final String DATE = "Thu, 1 Jan 1970 00:00:00 +0000";
  private static final String MAIL =
      """
      To: bob@example.com
      To: carol@example.com
      Bcc: dora@example.com
      From: Else <else@elsewhere.example>
      Message-ID: MINE
      Date: THEN
      X-Mine: kept
      Subject: Facts

      LONG
      """
          .replace("MINE", ID)
          .replace("THEN", DATE)
          .replace("LONG", LONG);

  private static Sandbox start(SandboxBuilder kind) throws IOException {
    return kind.accounts(
            List.of("ann@example.com", "bob@example.com", "carol@example.com", "dora@example.com"))
        .start();
  }

  private static SandboxMessage of(Sandbox sandbox, String account) {
    return sandbox.messages().stream()
        .filter(mail -> mail.account().equals(account))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void factIsFoundByItsId(GmailFact fact) {
    assertThat(GmailFact.of(fact.id())).isEqualTo(fact);
    assertThat(fact.id()).matches("[a-z0-9]+(-[a-z0-9]+)+");
  }

  @Test
  void unknownIdIsAnsweredByAllOfThem() {
    assertThatThrownBy(() -> GmailFact.of("wrapped"))
        .hasMessageContaining("There is no fact \"wrapped\"")
        .hasMessageContaining("7bit-wrapped, 8bit-wrapped, ")
        .hasMessageContaining(", to-twice-joined");
  }

  @Test
  void recipientsCopyIsChangedAndTheSentOneStaysAsItWasUploaded() throws IOException {
    try (Sandbox sandbox = start(Sandbox.asGmail())) {
      send(sandbox, MAIL);

      String sent = of(sandbox, "ann@example.com").raw();
      String received = of(sandbox, "bob@example.com").raw();
      assertThat(sent).contains(LONG, "From: ann@example.com", "Bcc: dora@", "X-Mine: kept");
      assertThat(sent).doesNotContain(ID, DATE);
      assertThat(received).doesNotContain(LONG, ID, DATE, "Bcc:");
      assertThat(received).contains("From: ann@example.com\r\n", "X-Mine: kept\r\n");
      assertThat(of(sandbox, "carol@example.com").raw()).contains("\r\n\r\nword word");
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "MESSAGE_ID_REPLACED",
        "DATE_REPLACED",
        "FROM_REPLACED",
        "BCC_REMOVED",
        "X_HEADERS_KEPT"
      })
  void otherAnswerAboutTheHeadIsSeenByRecipients(GmailFact other) throws IOException {
    try (Sandbox sandbox = start(Sandbox.asGmail().withOther(other))) {
      send(sandbox, MAIL);

      String received = of(sandbox, "bob@example.com").raw();
      assertThat(received.contains(ID)).isEqualTo(other == GmailFact.MESSAGE_ID_REPLACED);
      assertThat(received.contains(DATE)).isEqualTo(other == GmailFact.DATE_REPLACED);
      assertThat(received.contains("\nFrom: Else <else@"))
          .isEqualTo(other == GmailFact.FROM_REPLACED);
      assertThat(received.contains("Bcc: dora@")).isEqualTo(other == GmailFact.BCC_REMOVED);
      assertThat(received.contains("X-Mine")).isEqualTo(other != GmailFact.X_HEADERS_KEPT);
    }
  }

  @Test
  void withTheOtherAnswerOnlyTheFirstToCounts() throws IOException {
    try (Sandbox sandbox = start(Sandbox.asGmail().withOther(GmailFact.TO_TWICE_JOINED))) {
      send(sandbox, MAIL);

      assertThat(sandbox.messages())
          .extracting(SandboxMessage::account)
          .containsExactly("ann@example.com", "bob@example.com", "dora@example.com");
    }
  }

  @Test
  void withTheOtherAnswerACompletedSessionIsForgotten() throws IOException {
    try (Sandbox usual = start(Sandbox.plain());
        Sandbox other = start(Sandbox.plain().withOther(GmailFact.SESSION_STATUS_KNOWN))) {
      assertThat(statusAfterUpload(usual)).isEqualTo(200);
      assertThat(statusAfterUpload(other)).isEqualTo(404);
      assertThat(other.messages()).hasSize(4);
    }
  }

  private static int statusAfterUpload(Sandbox sandbox) {
    Browserless program = new Browserless(sandbox);
    String token = program.accessToken("ann@example.com", COMPOSE);
    URI session =
        URI.create(
            program
                .postJson(
                    "/upload/gmail/v1/users/me/messages/send?uploadType=resumable", token, "{}")
                .headers()
                .firstValue("Location")
                .orElseThrow());
    byte[] mail = MAIL.getBytes(ISO_8859_1);
    HttpRequest put = HttpRequest.newBuilder(session).PUT(BodyPublishers.ofByteArray(mail)).build();
    assertThat(program.send(put).statusCode()).isEqualTo(200);
    return program
        .send(
            HttpRequest.newBuilder(session)
                .header("Content-Range", "bytes */" + mail.length)
                .PUT(BodyPublishers.noBody())
                .build())
        .statusCode();
  }

  @Test
  void withTheOtherAnswerADraftIsSentAgain() throws IOException {
    try (Sandbox sandbox = start(Sandbox.plain().withOther(GmailFact.DRAFT_SEND_ONCE))) {
      Browserless program = new Browserless(sandbox);
      String token = program.accessToken("ann@example.com", COMPOSE);
      String raw = Base64.getUrlEncoder().encodeToString(MAIL.getBytes(ISO_8859_1));
      String drafts = "/gmail/v1/users/me/drafts";
      String draft =
          Browserless.json(
                  program.postJson(drafts, token, "{\"message\":{\"raw\":\"" + raw + "\"}}"))
              .getString("id");
      HttpResponse<String> first =
          program.postJson(drafts + "/send", token, "{\"id\":\"" + draft + "\"}");
      HttpResponse<String> second =
          program.postJson(drafts + "/send", token, "{\"id\":\"" + draft + "\"}");

      assertThat(first.statusCode()).isEqualTo(200);
      assertThat(second.statusCode()).isEqualTo(200);
      assertThat(first.body()).isNotEqualTo(second.body());
      assertThat(sandbox.messages())
          .filteredOn(mail -> mail.account().equals("bob@example.com"))
          .hasSize(2);
    }
  }

  @Test
  void draftsAndUploadsAreWrappedAsWell() throws IOException {
    try (Sandbox sandbox = start(Sandbox.asGmail())) {
      statusAfterUpload(sandbox);
      assertThat(of(sandbox, "bob@example.com").raw()).doesNotContain(LONG);
    }
    try (Sandbox sandbox = start(Sandbox.asGmail())) {
      Browserless program = new Browserless(sandbox);
      String token = program.accessToken("ann@example.com", COMPOSE);
      String raw = Base64.getUrlEncoder().encodeToString(MAIL.getBytes(ISO_8859_1));
      String draft =
          Browserless.json(
                  program.postJson(
                      "/gmail/v1/users/me/drafts",
                      token,
                      "{\"message\":{\"raw\":\"" + raw + "\"}}"))
              .getString("id");
      program.postJson("/gmail/v1/users/me/drafts/send", token, "{\"id\":\"" + draft + "\"}");
      assertThat(of(sandbox, "bob@example.com").raw()).doesNotContain(LONG);
      assertThat(of(sandbox, "ann@example.com").raw()).contains(LONG);
    }
  }

  @Test
  void bySmtpTheContentArrivesAsItWasSent() throws IOException {
    try (Sandbox sandbox = start(Sandbox.asGmail().smtp(true));
        SmtpTalk talk = SmtpTalk.ann(sandbox)) {
      String signed =
          "Content-Type: multipart/encrypted; boundary=b\r\nSubject: s\r\n\r\n--b\r\n\r\n"
              + LONG
              + "\r\n--b--";
      assertThat(talk.mail("ann@example.com", "bob@example.com", signed)).startsWith("250");

      assertThat(of(sandbox, "bob@example.com").raw())
          .contains(LONG, "Content-Type: multipart/encrypted; boundary=b\r\n");
    }
  }

  @Test
  void mailToOneselfIsAsItWasUploaded() throws IOException {
    try (Sandbox sandbox = start(Sandbox.asGmail())) {
      send(sandbox, MAIL.replace("bob@", "ann@"));

      assertThat(of(sandbox, "ann@example.com").labelIds()).contains("SENT", "INBOX");
      assertThat(of(sandbox, "ann@example.com").raw()).contains(LONG);
      assertThat(of(sandbox, "carol@example.com").raw()).doesNotContain(LONG);
    }
  }

  @Test
  void plainDeliveryLeavesTheContentAndRewritesTheHead() throws IOException {
    try (Sandbox sandbox = start(Sandbox.plain())) {
      send(sandbox, MAIL);

      assertThat(of(sandbox, "bob@example.com").raw())
          .contains(LONG, "X-Mine: kept", "From: ann@example.com")
          .doesNotContain(ID, DATE, "Bcc:");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"subject:facts", "subject:\"Facts\"", "subject:FAC"})
  void mailIsFoundByAWordOfItsSubject(String query) throws IOException {
    try (Sandbox sandbox = start(Sandbox.plain())) {
      send(sandbox, MAIL);
      send(sandbox, MAIL.replace("Subject: Facts", "Subject: other"));
      Browserless program = new Browserless(sandbox);
      String token = program.accessToken("bob@example.com", READONLY);
      String found =
          program
              .get("/gmail/v1/users/me/messages?" + Parameters.encode(Map.of("q", query)), token)
              .body();

      assertThat(found).contains("\"resultSizeEstimate\":1");
      assertThat(found).contains(of(sandbox, "bob@example.com").id());
    }
  }

  private static void send(Sandbox sandbox, String mail) {
    Browserless program = new Browserless(sandbox);
    String token = program.accessToken("ann@example.com", COMPOSE);
    assertThat(program.sendMail(token, mail.replace("\n", "\r\n")).statusCode()).isEqualTo(200);
  }

  @Test
  void idsDiffer() {
    assertThat(Arrays.stream(GmailFact.values()).map(GmailFact::id))
        .doesNotHaveDuplicates()
        .hasSize(17);
  }
}
