package dev.posthorn.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.posthorn.send.SendException;
import dev.posthorn.testing.Await;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a server is there, found out before anything of a message goes. */
final class SmtpReachTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir Path folder;

  private ScriptedSmtp server;
  private Ann ann;

  @BeforeEach
  void start() throws Exception {
    server = ScriptedSmtp.smtps(Ann.LOCALHOST).letIn(Ann.TOKEN);
    ann = new Ann(folder);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    ann.close();
  }

  private Optional<SendException> reach(URI uri) throws Exception {
    try (SmtpSender sender = ann.sender(uri)) {
      return sender.reach(LONG);
    }
  }

  @Test
  void connectionIsKeptForTheMessage() throws Exception {
    try (SmtpSender sender = ann.sender(server.uri())) {
      assertThat(sender.reach(LONG)).isEmpty();
      assertThat(server.count("AUTH")).isEqualTo(1);
      assertThat(server.count("MAIL")).isZero();
      sender.send(Ann.message());
      assertThat(sender.reach(LONG)).isEmpty();
      sender.send(Ann.message());
    }
    assertThat(server.mails()).hasSize(2);
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void serverBusyWithAMessageIsThere() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    server.on("MAIL", peer -> peer.idleUntil(over));
    try (SmtpSender sender = ann.sender(server.uri())) {
      Thread sending =
          new Thread(
              () -> {
                try {
                  sender.send(Ann.message());
                } catch (Exception e) {
                  over.countDown();
                }
              });
      sending.start();
      Await.until(Duration.ofSeconds(60), "MAIL", () -> server.count("MAIL") == 1);
      assertThat(sender.reach(LONG)).isEmpty();
      over.countDown();
      sending.join();
    }
    assertThat(server.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GREETING", "EHLO"})
  void whoSaysNothingOfAMailServerIsNone(String step) throws Exception {
    server.on(step, SmtpPeer::hangUp);
    assertThat(reach(server.uri())).isPresent();
    server.on(step, SmtpPeer::reset);
    assertThat(reach(server.uri())).isPresent();
    server.on(step, "HTTP/1.1 400 Bad Request");
    assertThat(reach(server.uri()))
        .hasValueSatisfying(
            e -> assertThat(e).hasMessageContaining("that a mail server would say"));
    assertThat(server.count("AUTH")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GREETING", "EHLO"})
  void silenceIsNotWaitedForLong(String step) throws Exception {
    server.on(step, SmtpPeer::beSilent);
    try (SmtpSender sender = ann.sender(server.uri())) {
      assertThat(sender.reach(Duration.ofMillis(300)))
          .hasValueSatisfying(e -> assertThat(e).hasMessageContaining("did not answer in time"));
      server.behave();
      assertThat(sender.reach(LONG)).isEmpty();
    }
  }

  /** The limit is on the whole, not on each silence. */
  @Test
  void greetingThatGoesOnIsGivenUp() throws Exception {
    server.on(
        "GREETING",
        peer -> {
          while (true) {
            peer.say("220-still here");
            LockSupport.parkNanos(20_000_000);
          }
        });
    try (SmtpSender sender = ann.sender(server.uri())) {
      assertThat(sender.reach(Duration.ofMillis(300)))
          .hasValueSatisfying(e -> assertThat(e).hasMessageContaining("did not answer in time"));
    }
    assertThat(server.count("EHLO")).isZero();
  }

  @Test
  void closedPortAndUnknownNameAndForeignCertificateAreNoServer() throws Exception {
    int free;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = closed.getLocalPort();
    }
    assertThat(reach(URI.create("smtps://127.0.0.1:" + free)))
        .hasValueSatisfying(e -> assertThat(e).hasMessageContaining("cannot be reached"));
    SmtpSettings distrustful =
        ann.settings(server.uri()).with(SSLContext.getDefault()::getSocketFactory);
    try (SmtpSender sender = new SmtpSender(distrustful)) {
      assertThat(sender.reach(LONG))
          .hasValueSatisfying(e -> assertThat(e).hasMessageContaining("no secure connection"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GREETING, 421 4.7.0 Try again later, NotSent",
    "GREETING, 554 5.7.1 No service here, Refused",
    "EHLO,     421 4.3.2 Shutting down, NotSent",
    "AUTH,     454 4.7.0 Temporary failure, NotSent",
    "AUTH,     535 5.7.8 Not accepted, NotAuthorized",
  })
  void serverThatSaysNoIsThere(String step, String reply, String kind) {
    server.on(step, reply);
    assertThatThrownBy(() -> reach(server.uri()))
        .isInstanceOf(SendException.class)
        .extracting(e -> e.getClass().getSimpleName())
        .isEqualTo(kind);
    assertThat(server.count("MAIL")).isZero();
  }

  @Test
  void serverWithoutStartTlsIsThereAndOneThatBreaksItIsNot() throws Exception {
    try (ScriptedSmtp plain =
        ScriptedSmtp.smtp(Ann.LOCALHOST).letIn(Ann.TOKEN).offering("SIZE 35882577")) {
      assertThatThrownBy(() -> reach(plain.uri())).isInstanceOf(SendException.Refused.class);
    }
    try (ScriptedSmtp broken = ScriptedSmtp.smtp(Ann.LOCALHOST).letIn(Ann.TOKEN)) {
      broken.on(
          "TLS",
          peer -> {
            peer.say("220 go ahead");
            peer.hangUp();
          });
      assertThat(reach(broken.uri())).isPresent();
      assertThat(broken.count("AUTH")).isZero();
    }
  }

  @Test
  void consentThatDoesNotCoverItIsRefusedWithoutACall() throws Exception {
    SmtpSettings narrow =
        SmtpSettings.of(
            new Login.Consent(ann.account(Ann.SEND)),
            SmtpServer.of(server.uri()),
            Ann.LOCALHOST.client()::getSocketFactory);
    try (SmtpSender sender = new SmtpSender(narrow)) {
      assertThatThrownBy(() -> sender.reach(LONG)).isInstanceOf(SendException.NotAuthorized.class);
    }
    assertThat(server.connections()).isZero();
  }

  @Test
  void closedSenderReachesNobody() throws Exception {
    SmtpSender sender = ann.sender(server.uri());
    sender.close();
    assertThatThrownBy(() -> sender.reach(LONG)).isInstanceOf(IllegalStateException.class);
  }
}
