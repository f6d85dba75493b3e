package dev.posthorn.sandbox;

import static dev.posthorn.sandbox.Browserless.COMPOSE;
import static dev.posthorn.sandbox.Browserless.LABELS;
import static dev.posthorn.sandbox.Browserless.SEND;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.ManualClock;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The three ways to upload a mail, and the resumable one at length. */
final class UploadTest {
  private static final String PATH = "/upload/gmail/v1/users/me/messages/send";
  private static final int CHUNK = 256 * 1024;

  private final ManualClock clock = ManualClock.at("2026-11-22T12:00:00Z");
  private Sandbox sandbox;
  private Browserless program;
  private String token;

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.plain().clock(clock).tokenLifetime(Duration.ofDays(30)).start();
    program = new Browserless(sandbox);
    token = program.accessToken("ann@example.com", SEND);
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void mediaIsSent() {
    HttpResponse<String> answer = post("media", "message/rfc822", mail(100));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Browserless.json(answer).getString("id")).matches("[0-9a-f]{16}");
    assertThat(sandbox.messages()).extracting(SandboxMessage::account).contains("bob@example.com");
  }

  @Test
  void multipartBringsItsThread() {
    String thread =
        Browserless.json(post("media", "message/rfc822", mail(10))).getString("threadId");
    String body =
        "--b\r\nContent-Type: application/json\r\n\r\n{\"threadId\":\""
            + thread
            + "\"}\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
            + new String(mail(50), ISO_8859_1)
            + "\r\n--b--\r\n";

    HttpResponse<String> answer =
        post("multipart", "multipart/related; boundary=b", body.getBytes(ISO_8859_1));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Browserless.json(answer).getString("threadId")).isEqualTo(thread);
    assertThat(sandbox.messages().get(2).raw()).endsWith(new String(mail(50), ISO_8859_1));
  }

  @Test
  void otherMediaIsRefused() {
    assertThat(post("media", "text/plain", mail(10)).statusCode()).isEqualTo(400);
    assertThat(post("", "message/rfc822", mail(10)).statusCode()).isEqualTo(400);
    assertThat(post("multipart", "multipart/related; boundary=b", mail(9)).statusCode())
        .isEqualTo(400);
  }

  @Test
  void tooMuchIsTooLarge() {
    assertThat(post("media", "message/rfc822", new byte[36_700_161]).statusCode()).isEqualTo(413);
    assertThat(open(36_700_161, "").statusCode()).isEqualTo(413);
  }

  @Test
  void otherScopesOpenNoUpload() {
    token = program.accessToken("ann@example.com", LABELS);

    assertThat(post("media", "message/rfc822", mail(10)).statusCode()).isEqualTo(403);
    assertThat(open(10, "").statusCode()).isEqualTo(403);
  }

  @Test
  void oneBodyFinishesASession() {
    byte[] mail = mail(1000);
    URI session = session(mail.length);

    HttpResponse<String> answer = put(session, "", mail);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Browserless.json(answer).getJsonArray("labelIds").getString(0)).isEqualTo("SENT");
    assertThat(sandbox.messages()).hasSize(2);
    assertThat(sandbox.calls()).endsWith("upload.start", "upload.put");
  }

  @Test
  void chunksAreCountedInBothFormsOfRange() {
    byte[] mail = mail(3 * CHUNK + 5);
    URI session = session(mail.length);
    assertThat(query(session, mail.length).headers().firstValue("Range")).isEmpty();

    HttpResponse<String> first = chunk(session, mail, 0, CHUNK);
    HttpResponse<String> second = chunk(session, mail, CHUNK, 3 * CHUNK);

    assertThat(first.statusCode()).isEqualTo(308);
    assertThat(first.headers().firstValue("Range")).contains("bytes=0-" + (CHUNK - 1));
    assertThat(second.headers().firstValue("Range")).contains("0-" + (3 * CHUNK - 1));
    assertThat(chunk(session, mail, 3 * CHUNK, mail.length).statusCode()).isEqualTo(200);
    assertThat(sandbox.messages().get(0).raw()).endsWith(new String(mail, ISO_8859_1));
  }

  @Test
  void finishedSessionAnswersItsMessageAgain() {
    byte[] mail = mail(1000);
    URI session = session(mail.length);
    String sent = put(session, "", mail).body();

    assertThat(query(session, mail.length).body()).isEqualTo(sent);
    assertThat(put(session, "", mail).body()).isEqualTo(sent);
    assertThat(sandbox.messages()).hasSize(2);
    assertThat(sandbox.calls()).endsWith("upload.put", "upload.query", "upload.put");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes 0-999/*",
        "bytes 0-999/2000",
        "bytes 1000-1999/5000",
        "bytes 0-998/1000",
        "bytes 999-0/1000",
        "bytes 0-1000/1000",
        "bytes */4999",
        "octets 0-999/1000",
        "nonsense"
      })
  void wrongRangeIsRefusedAndHarmless(String range) {
    byte[] mail = mail(5000);
    URI session = session(mail.length);

    assertThat(put(session, range, Arrays.copyOf(mail, 1000)).statusCode()).isEqualTo(400);
    assertThat(put(session, "", mail).statusCode()).isEqualTo(200);
  }

  @Test
  void octetsThatCameTwiceAreTakenOnce() {
    byte[] mail = mail(2 * CHUNK);
    URI session = session(mail.length);
    chunk(session, mail, 0, CHUNK);

    assertThat(chunk(session, mail, 0, mail.length).statusCode()).isEqualTo(200);
    assertThat(sandbox.messages().get(0).raw()).endsWith(new String(mail, ISO_8859_1));
  }

  @Test
  void octetsBeforeABreakAreKept() throws IOException {
    byte[] mail = mail(500_000);
    URI session = session(mail.length);
    String head =
        "PUT "
            + session.getRawPath()
            + "?"
            + session.getRawQuery()
            + " HTTP/1.1\r\n"
            + "Host: localhost\r\nContent-Length: "
            + mail.length
            + "\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), session.getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(ISO_8859_1));
      out.write(mail, 0, 300_001);
      out.flush();
      socket.shutdownOutput();
      assertThat(socket.getInputStream().readAllBytes()).isEmpty();
    }

    assertThat(query(session, mail.length).headers().firstValue("Range"))
        .contains("bytes=0-300000");
    assertThat(chunk(session, mail, 300_001, mail.length).statusCode()).isEqualTo(200);
    assertThat(sandbox.messages().get(0).raw()).endsWith(new String(mail, ISO_8859_1));
  }

  @Test
  void sessionLastsAWeek() {
    URI open = session(1000);
    URI finished = session(1000);
    put(finished, "", mail(1000));
    clock.advance(Duration.ofDays(7).minusSeconds(1));
    assertThat(query(open, 1000).statusCode()).isEqualTo(308);
    assertThat(query(finished, 1000).statusCode()).isEqualTo(200);

    clock.advance(Duration.ofSeconds(1));

    assertThat(query(open, 1000).statusCode()).isEqualTo(404);
    assertThat(query(finished, 1000).statusCode()).isEqualTo(404);
  }

  @Test
  void unknownSessionIsNotFound() {
    URI session = session(10);

    assertThat(query(URI.create(session + "x"), 10).statusCode()).isEqualTo(404);
    assertThat(query(sandbox.root().resolve(PATH + "?upload_id=../../x"), 10).statusCode())
        .isEqualTo(404);
    assertThat(
            query(URI.create(session.toString().replace("messages/send", "drafts")), 10)
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void sessionWhoseMailIsRefusedSaysSoAgain() {
    byte[] mail = "Subject: nobody\r\n\r\nHi".getBytes(UTF_8);
    URI session = session(mail.length);

    assertThat(put(session, "", mail).body()).contains("Recipient address required");
    assertThat(query(session, mail.length).statusCode()).isEqualTo(400);
  }

  @Test
  void badTokenIsRefusedEvenWhereNoneIsNeeded() {
    URI session = session(10);
    HttpRequest request =
        HttpRequest.newBuilder(session)
            .header("Authorization", "Bearer nonsense")
            .header("Content-Range", "bytes */10")
            .PUT(BodyPublishers.noBody())
            .build();

    assertThat(program.send(request).statusCode()).isEqualTo(401);
  }

  @Test
  void uploadedDraftWantsScopeCompose() {
    String drafts = "/upload/gmail/v1/users/me/drafts?uploadType=media";
    assertThat(post(drafts, token).statusCode()).isEqualTo(403);

    HttpResponse<String> answer = post(drafts, program.accessToken("ann@example.com", COMPOSE));

    assertThat(Browserless.json(answer).getJsonObject("message").getJsonArray("labelIds"))
        .hasToString("[\"DRAFT\"]");
  }

  private HttpResponse<String> post(String path, String as) {
    return program.send(
        program
            .to(path)
            .header("Authorization", "Bearer " + as)
            .header("Content-Type", "message/rfc822")
            .POST(BodyPublishers.ofByteArray(mail(10)))
            .build());
  }

  /** A mail of so many octets, or a little more. */
  private static byte[] mail(int size) {
    StringBuilder mail = new StringBuilder("To: bob@example.com\r\nSubject: Hi\r\n\r\n");
    int head = mail.length();
    for (int line = 0; mail.length() < size; line++) {
      mail.append(String.format("%078d\r\n", line));
    }
    mail.setLength(Math.max(head, size));
    if (mail.charAt(mail.length() - 1) == '\r') {
      mail.setCharAt(mail.length() - 1, 'x');
    }
    return mail.toString().getBytes(UTF_8);
  }

  private HttpResponse<String> post(String uploadType, String type, byte[] body) {
    return program.send(
        program
            .to(PATH + "?uploadType=" + uploadType)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(body))
            .build());
  }

  private HttpResponse<String> open(int length, String metadata) {
    return program.send(
        program
            .to(PATH + "?uploadType=resumable")
            .header("Authorization", "Bearer " + token)
            .header("X-Upload-Content-Type", "message/rfc822")
            .header("X-Upload-Content-Length", Integer.toString(length))
            .POST(BodyPublishers.ofString(metadata))
            .build());
  }

  private URI session(int length) {
    URI session = URI.create(open(length, "{}").headers().firstValue("Location").orElseThrow());
    assertThat(session.toString()).startsWith(sandbox.root().toString());
    return session;
  }

  private HttpResponse<String> chunk(URI session, byte[] mail, int from, int to) {
    return put(
        session,
        "bytes " + from + "-" + (to - 1) + "/" + mail.length,
        Arrays.copyOfRange(mail, from, to));
  }

  private HttpResponse<String> query(URI session, int total) {
    return put(session, "bytes */" + total, new byte[0]);
  }

  private HttpResponse<String> put(URI session, String range, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(session).PUT(BodyPublishers.ofByteArray(body));
    return program.send(
        range.isEmpty() ? request.build() : request.header("Content-Range", range).build());
  }
}
