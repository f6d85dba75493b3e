package dev.posthorn.gmail;

import static dev.posthorn.gmail.SessionServer.Call.ASK;
import static dev.posthorn.gmail.SessionServer.Call.PUT;
import static dev.posthorn.gmail.SessionServer.Call.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.posthorn.gmail.SessionServer.Fault;
import dev.posthorn.send.SendReceipt;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads whose every step fails once: one message, one body, and a receipt. */
final class SessionUploadTest extends UploadFixture {
  @Test
  void largeMessageGoesInASessionWithOnePut() throws Exception {
    SendReceipt receipt = new Ann(folder).sender(server.root()).send(message);
    assertThat(receipt)
        .isEqualTo(new SendReceipt("18c", "18b", List.of("SENT"), "ann@example.com", "api"));
    assertThat(server.calls()).containsExactly("START", "PUT");
    assertThat(server.heads().get(0))
        .startsWith(
            "POST /upload/gmail/v1/users/me/messages/send?uploadType=resumable HTTP/1.1\r\n")
        .containsIgnoringCase("X-Upload-Content-Type: message/rfc822\r\n")
        .containsIgnoringCase("X-Upload-Content-Length: " + message.size() + "\r\n")
        .contains("Authorization: Bearer " + Ann.TOKEN + "\r\n");
    assertThat(server.starts()).containsExactly("{}");
    assertThat(server.heads().get(1))
        .startsWith("PUT /upload/gmail/v1/users/me/messages/send?uploadType=resumable&upload_id=")
        .contains("Content-Range: bytes 0-" + (message.size() - 1) + "/" + message.size() + "\r\n")
        .contains("Content-Length: " + message.size() + "\r\n")
        .contains("Content-Type: message/rfc822\r\n")
        .doesNotContain("Transfer-Encoding", "Expect");
    assertSentOnce();
  }

  @Test
  void threadTravelsInTheMetadata() throws Exception {
    send(message.inThread("18b"));
    assertThat(server.starts()).containsExactly("{\"threadId\":\"18b\"}");
  }

  @Test
  void serverThatAsksForAnHourIsAskedAfterAMinute() throws Exception {
    server.on(PUT, Fault.AN_HOUR_AFTER);
    assertThat(send(message).id()).isEqualTo("18c");
    assertThat(server.calls()).containsExactly("START", "PUT", "ASK");
    assertThat(waits).containsExactly(Duration.ofMinutes(1));
    assertSentOnce();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {
        "RESET_AFTER",
        "CLOSED_AFTER",
        "SILENCE_AFTER",
        "TRUNCATED_AFTER",
        "GARBAGE_AFTER",
        "EMPTY_AFTER",
        "UNAVAILABLE_AFTER",
      })
  void answerLostAfterTheLastByteIsAskedForWithoutASecondBody(Fault fault) throws Exception {
    server.on(PUT, fault);
    assertThat(send(message).id()).isEqualTo("18c");
    assertThat(server.calls()).containsExactly("START", "PUT", "ASK");
    assertThat(waits).containsExactly(Duration.ofMillis(750));
    assertSentOnce();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {
        "RESET_AFTER",
        "CLOSED_AFTER",
        "SILENCE_AFTER",
        "TRUNCATED_AFTER",
        "GARBAGE_AFTER",
        "EMPTY_AFTER",
        "UNAVAILABLE_AFTER",
        "LIMITED_BEFORE",
        "UNAUTHORIZED",
      })
  void lostAnswerToTheQuestionIsAskedForAgain(Fault fault) throws Exception {
    server.on(PUT, Fault.RESET_AFTER).on(ASK, fault);
    assertThat(send(message).id()).isEqualTo("18c");
    assertThat(server.calls()).containsExactly("START", "PUT", "ASK", "ASK");
    assertSentOnce();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes=0-%d", "0-%d", "bytes 0-%d", "BYTES = 0-%d"})
  void uploadThatBrokeOffGoesOnWhereTheServerStopped(String form) throws Exception {
    server.sayingRange(form).on(PUT, Fault.RESET_HALF);
    assertThat(send(message).id()).isEqualTo("18c");
    assertThat(server.calls()).containsExactly("START", "PUT", "ASK", "PUT");
    assertThat(server.heads().get(3)).contains("Content-Range: bytes " + message.size() / 2 + "-");
    assertSentOnce();
  }

  @Test
  void uploadThatTheServerKeptHalfOfGoesOnAtOnce() throws Exception {
    server.on(PUT, Fault.KEPT_HALF);
    assertThat(send(message).id()).isEqualTo("18c");
    assertThat(server.calls()).containsExactly("START", "PUT", "PUT");
    assertThat(waits).isEmpty();
    assertThat(server.sent()).isEqualTo(1);
    assertThat(server.kept()).isEqualTo(bytes(message));
  }

  @Test
  void serverThatHasNothingYetGetsAllOfIt() throws Exception {
    server.on(PUT, Fault.RESET_BEFORE, Fault.UNAVAILABLE_BEFORE, Fault.LIMITED_BEFORE);
    assertThat(send(message).id()).isEqualTo("18c");
    assertThat(server.calls())
        .containsExactly("START", "PUT", "ASK", "PUT", "ASK", "PUT", "ASK", "PUT");
    assertThat(waits.get(2)).as("Retry-After").isEqualTo(Duration.ofSeconds(7));
    assertThat(server.kept()).isEqualTo(bytes(message));
  }

  @Test
  void piecesAreMultiplesOf256KiBButForTheLast() throws Exception {
    int piece = 4 * 1024 * 1024;
    server.on(PUT, Fault.NONE, Fault.UNAVAILABLE_HALF);
    GmailSender sender = uploader().withChunks(piece);
    assertThat(sender.send(message).id()).isEqualTo("18c");
    assertThat(server.calls()).containsExactly("START", "PUT", "PUT", "ASK", "PUT", "PUT");
    assertThat(server.heads().get(1)).contains("Content-Range: bytes 0-" + (piece - 1) + "/");
    assertThat(server.heads().get(2))
        .contains("Content-Range: bytes " + piece + "-" + (2 * piece - 1) + "/");
    assertThat(server.kept()).isEqualTo(bytes(message));
    assertThat(server.sent()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -262_144, 1, 262_143, 262_145})
  void otherPiecesAreRefused(int bytes) throws Exception {
    GmailSender sender = uploader();
    assertThatThrownBy(() -> sender.withChunks(bytes)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tokenRefusedAtEachStepIsReplacedOnceEach() throws Exception {
    server
        .on(START, Fault.UNAUTHORIZED)
        .on(PUT, Fault.UNAUTHORIZED, Fault.RESET_AFTER)
        .on(ASK, Fault.UNAUTHORIZED);
    assertThat(send(message).id()).isEqualTo("18c");
    assertThat(server.calls()).containsExactly("START", "START", "PUT", "PUT", "ASK", "ASK");
    assertThat(server.sent()).isEqualTo(1);
  }
}
