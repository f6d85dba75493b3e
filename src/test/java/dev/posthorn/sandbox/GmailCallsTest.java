package dev.posthorn.sandbox;

import static dev.posthorn.sandbox.Browserless.COMPOSE;
import static dev.posthorn.sandbox.Browserless.LABELS;
import static dev.posthorn.sandbox.Browserless.METADATA;
import static dev.posthorn.sandbox.Browserless.READONLY;
import static dev.posthorn.sandbox.Browserless.SEND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.ManualClock;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GmailCallsTest {
  private static final String ANN = "ann@example.com";
  private static final String ME = "/gmail/v1/users/me/";

  private final ManualClock clock = ManualClock.at("2026-11-22T12:00:00Z");
  private Sandbox sandbox;
  private Browserless program;

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.plain().clock(clock).start();
    program = new Browserless(sandbox);
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void callWithoutTokenIsAskedToLogIn() {
    HttpResponse<String> answer = program.get(ME + "labels");

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(Browserless.reason(answer)).isEqualTo("required");
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow()).startsWith("Bearer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer unknown", "bearer ya29.unknown"})
  void unknownTokenIsAnAuthError(String authorization) {
    HttpResponse<String> answer =
        program.send(program.to(ME + "labels").header("Authorization", authorization).build());

    authError(answer, "ACCESS_TOKEN_TYPE_UNSUPPORTED");
  }

  @Test
  void tokenEndsWhenItsLifetimeIsOver() {
    String token = program.accessToken(ANN, LABELS);
    clock.advance(Duration.ofHours(1).minusSeconds(1));
    assertThat(program.get(ME + "labels", token).statusCode()).isEqualTo(200);

    clock.advance(Duration.ofSeconds(1));
    authError(program.get(ME + "labels", token), "ACCESS_TOKEN_EXPIRED");
  }

  private static void authError(HttpResponse<String> answer, String detail) {
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(Browserless.reason(answer)).isEqualTo("authError");
    JsonObject error = Browserless.error(answer);
    assertThat(error.getInt("code")).isEqualTo(401);
    assertThat(error.getString("status")).isEqualTo("UNAUTHENTICATED");
    JsonObject info = error.getJsonArray("details").getJsonObject(0);
    assertThat(info.getString("@type")).isEqualTo("type.googleapis.com/google.rpc.ErrorInfo");
    assertThat(info.getString("reason")).isEqualTo(detail);
  }

  /** The table of scopes in Google's reference, call by call. */
  @ParameterizedTest
  @CsvSource({
    "gmail.send,          send",
    "gmail.compose,       send profile",
    "gmail.labels,        labels",
    "gmail.metadata,      labels profile get",
    "gmail.readonly,      labels profile get",
    "gmail.modify,        send labels profile get",
    "gmail.settings.basic, ''",
    "gmail.insert,        ''"
  })
  void scopeOpensItsCallsAndNoOthers(String scope, String open) {
    String token = program.accessToken(ANN, "https://www.googleapis.com/auth/" + scope);
    List<String> opened = List.of(open.split(" ", -1));

    opensOrNot(program.get(ME + "labels", token), opened.contains("labels"));
    opensOrNot(program.get(ME + "profile", token), opened.contains("profile"));
    opensOrNot(program.postJson(ME + "messages/send", token, "{}"), opened.contains("send"));
    opensOrNot(program.get(ME + "messages/00?format=metadata", token), opened.contains("get"));
  }

  @Test
  void wholeMailScopeOpensEverything() {
    String token = program.accessToken(ANN, "https://mail.google.com/");

    opensOrNot(program.get(ME + "labels", token), true);
    opensOrNot(program.get(ME + "profile", token), true);
    opensOrNot(program.postJson(ME + "messages/send", token, "{}"), true);
    opensOrNot(program.get(ME + "messages/00", token), true);
  }

  private static void opensOrNot(HttpResponse<String> answer, boolean opens) {
    assertThat(answer.statusCode() == 403).isEqualTo(!opens);
    if (!opens) {
      JsonObject error = Browserless.error(answer);
      assertThat(Browserless.reason(answer)).isEqualTo("insufficientPermissions");
      assertThat(error.getString("status")).isEqualTo("PERMISSION_DENIED");
      assertThat(error.getJsonArray("details").getJsonObject(0).getString("reason"))
          .isEqualTo("ACCESS_TOKEN_SCOPE_INSUFFICIENT");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "me, 200",
    "ann@example.com, 200",
    "Ann%40Example.com, 200",
    "bob@example.com, 403",
    "nobody@example.com, 403"
  })
  void tokenOpensOnlyItsOwnMailbox(String user, int status) {
    String token = program.accessToken(ANN, LABELS);

    assertThat(program.get("/gmail/v1/users/" + user + "/labels", token).statusCode())
        .isEqualTo(status);
  }

  @Test
  void labelsAreGmailsOwnAndAPersonsWithUnicodeNames() {
    JsonObject json =
        Browserless.json(program.get(ME + "labels", program.accessToken(ANN, LABELS)));
    List<JsonObject> labels = json.getJsonArray("labels").getValuesAs(JsonObject.class);

    assertThat(labels)
        .filteredOn(label -> label.getString("type").equals("system"))
        .extracting(label -> label.getString("id"))
        .contains("INBOX", "SENT", "DRAFT", "SPAM", "TRASH", "UNREAD", "CATEGORY_PERSONAL");
    assertThat(labels)
        .filteredOn(label -> label.getString("type").equals("user"))
        .extracting(label -> label.getString("name"))
        .contains("Übersicht/Größe", "仕事");
  }

  @Test
  void profileCountsTheMailbox() {
    program.sendMail(program.accessToken(ANN, SEND), "To: ann@example.com\r\n\r\nHi");
    JsonObject profile =
        Browserless.json(program.get(ME + "profile", program.accessToken(ANN, COMPOSE)));

    assertThat(profile.getString("emailAddress")).isEqualTo(ANN);
    assertThat(profile.getInt("messagesTotal")).isEqualTo(1);
    assertThat(profile.getInt("threadsTotal")).isEqualTo(1);
    assertThat(profile.getString("historyId")).matches("[0-9]+");
  }

  @Test
  void rawMessageIsWhatWasStored() {
    String id = sendAlternative();
    JsonObject json = message(id, "?format=raw", READONLY);
    String raw = new String(Base64.getUrlDecoder().decode(json.getString("raw")), UTF_8);

    assertThat(raw).isEqualTo(sandbox.messages().get(0).raw());
    assertThat(json.getJsonNumber("sizeEstimate").longValue()).isEqualTo(raw.length());
    assertThat(json.getString("snippet")).isEqualTo("Plain Größe");
    assertThat(json.getString("internalDate")).isEqualTo("1795348800000");
  }

  @Test
  void metadataHasTheHeadersAskedForAndNoBody() {
    String id = sendAlternative();
    JsonObject all = message(id, "?format=metadata", METADATA).getJsonObject("payload");
    JsonObject some =
        message(id, "?format=metadata&metadataHeaders=subject&metadataHeaders=X-None", METADATA)
            .getJsonObject("payload");

    assertThat(all.getJsonArray("headers").toString()).contains("Message-ID", "From", "Subject");
    assertThat(some.getJsonArray("headers").toString())
        .isEqualTo("[{\"name\":\"Subject\",\"value\":\"Two kinds\"}]");
    assertThat(some).doesNotContainKey("body").doesNotContainKey("parts");
  }

  @Test
  void fullMessageIsATreeOfParts() {
    JsonObject payload = message(sendAlternative(), "", READONLY).getJsonObject("payload");
    List<JsonObject> parts = payload.getJsonArray("parts").getValuesAs(JsonObject.class);

    assertThat(payload.getString("mimeType")).isEqualTo("multipart/alternative");
    assertThat(parts)
        .extracting(part -> part.getString("mimeType"))
        .containsExactly("text/plain", "text/html");
    assertThat(parts).extracting(part -> part.getString("partId")).containsExactly("0", "1");
    String text = parts.get(0).getJsonObject("body").getString("data");
    assertThat(new String(Base64.getUrlDecoder().decode(text), UTF_8)).isEqualTo("Plain Größe");
  }

  @Test
  void minimalMessageHasNoPayload() {
    assertThat(message(sendAlternative(), "?format=minimal", METADATA))
        .containsKey("labelIds")
        .doesNotContainKey("payload")
        .doesNotContainKey("raw");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?format=raw", "?format=FULL"})
  void metadataScopeDoesNotOpenTheBody(String format) {
    String id = sendAlternative();
    HttpResponse<String> answer =
        program.get(ME + "messages/" + id + format, program.accessToken(ANN, METADATA));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(Browserless.error(answer).getString("message")).contains("Metadata scope");
  }

  @Test
  void messageOfAnotherMailboxIsNotFound() {
    String id = sendAlternative();
    String bob = program.accessToken("bob@example.com", READONLY);

    assertThat(program.get(ME + "messages/" + id, bob).statusCode()).isEqualTo(404);
    assertThat(program.get(ME + "messages/nonsense", bob).statusCode()).isEqualTo(404);
    assertThat(
            program
                .get(ME + "messages/" + id + "?format=x", program.accessToken(ANN, READONLY))
                .statusCode())
        .isEqualTo(400);
  }

  private JsonObject message(String id, String query, String scope) {
    return Browserless.json(
        program.get(ME + "messages/" + id + query, program.accessToken(ANN, scope)));
  }

  private String sendAlternative() {
    String mail =
        """
        To: x@elsewhere.example
        Subject: Two kinds
        MIME-Version: 1.0
        Content-Type: multipart/alternative; boundary=b

        --b
        Content-Type: text/plain; charset=UTF-8
        Content-Transfer-Encoding: quoted-printable

        Plain Gr=C3=B6=C3=9Fe
        --b
        Content-Type: text/html; charset=UTF-8

        <p>HTML</p>
        --b--
        """;
    return Browserless.json(program.sendMail(program.accessToken(ANN, SEND), mail)).getString("id");
  }
}
