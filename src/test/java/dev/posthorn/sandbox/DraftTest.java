package dev.posthorn.sandbox;

import static dev.posthorn.sandbox.Browserless.COMPOSE;
import static dev.posthorn.sandbox.Browserless.METADATA;
import static dev.posthorn.sandbox.Browserless.READONLY;
import static dev.posthorn.sandbox.Browserless.SEND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drafts, and the calls that read mail. */
final class DraftTest {
  private static final String USER = "/gmail/v1/users/me";
  private static final String SETTINGS = "https://www.googleapis.com/auth/gmail.settings.basic";

  private Sandbox sandbox;
  private Browserless program;
  private String token;

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.plain().sendAs("ann@example.com", "sales@example.com").start();
    program = new Browserless(sandbox);
    token = program.accessToken("ann@example.com", COMPOSE);
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void draftIsKeptUntilItIsSent() {
    JsonObject draft = create("To: bob@example.com\r\nSubject: Plan\r\n\r\nHi");
    String id = draft.getString("id");
    assertThat(program.get(USER + "/drafts/" + id, token).body()).contains("Plan");
    assertThat(program.get(USER + "/drafts", token).body()).contains("\"" + id + "\"");
    assertThat(sandbox.messages())
        .singleElement()
        .extracting("labelIds")
        .asString()
        .isEqualTo("[DRAFT]");

    assertThat(program.get("/").body()).contains(">Draft</span>");

    HttpResponse<String> sent = send(id);

    assertThat(sent.statusCode()).isEqualTo(200);
    assertThat(Browserless.json(sent).getString("id"))
        .isNotEqualTo(draft.getJsonObject("message").getString("id"));
    assertThat(Browserless.json(sent).getString("threadId"))
        .isEqualTo(draft.getJsonObject("message").getString("threadId"));
    assertThat(program.get(USER + "/drafts/" + id, token).statusCode()).isEqualTo(404);
    assertThat(send(id).statusCode()).isEqualTo(404);
    assertThat(sandbox.messages())
        .extracting(SandboxMessage::account)
        .containsExactly("ann@example.com", "bob@example.com");
  }

  @Test
  void draftThatCannotBeSentStays() {
    String id = create("Subject: to nobody\r\n\r\nHi").getString("id");

    assertThat(send(id).body()).contains("Recipient address required");
    assertThat(program.get(USER + "/drafts/" + id, token).statusCode()).isEqualTo(200);
  }

  @Test
  void deletedDraftIsGone() {
    String id = create("Subject: never\r\n\r\n").getString("id");
    var delete =
        program
            .to(USER + "/drafts/" + id)
            .header("Authorization", "Bearer " + token)
            .DELETE()
            .build();

    assertThat(program.send(delete).statusCode()).isEqualTo(204);
    assertThat(program.send(delete).statusCode()).isEqualTo(404);
    assertThat(sandbox.messages()).isEmpty();
  }

  @Test
  void draftOfSomebodyElseIsNotFound() {
    String id = create("Subject: mine\r\n\r\n").getString("id");
    token = program.accessToken("bob@example.com", COMPOSE);

    assertThat(program.get(USER + "/drafts/" + id, token).statusCode()).isEqualTo(404);
    assertThat(send(id).statusCode()).isEqualTo(404);
  }

  @Test
  void scopeSendOpensNoDraft() {
    String id = create("To: bob@example.com\r\n\r\n").getString("id");
    token = program.accessToken("ann@example.com", SEND);

    assertThat(send(id).statusCode()).isEqualTo(403);
    assertThat(program.get(USER + "/drafts/" + id, token).statusCode()).isEqualTo(403);
    assertThat(program.postJson(USER + "/drafts", token, "{}").statusCode()).isEqualTo(403);
  }

  @Test
  void threadShowsItsMessagesByTheirHeaders() {
    JsonObject first =
        Browserless.json(program.sendMail(token, "To: bob@example.com\r\nSubject: A\r\n\r\nHi"));
    program.sendMail(
        token,
        "To: bob@example.com\r\nSubject: Re: A\r\n\r\nHi".getBytes(UTF_8),
        first.getString("threadId"));
    String reader = program.accessToken("ann@example.com", METADATA);
    String path = USER + "/threads/" + first.getString("threadId");

    JsonObject thread =
        Browserless.json(program.get(path + "?format=metadata&metadataHeaders=Subject", reader));

    assertThat(thread.getJsonArray("messages")).hasSize(2);
    assertThat(thread.getJsonArray("messages").getJsonObject(1).getJsonObject("payload").toString())
        .contains("Re: A")
        .doesNotContain("bob@");
    assertThat(program.get(path, reader).statusCode()).isEqualTo(403);
    assertThat(program.get(path, token).statusCode()).isEqualTo(403);
    assertThat(program.get(USER + "/threads/none?format=minimal", reader).statusCode())
        .isEqualTo(404);
  }

  @Test
  void messagesAreListedByLabelAndPage() {
    for (int i = 0; i < 3; i++) {
      program.sendMail(token, "To: bob@example.com\r\nSubject: " + i + "\r\n\r\n");
    }
    create("Subject: draft\r\n\r\n");
    String reader = program.accessToken("ann@example.com", METADATA);

    JsonObject page =
        Browserless.json(program.get(USER + "/messages?labelIds=SENT&maxResults=2", reader));

    assertThat(page.getJsonArray("messages")).hasSize(2);
    assertThat(page.getInt("resultSizeEstimate")).isEqualTo(3);
    String next = page.getString("nextPageToken");
    assertThat(program.get(USER + "/messages?labelIds=SENT&pageToken=" + next, reader).body())
        .doesNotContain("nextPageToken")
        .contains("threadId");
    assertThat(program.get(USER + "/messages?q=x", reader).statusCode()).isEqualTo(403);
    assertThat(program.get(USER + "/messages", token).statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {READONLY, SETTINGS})
  void aliasesAreListedWhereAScopeAllows(String scope) {
    String reader = program.accessToken("ann@example.com", scope);
    String path = USER + "/settings/sendAs";

    JsonObject alias =
        Browserless.json(program.get(path, reader)).getJsonArray("sendAs").getJsonObject(1);

    assertThat(alias.getString("sendAsEmail")).isEqualTo("sales@example.com");
    assertThat(alias.getString("verificationStatus")).isEqualTo("accepted");
    assertThat(program.get(path, token).statusCode()).isEqualTo(403);
  }

  private JsonObject create(String mail) {
    String raw = Base64.getUrlEncoder().encodeToString(mail.getBytes(UTF_8));
    return Browserless.json(
        program.postJson(USER + "/drafts", token, "{\"message\":{\"raw\":\"" + raw + "\"}}"));
  }

  private HttpResponse<String> send(String id) {
    return program.postJson(USER + "/drafts/send", token, "{\"id\":\"" + id + "\"}");
  }
}
