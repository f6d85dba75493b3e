package dev.posthorn.sandbox;

import static dev.posthorn.sandbox.Browserless.SEND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the call for sending takes as its body, and how much of it. */
final class SendBodyTest {
  private static final String PATH = "/gmail/v1/users/me/messages/send";
  private static final int LARGEST = 36_700_160;

  private Sandbox sandbox;
  private Browserless program;
  private String token;

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.plain().start();
    program = new Browserless(sandbox);
    token = program.accessToken("ann@example.com", SEND);
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void onlyTheUrlSafeAlphabetIsTaken() {
    byte[] mail = "To: bob@example.com\r\n\r\n>>>???~~~\u00ff".getBytes(UTF_8);
    String standard = Base64.getEncoder().encodeToString(mail);
    String urlSafe = Base64.getUrlEncoder().encodeToString(mail);
    assertThat(standard).containsAnyOf("+", "/");

    HttpResponse<String> refused = program.postJson(PATH, token, "{\"raw\":\"" + standard + "\"}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(Browserless.reason(refused)).isEqualTo("invalidArgument");
    assertThat(sandbox.messages()).isEmpty();
    for (String raw : List.of(urlSafe, urlSafe.replace("=", ""), urlSafe.replace("=", "\\u003d"))) {
      assertThat(program.postJson(PATH, token, "{\"raw\":\"" + raw + "\"}").statusCode())
          .isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|invalidArgument",
        "{\"raw\":\"\"}|invalidArgument",
        "{\"raw\":null}|invalidArgument",
        "{\"raw\":\"VG86IGE\\n\"}|invalidArgument",
        "{\"raw\":\"A\"}|invalidArgument",
        "{\"raw\":1}|badRequest",
        "{\"row\":\"VG86\"}|badRequest",
        "[]|badRequest",
        "nonsense|badRequest",
        "''|badRequest"
      })
  void badJsonIsRefused(String body, String reason) {
    HttpResponse<String> answer = program.postJson(PATH, token, body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Browserless.reason(answer)).isEqualTo(reason);
  }

  @Test
  void otherContentTypesAreRefused() {
    HttpResponse<String> answer =
        program.send(
            program
                .to(PATH)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{}"))
                .build());

    assertThat(answer.statusCode()).isEqualTo(400);
  }

  @Test
  void gzippedBodyIsUnpacked() throws IOException {
    String raw =
        Base64.getUrlEncoder().encodeToString("To: bob@example.com\r\n\r\n".getBytes(UTF_8));

    assertThat(gzipped(("{\"raw\":\"" + raw + "\"}").getBytes(UTF_8)).statusCode()).isEqualTo(200);
  }

  @Test
  void smallBodyThatUnpacksToAHugeOneIsTooLarge() throws IOException {
    assertThat(gzipped(new byte[80_000_000]).statusCode()).isEqualTo(413);
  }

  private HttpResponse<String> gzipped(byte[] body) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(body);
    }
    return program.send(
        program
            .to(PATH)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json; charset=UTF-8")
            .header("Content-Encoding", "gzip")
            .POST(BodyPublishers.ofByteArray(packed.toByteArray()))
            .build());
  }

  @Test
  void largestMailPassesAndOneOctetMoreGetsAFrontEndsHtml() {
    byte[] mail = new byte[LARGEST];
    Arrays.fill(mail, (byte) 'x');
    for (int i = 78; i < mail.length; i += 80) {
      mail[i - 1] = '\r';
      mail[i] = '\n';
    }
    byte[] head = "To: x@elsewhere.example\r\n\r\n".getBytes(UTF_8);
    System.arraycopy(head, 0, mail, 0, head.length);
    assertThat(program.sendMail(token, mail, "").statusCode()).isEqualTo(200);

    HttpResponse<String> answer = program.sendMail(token, Arrays.copyOf(mail, LARGEST + 1), "");
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
    assertThat(sandbox.messages()).hasSize(1);
  }
}
