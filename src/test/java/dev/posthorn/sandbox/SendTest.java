package dev.posthorn.sandbox;

import static dev.posthorn.sandbox.Browserless.SEND;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.posthorn.testing.ManualClock;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SendTest {
  private final ManualClock clock = ManualClock.at("2026-11-22T12:00:00Z");
  private Sandbox sandbox;
  private Browserless program;
  private String token;

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.plain().clock(clock).sendAs("ann@example.com", "sales@example.com").start();
    program = new Browserless(sandbox);
    token = program.accessToken("ann@example.com", SEND);
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @Test
  void mailIsTakenAndFiledAsSent() {
    HttpResponse<String> answer = program.sendMail(token, "To: x@elsewhere.example\r\n\r\nHi\r\n");
    JsonObject sent = Browserless.json(answer);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(sent.getString("id")).matches("[0-9a-f]{16}").isEqualTo(sent.getString("threadId"));
    assertThat(sent.getJsonArray("labelIds").toString()).isEqualTo("[\"SENT\"]");
    assertThat(sandbox.messages()).hasSize(1);
    assertThat(only().account()).isEqualTo("ann@example.com");
    assertThat(only().id()).isEqualTo(sent.getString("id"));
    assertThat(only().raw()).endsWith("\r\n\r\nHi\r\n");
  }

  @Test
  void messageIdAndDateAreReplaced() {
    program.sendMail(
        token,
        "To: x@elsewhere.example\r\nMessage-ID: <mine@here>\r\n"
            + "Date: Thu, 1 Jan 1970 00:00:00 +0000\r\nX-Mine: kept\r\n\r\nHi");

    assertThat(only().raw())
        .doesNotContain("mine@here")
        .doesNotContain("1970")
        .containsPattern("\r\nMessage-ID: <[^>]+@mail\\.gmail\\.com>\r\n")
        .contains("\r\nDate: Sun, 22 Nov 2026 12:00:00 +0000\r\n")
        .contains("\r\nX-Mine: kept\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "'', From: ann@example.com",
    "'From: mallory@evil.example\r\n', From: ann@example.com",
    "'From: Boss <boss@example.com>, ann@example.com\r\n', From: ann@example.com",
    "'From: Ann B <ANN@example.com>\r\n', From: Ann B <ANN@example.com>",
    "'From: Sales <sales@example.com>\r\n', From: Sales <sales@example.com>"
  })
  void fromIsTheAccountUnlessItOwnsTheAddress(String given, String kept) {
    program.sendMail(token, given + "To: x@elsewhere.example\r\n\r\nHi");

    assertThat(only().raw().lines().filter(line -> line.startsWith("From:"))).containsExactly(kept);
  }

  @Test
  void recipientsOfTheSandboxGetACopyWithoutBcc() {
    program.sendMail(
        token,
        "To: x@elsewhere.example\r\nBcc: Bob\r\n <bob@example.com>\r\nSubject: Hi\r\n\r\nHi");

    assertThat(sandbox.messages()).hasSize(2);
    SandboxMessage sent = sandbox.messages().get(0);
    SandboxMessage received = sandbox.messages().get(1);
    assertThat(sent.labelIds()).containsExactly("SENT");
    assertThat(sent.raw()).contains("\r\nBcc: Bob\r\n <bob@example.com>\r\n");
    assertThat(received.account()).isEqualTo("bob@example.com");
    assertThat(received.labelIds()).containsExactlyInAnyOrder("UNREAD", "INBOX");
    assertThat(received.raw()).doesNotContainIgnoringCase("bcc").doesNotContain(" <bob@example");
    assertThat(received.raw()).contains("Subject: Hi").contains("Return-Path: <ann@example.com>");
    assertThat(received.id()).isNotEqualTo(sent.id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "To: BOB@example.com",
        "Cc: bob+tag@example.com",
        "To: bob@example.com, Bob <bob@example.com>",
        "To: friends: bob@example.com, x@elsewhere.example;"
      })
  void copyComesOnceHoweverTheAddressIsWritten(String header) {
    assertThat(program.sendMail(token, header + "\r\n\r\nHi").statusCode()).isEqualTo(200);

    assertThat(sandbox.messages())
        .extracting(SandboxMessage::account)
        .containsExactly("ann@example.com", "bob@example.com");
  }

  @Test
  void mailToOneselfIsOneMessageInBothPlaces() {
    program.sendMail(token, "To: sales@example.com\r\n\r\nHi");

    assertThat(only().labelIds()).containsExactlyInAnyOrder("UNREAD", "SENT", "INBOX");
  }

  @Test
  void threadIdIsHonoured() {
    String thread =
        Browserless.json(program.sendMail(token, "To: x@elsewhere.example\r\n\r\nOne"))
            .getString("threadId");
    JsonObject second =
        Browserless.json(
            program.sendMail(token, "To: x@elsewhere.example\r\n\r\nTwo".getBytes(UTF_8), thread));

    assertThat(second.getString("threadId")).isEqualTo(thread);
    assertThat(second.getString("id")).isNotEqualTo(thread);
  }

  @Test
  void unknownThreadIdIsNotFound() {
    byte[] mail = "To: x@elsewhere.example\r\n\r\nHi".getBytes(UTF_8);
    HttpResponse<String> answer = program.sendMail(token, mail, "00000000deadbeef");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(Browserless.reason(answer)).isEqualTo("notFound");
    assertThat(sandbox.messages()).isEmpty();
  }

  @Test
  void replyJoinsTheRecipientsThreadByReferencesAndSubject() {
    program.sendMail(token, "To: bob@example.com\r\nSubject: Plan\r\n\r\nOne");
    SandboxMessage first = sandbox.messages().get(1);
    String id = first.raw().replaceFirst("(?s).*\r\nMessage-ID: (\\S+)\r\n.*", "$1");
    program.sendMail(
        token, "To: bob@example.com\r\nSubject: Re: Plan\r\nReferences: " + id + "\r\n\r\nTwo");
    program.sendMail(
        token, "To: bob@example.com\r\nSubject: Other\r\nReferences: " + id + "\r\n\r\nThree");

    assertThat(sandbox.messages().get(3).threadId()).isEqualTo(first.threadId());
    assertThat(sandbox.messages().get(5).threadId()).isNotEqualTo(first.threadId());
  }

  @ParameterizedTest
  @CsvSource({
    "'Subject: none\r\n\r\nHi', Recipient address required",
    "'To: \r\n\r\nHi', Recipient address required",
    "'To: undisclosed-recipients:;\r\n\r\nHi', Recipient address required",
    "'To: not an address\r\n\r\nHi', Invalid To header",
    "'To: a@b@c.example\r\n\r\nHi', Invalid To header",
    "'To: nobody\r\n\r\nHi', Invalid To header",
    "'To: bob@example.com\r\nCc: <broken\r\n\r\nHi', Invalid Cc header",
    "'To: bob@example.com\r\nFrom: <broken\r\n\r\nHi', Invalid From header",
    "'To: bob@example.com\r\nSubject: Größe\r\n\r\nHi', Invalid Subject header: unencoded"
        + " non-ASCII characters",
    "'To: bob@example.com\r\nno header\r\n\r\nHi', Invalid header: a line is no header field",
    "' To: bob@example.com\r\n\r\nHi', Invalid header: a line is no header field"
  })
  void mailIsRefused(String mail, String words) {
    refused(program.sendMail(token, mail), "invalidArgument", words);
  }

  @Test
  void linesOf998OctetsPassAndOneMoreIsRefused() {
    String fits = "x".repeat(998);
    String start = "To: bob@example.com\r\n";

    assertThat(program.sendMail(token, start + "\r\n" + fits + "\r\n" + fits).statusCode())
        .isEqualTo(200);
    assertThat(program.sendMail(token, start + "X-A: " + "x".repeat(993) + "\r\n\r\n").statusCode())
        .isEqualTo(200);
    String words = "Invalid message: a line is longer than 998 octets";
    refused(program.sendMail(token, start + "\r\n" + fits + "x\r\n"), "invalidArgument", words);
    refused(program.sendMail(token, start + "\r\n" + fits + "x"), "invalidArgument", words);
    refused(
        program.sendMail(token, start + "X-A: " + "x".repeat(994) + "\r\n\r\n"),
        "invalidArgument",
        words);
  }

  @Test
  void encodedWordsOfMoreThan75CharactersAreRefused() {
    String word = "=?UTF-8?Q?" + "x".repeat(63) + "?=";
    assertThat(word).hasSize(75);
    String start = "To: bob@example.com\r\nSubject: ";

    assertThat(program.sendMail(token, start + word + "\r\n\r\nHi").statusCode()).isEqualTo(200);
    HttpResponse<String> answer =
        program.sendMail(
            token,
            start + word.replace("xx", "xxx").substring(0, 10) + "x".repeat(64) + "?=\r\n\r\nHi");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Browserless.error(answer).getString("message")).contains("75 characters");
  }

  @Test
  void fiveHundredRecipientsAreTheMost() {
    String some = "to@elsewhere.example,\r\n ".repeat(499);
    String mail = "To: " + some + "bob@example.com";

    assertThat(program.sendMail(token, mail + "\r\n\r\nHi").statusCode()).isEqualTo(200);
    refused(
        program.sendMail(token, mail + ", x@y.example\r\n\r\nHi"),
        "invalidArgument",
        "Too many recipients");
  }

  @Test
  void bareLineFeedsAreTakenAsLineEnds() {
    assertThat(
            program.sendMail(token, "To: bob@example.com\nSubject: a\n b\n\nHi\nyou").statusCode())
        .isEqualTo(200);
    assertThat(sandbox.messages().get(0).raw())
        .endsWith("To: bob@example.com\r\nSubject: a\r\n b\r\n\r\nHi\r\nyou");
  }

  @Test
  void bodyOctetsArriveUnchanged() {
    byte[] head = "To: bob@example.com\r\n\r\n".getBytes(UTF_8);
    byte[] mail = Arrays.copyOf(head, head.length + 256);
    for (int i = 0; i < 256; i++) {
      mail[head.length + i] = i == '\r' || i == '\n' ? (byte) 'x' : (byte) i;
    }
    assertThat(program.sendMail(token, mail, "").statusCode()).isEqualTo(200);

    String body = new String(Arrays.copyOfRange(mail, head.length, mail.length), ISO_8859_1);
    assertThat(sandbox.messages()).hasSize(2).allMatch(message -> message.raw().endsWith(body));
  }

  private SandboxMessage only() {
    assertThat(sandbox.messages()).hasSize(1);
    return sandbox.messages().get(0);
  }

  private void refused(HttpResponse<String> answer, String reason, String words) {
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Browserless.reason(answer)).isEqualTo(reason);
    assertThat(Browserless.error(answer).getString("message")).isEqualTo(words);
    assertThat(Browserless.error(answer).getString("status")).isEqualTo("INVALID_ARGUMENT");
  }
}
