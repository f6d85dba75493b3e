package dev.posthorn.sandbox;

import static dev.posthorn.sandbox.Browserless.LABELS;
import static dev.posthorn.sandbox.Browserless.SEND;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.posthorn.testing.RawHttp;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each fault does to the wire, and at which calls it is played. */
final class FaultsTest {
  private static final String LIST = "/gmail/v1/users/me/labels";
  private static final String MAIL = "To: x@elsewhere.example\r\n\r\nHi";

  private Sandbox sandbox;
  private Browserless program;
  private String token;

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.plain().start();
    program = new Browserless(sandbox);
    token = program.accessToken("ann@example.com", SEND + " " + LABELS);
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @ParameterizedTest
  @CsvSource({"true, 0", "false, 1"})
  void resetIsATcpResetBeforeOrAfterTheWork(boolean before, int mails) throws IOException {
    plan(before, "messages.send", Fault.RESET);

    try (Socket socket = send()) {
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
    assertThat(sandbox.messages()).hasSize(mails);
    assertThat(program.sendMail(token, MAIL).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"true, 0", "false, 1"})
  void timeoutIsSilenceWhileTheConnectionStands(boolean before, int mails) throws IOException {
    plan(before, "messages.send", Fault.TIMEOUT);

    try (Socket socket = send()) {
      socket.setSoTimeout(300);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    }
    assertThat(sandbox.messages()).hasSize(mails);
  }

  @Test
  void truncatedAnswerPromisesMoreThanComes() throws IOException {
    plan(false, "messages.send", Fault.TRUNCATED);

    try (Socket socket = send()) {
      String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      int promised =
          Integer.parseInt(answer.replaceFirst("(?is).*content-length: ([0-9]+).*", "$1"));
      int came = answer.length() - answer.indexOf("\r\n\r\n") - 4;
      assertThat(answer).startsWith("HTTP/1.1 200").contains("{\"id\"");
      assertThat(came).isEqualTo(promised / 2);
    }
    assertThat(sandbox.messages()).hasSize(1);
  }

  @Test
  void garbageIsNoJson() {
    plan(true, "labels.list", Fault.GARBAGE);

    HttpResponse<String> answer = program.get(LIST, token);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> Browserless.json(answer)).isInstanceOf(RuntimeException.class);
  }

  @Test
  void statusComesInGooglesForm() {
    sandbox.faults(
        FaultPlan.of(
            FaultRule.before("labels.list", Fault.STATUS)
                .status(429, "rateLimitExceeded")
                .retryAfter(2),
            FaultRule.before("token", Fault.STATUS).status(400, "invalid_grant")));

    HttpResponse<String> answer = program.get(LIST, token);

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(Browserless.reason(answer)).isEqualTo("rateLimitExceeded");
    assertThat(answer.headers().firstValue("Retry-After")).contains("2");
    assertThat(program.post("/token", Map.of()).body()).contains("\"error\":\"invalid_grant\"");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void slowAnswerIsRightInTheEnd(boolean before) {
    FaultRule rule =
        before
            ? FaultRule.before("messages.send", Fault.SLOW)
            : FaultRule.after("messages.send", Fault.SLOW);
    sandbox.faults(FaultPlan.of(rule.millis(300)));
    long start = System.nanoTime();

    assertThat(program.sendMail(token, MAIL).statusCode()).isEqualTo(200);
    assertThat((System.nanoTime() - start) / 1_000_000).isGreaterThan(before ? 299 : 50);
  }

  @Test
  void sessionKeepsWhatCameBeforeTheReset() throws IOException {
    String path = "/upload/gmail/v1/users/me/messages/send?uploadType=resumable";
    HttpResponse<String> opened = program.postJson(path, token, "{}");
    URI session = URI.create(opened.headers().firstValue("Location").orElseThrow());
    sandbox.faults(FaultPlan.of(FaultRule.before("upload.put", Fault.RESET).bytes(70_000)));
    byte[] mail = (MAIL + "x\r\n".repeat(200_000)).getBytes(ISO_8859_1);
    String head =
        "PUT %s?%s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
            .formatted(session.getRawPath(), session.getRawQuery(), mail.length);

    // Not by java.net.http, which may take the reset for a plain end of the connection.
    try (Socket socket = RawHttp.connect(session.getPort())) {
      OutputStream out = socket.getOutputStream();
      assertThatThrownBy(
              () -> {
                out.write(head.getBytes(ISO_8859_1));
                out.write(mail);
                socket.getInputStream().read();
              })
          .isInstanceOf(SocketException.class);
    }

    HttpRequest ask =
        HttpRequest.newBuilder(session)
            .header("Content-Range", "bytes */" + mail.length)
            .PUT(BodyPublishers.noBody())
            .build();
    assertThat(program.send(ask).headers().firstValue("Range")).contains("bytes=0-69999");
    assertThat(sandbox.messages()).isEmpty();
  }

  @Test
  void sessionAnswered404IsGone() {
    String path = "/upload/gmail/v1/users/me/messages/send?uploadType=resumable";
    HttpResponse<String> opened = program.postJson(path, token, "{}");
    URI session = URI.create(opened.headers().firstValue("Location").orElseThrow());
    sandbox.faults(
        FaultPlan.of(FaultRule.after("upload.put", Fault.STATUS).status(404, "notFound")));
    HttpRequest put = HttpRequest.newBuilder(session).PUT(BodyPublishers.ofString(MAIL)).build();

    assertThat(program.send(put).statusCode()).isEqualTo(404);
    assertThat(program.send(put).statusCode()).isEqualTo(404);
    assertThat(sandbox.messages()).hasSize(1);
  }

  @Test
  void rulesCountTheirOwnCalls() {
    sandbox.faults(
        FaultPlan.of(
            FaultRule.before("labels.list", Fault.STATUS).status(500, "").skip(1).times(2),
            FaultRule.before("labels.list", Fault.STATUS).status(502, "").skip(2).times(2)));

    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      statuses.add(program.get(LIST, token).statusCode());
    }
    assertThat(statuses).containsExactly(200, 500, 500, 502, 200);
  }

  @Test
  void planIsSetAndReadByHttp() {
    HttpResponse<String> set =
        setPlan(
            "application/json",
            "",
            "{\"rules\":[{\"call\":\"labels.list\",\"when\":\"before\","
                + "\"fault\":\"status\",\"status\":503}]}");
    assertThat(set.statusCode()).isEqualTo(200);
    assertThat(program.get(LIST, token).statusCode()).isEqualTo(503);

    JsonReport report = new JsonReport(program.get("/faults"));
    assertThat(report.played()).isEqualTo(1);
    assertThat(report.calls("labels.list")).isEqualTo(1);
  }

  private record JsonReport(HttpResponse<String> answer) {
    int played() {
      return Browserless.json(answer).getJsonArray("rules").getJsonObject(0).getInt("played");
    }

    int calls(String name) {
      return Browserless.json(answer).getJsonObject("calls").getInt(name);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain, '', 415",
    "'', '', 415",
    "application/json, https://evil.example, 403",
    "application/json, null, 403"
  })
  void planOfAnotherSiteIsRefused(String type, String origin, int status) {
    assertThat(setPlan(type, origin, "{\"rules\":[]}").statusCode()).isEqualTo(status);
  }

  @Test
  void badPlanIsRefusedAndTheOldOneStays() {
    plan(true, "labels.list", Fault.GARBAGE);

    assertThat(setPlan("application/json", "", "{\"rules\":[1]}").body()).contains("Rule 1");
    assertThat(program.get("/faults").body()).contains("garbage");
  }

  private HttpResponse<String> setPlan(String type, String origin, String plan) {
    HttpRequest.Builder request = program.to("/faults").PUT(BodyPublishers.ofString(plan));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    if (!origin.isEmpty()) {
      request.header("Origin", origin);
    }
    return program.send(request.build());
  }

  @Test
  void closingEndsTheSilence() throws IOException {
    plan(true, "messages.send", Fault.TIMEOUT);
    try (Socket socket = send()) {
      sandbox.close();
      socket.setSoTimeout(10_000);
      assertThat(ended(socket)).isTrue();
    }
  }

  private static boolean ended(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  private void plan(boolean before, String call, Fault fault) {
    sandbox.faults(
        FaultPlan.of(before ? FaultRule.before(call, fault) : FaultRule.after(call, fault)));
  }

  private Socket send() throws IOException {
    String raw = Base64.getUrlEncoder().encodeToString(MAIL.getBytes(ISO_8859_1));
    String body = "{\"raw\":\"" + raw + "\"}";
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), sandbox.root().getPort());
    socket.setSoTimeout(10_000);
    socket
        .getOutputStream()
        .write(
            ("POST /gmail/v1/users/me/messages/send HTTP/1.1\r\nHost: localhost\r\n"
                    + "Authorization: Bearer "
                    + token
                    + "\r\nContent-Type: application/json\r\nContent-Length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body)
                .getBytes(ISO_8859_1));
    return socket;
  }
}
