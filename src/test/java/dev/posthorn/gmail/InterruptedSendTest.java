package dev.posthorn.gmail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.message.Mail;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.Refused.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Single requests whose connections break, each at a chosen byte: never a second body, never a
 * wrong "not sent".
 */
final class InterruptedSendTest {
  private static final String RECEIPT = "{\"id\":\"18c\"}";

  @TempDir Path folder;

  @Test
  void connectionThatBreaksAfterTheBodyIsUnknownAndPostsOnce() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            peer -> {
              peer.readRequest();
              peer.reset();
            })) {
      failure(SendException.OutcomeUnknown.class, server.root(), small());
      assertThat(server.wholeBodies()).isEqualTo(1);
      assertThat(server.requests()).isEqualTo(1);
    }
  }

  @Test
  void connectionThatIsClosedWithoutAWordIsUnknownAndPostsOnce() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.Peer::readRequest)) {
      failure(SendException.OutcomeUnknown.class, server.root(), small());
      assertThat(server.wholeBodies()).isEqualTo(1);
      assertThat(server.requests()).isEqualTo(1);
    }
  }

  @Test
  void keptConnectionThatBreaksAfterTheNextBodyIsUnknownAndPostsItOnce() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            peer -> {
              peer.readRequest();
              peer.answer(200, RECEIPT);
              peer.readRequest();
              peer.reset();
            })) {
      GmailSender sender = new Ann(folder).sender(server.root());
      assertThat(sender.send(small()).id()).isEqualTo("18c");
      assertThatThrownBy(() -> sender.send(small()))
          .isInstanceOf(SendException.OutcomeUnknown.class);
      assertThat(server.connections()).as("the connection was kept").isEqualTo(1);
      assertThat(server.wholeBodies()).isEqualTo(2);
      assertThat(server.requests()).isEqualTo(2);
    }
  }

  @Test
  void keptConnectionThatTheServerClosedMeanwhileIsReplaced() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    AtomicInteger turn = new AtomicInteger();
    try (ScriptedServer server =
        new ScriptedServer(
            peer -> {
              peer.readRequest();
              peer.answer(200, RECEIPT);
              if (turn.getAndIncrement() == 0) {
                peer.close();
                closed.countDown();
              }
            })) {
      GmailSender sender = new Ann(folder).sender(server.root());
      sender.send(small());
      closed.await();
      assertThat(sender.send(small()).id()).isEqualTo("18c");
      assertThat(server.wholeBodies()).isEqualTo(2);
    }
  }

  @Test
  void connectionThatBreaksWithinTheBodyIsSurelyNotSent() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            peer -> {
              peer.readHead();
              peer.readSome(300_000);
              peer.reset();
            })) {
      failure(SendException.NotSent.class, server.root(), large());
      assertThat(server.wholeBodies()).isZero();
      assertThat(server.requests()).isEqualTo(1);
    }
  }

  @Test
  void refusalBeforeTheEndOfTheBodyIsHeardWhenTheServerReadsOn() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            peer -> {
              peer.readHead();
              peer.answer(413, "");
              peer.readBody();
            })) {
      SendException.Refused e = failure(SendException.Refused.class, server.root(), large());
      assertThat(e.reason()).isEqualTo(Reason.MESSAGE);
    }
  }

  @Test
  void refusalBeforeTheEndOfTheBodyIsNeverUnknownWhenTheServerHangsUp() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            peer -> {
              peer.readHead();
              peer.answer(413, "");
              peer.close();
            })) {
      SendException e = failure(SendException.class, server.root(), large());
      // The JDK shows no answer to half a request; that it was half is what counts.
      assertThat(e).isInstanceOf(SendException.NotSent.class);
      assertThat(e.remedy()).contains("too large");
      assertThat(server.wholeBodies()).isZero();
    }
  }

  @Test
  void refusalOfASmallMessageIsHeardBeforeItWasRead() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            peer -> {
              peer.readHead();
              peer.answer(429, "");
              peer.readBody();
            })) {
      failure(SendException.NotSent.class, server.root(), small());
    }
  }

  @Test
  void halfAnAnswerIsUnknown() throws Exception {
    for (String half :
        new String[] {
          "HTTP/1.1 200 OK\r\nContent-Le",
          "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"id\":\"18c\"}",
          "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{\"id\":\"18c\"}",
          "HTTP/1.1 200 OK\r\n\r\n{\"id\":\"18",
          "garbage\r\n\r\n",
        }) {
      try (ScriptedServer server =
          new ScriptedServer(
              peer -> {
                peer.readRequest();
                peer.write(half);
              })) {
        failure(SendException.OutcomeUnknown.class, server.root(), small());
        assertThat(server.wholeBodies()).as(half).isEqualTo(1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Type: /;;=", "Content-Length: many", "Age: x", "Date: never"})
  void headersThatMakeNoSenseNeverLookLikeAFailureToSend(String header) throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            peer -> {
              peer.readRequest();
              peer.write("HTTP/1.1 200 OK\r\n" + header + "\r\nConnection: close\r\n\r\n{}");
            })) {
      failure(SendException.OutcomeUnknown.class, server.root(), small());
    }
  }

  @Test
  void refusalStandsEvenWhenItsExplanationBreaksOff() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            peer -> {
              peer.readRequest();
              peer.write("HTTP/1.1 400 Bad\r\nContent-Length: 500\r\n\r\n{\"error\":{\"mess");
            })) {
      SendException.Refused e = failure(SendException.Refused.class, server.root(), small());
      assertThat(e.reason()).isEqualTo(Reason.MESSAGE);
    }
  }

  @Test
  void nobodyListeningIsSurelyNotSent() throws Exception {
    ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    URI root = URI.create("http://127.0.0.1:" + free.getLocalPort() + "/");
    free.close();
    SendException.NotSent e = failure(SendException.NotSent.class, root, small());
    assertThat(e).hasMessageContaining("cannot be reached");
  }

  @Test
  void unknownHostIsSurelyNotSent() throws Exception {
    URI root = URI.create("https://gmail.invalid/");
    SendException.NotSent e = failure(SendException.NotSent.class, root, small());
    assertThat(e).hasMessageContaining("gmail.invalid");
  }

  @Test
  void failedHandshakeIsSurelyNotSent() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(peer -> peer.write("220 this is not TLS\r\n"))) {
      URI root = URI.create("https://127.0.0.1:" + server.root().getPort() + "/");
      SendException.NotSent e = failure(SendException.NotSent.class, root, small());
      assertThat(e.remedy()).contains("--ca-file");
    }
  }

  @Test
  void attachmentThatShrinksWhileItIsSentRefusesTheMessage() throws Exception {
    Path file = folder.resolve("report.bin");
    Files.write(file, new byte[3_000_000]);
    try (ScriptedServer server =
        new ScriptedServer(
            peer -> {
              peer.readHead();
              peer.readSome(1000);
              Files.write(file, new byte[10]);
              peer.readBody();
              peer.answer(200, RECEIPT);
            })) {
      Mail mail = Ann.mail().attach(file).build();
      SendException.Refused e = failure(SendException.Refused.class, server.root(), mail);
      assertThat(e.reason()).isEqualTo(Reason.INPUT);
      assertThat(e).hasMessageContaining("report.bin");
      assertThat(server.wholeBodies()).isZero();
      assertThat(server.requests()).isEqualTo(1);
    }
  }

  @Test
  void attachmentThatIsGoneBeforeTheSendRefusesTheMessage() throws Exception {
    Path file = Files.write(folder.resolve("gone.txt"), new byte[10]);
    Mail mail = Ann.mail().attach(file).build();
    Files.delete(file);
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.Peer::readRequest)) {
      SendException.Refused e = failure(SendException.Refused.class, server.root(), mail);
      assertThat(e.reason()).isEqualTo(Reason.INPUT);
      assertThat(e).hasMessageContaining("gone.txt");
      assertThat(server.connections()).isZero();
    }
  }

  private Mail small() throws IOException {
    return Ann.mail().build();
  }

  /** More than the two sockets' buffers hold, so that writing meets the server's behaviour. */
  private Mail large() throws IOException {
    Path file = folder.resolve("large.bin");
    Files.write(file, new byte[16_000_000]);
    return Ann.mail().attach(file).build();
  }

  private <T extends SendException> T failure(Class<T> type, URI root, Mail mail) throws Exception {
    GmailSender sender = new Ann(folder).sender(root).with(Delivery.RAW);
    T failure = catchThrowableOfType(type, () -> sender.send(mail));
    assertThat(failure).isNotNull();
    return failure;
  }
}
