package dev.posthorn.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.auth.Secret;
import dev.posthorn.message.AttachmentException;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.Refused.Reason;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What goes wrong at each step, and what it means: never a wrong "not sent", never a second try.
 */
final class SmtpFaultsTest {
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

  @ParameterizedTest
  @ValueSource(strings = {"GREETING", "EHLO", "AUTH", "MAIL", "RCPT", "DATA"})
  void connectionThatBreaksBeforeTheMessageIsSurelyNotSent(String step) throws Exception {
    server.on(step, SmtpPeer::reset);
    failure(SendException.NotSent.class);
    server.on(step, SmtpPeer::hangUp);
    failure(SendException.NotSent.class);
    assertThat(server.mails()).isEmpty();
    assertThat(server.connections()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GREETING", "EHLO", "AUTH", "MAIL", "RCPT", "DATA"})
  void nonsenseBeforeTheMessageIsSurelyNotSent(String step) throws Exception {
    server.on(step, "HTTP/1.1 400 Bad Request");
    SendException e = failure(SendException.NotSent.class);
    assertThat(e).hasMessageContaining("nothing that a mail server would say");
    assertThat(server.mails()).isEmpty();
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void serverThatDoesNotGreetMayBeOfTheOtherKind() throws Exception {
    String hint = "smtps:// and smtp:// (STARTTLS) are not mixed up";
    server.on("GREETING", SmtpPeer::hangUp);
    assertThat(failure(SendException.NotSent.class).remedy()).contains(hint);
    server.on("GREETING", "\25\3\3\0\2\2\50");
    assertThat(failure(SendException.NotSent.class).remedy()).contains(hint);
    server.behave();
    server.on("EHLO", SmtpPeer::hangUp);
    assertThat(failure(SendException.NotSent.class).remedy()).doesNotContain("smtp");
    server.close();
    assertThat(failure(SendException.NotSent.class).remedy()).doesNotContain("smtp");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GREETING", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "BODY"})
  void silenceBeforeTheDotIsSurelyNotSent(String step) throws Exception {
    server.on(step, SmtpPeer::beSilent);
    WireMessage message = step.equals("BODY") ? large() : Ann.message();
    try (SmtpSender sender = ann.impatientSender(server.uri())) {
      if (step.equals("BODY")) {
        // It reads on, so the dot goes out: that is not before.
        assertThat(catchThrowableOfType(SendException.class, () -> sender.send(message)))
            .isInstanceOf(SendException.OutcomeUnknown.class);
        return;
      }
      assertThat(catchThrowableOfType(SendException.class, () -> sender.send(message)))
          .isInstanceOf(SendException.NotSent.class)
          .hasMessageContaining("did not answer in time");
    }
    assertThat(server.mails()).isEmpty();
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void serverThatTakesNoMoreOfTheMessageIsNotWaitedForForever() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    server.on("BODY", peer -> peer.idleUntil(over));
    WireMessage message = large();
    try (SmtpSender sender = ann.impatientSender(server.uri())) {
      assertThat(catchThrowableOfType(SendException.class, () -> sender.send(message)))
          .isInstanceOf(SendException.NotSent.class)
          .hasMessageContaining("did not answer in time");
    } finally {
      over.countDown();
    }
    assertThat(server.mails()).isEmpty();
  }

  @Test
  void connectionThatBreaksWithinTheMessageIsSurelyNotSent() throws Exception {
    server.on(
        "BODY",
        peer -> {
          peer.readSome(300_000);
          peer.reset();
        });
    WireMessage message = large();
    try (SmtpSender sender = ann.sender(server.uri())) {
      SendException e = catchThrowableOfType(SendException.class, () -> sender.send(message));
      assertThat(e).isInstanceOf(SendException.NotSent.class);
      assertThat(e.remedy()).contains("too large");
    }
    assertThat(server.mails()).isEmpty();
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void connectionThatBreaksAfterTheDotIsUnknown() throws Exception {
    server.on(".", SmtpPeer::reset);
    failure(SendException.OutcomeUnknown.class);
    server.on(".", SmtpPeer::hangUp);
    SendException e = failure(SendException.OutcomeUnknown.class);
    assertThat(e.remedy()).contains("Sent folder of ann@example.com");
    assertThat(server.mails()).as("once each").hasSize(2);
    assertThat(server.connections()).isEqualTo(2);
  }

  /** What Gmail sends stands in its Sent folder, by whatever login; other servers keep none. */
  @Test
  void whereToLookForAMessageDependsOnTheServer() throws Exception {
    server.on(".", SmtpPeer::hangUp);
    AppPassword password = new AppPassword("ann@example.com", Secret.of(Ann.TOKEN));
    Login[] logins = {new Login.Password(password), new Login.None("ann@example.com")};
    for (Login login : logins) {
      SmtpSettings settings =
          SmtpSettings.of(
              login, SmtpServer.of(server.uri()), Ann.LOCALHOST.client()::getSocketFactory);
      WireMessage message = Ann.message();
      try (SmtpSender sender = new SmtpSender(settings)) {
        assertThat(
                catchThrowableOfType(SendException.OutcomeUnknown.class, () -> sender.send(message))
                    .remedy())
            .isEqualTo(
                "Look into the log of localhost, or ask a recipient, before you send it again.");
      }
      SmtpSettings gmail =
          SmtpSettings.of(login, SmtpServer.GMAIL, Ann.LOCALHOST.client()::getSocketFactory);
      assertThat(gmail.replies().hungUp(Stage.DOT).remedy())
          .contains("Sent folder of ann@example.com");
    }
  }

  @Test
  void silenceAfterTheDotIsUnknown() throws Exception {
    server.on(".", SmtpPeer::beSilent);
    WireMessage message = Ann.message();
    try (SmtpSender sender = ann.impatientSender(server.uri())) {
      assertThat(catchThrowableOfType(SendException.class, () -> sender.send(message)))
          .isInstanceOf(SendException.OutcomeUnknown.class);
    }
    assertThat(server.mails()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"?", "2", "25", "250ok", "354 go on", "999 x", "250-part\r\nnonsense"})
  void nonsenseAfterTheDotIsUnknown(String reply) throws Exception {
    server.on(
        ".",
        peer -> {
          peer.say(reply);
          peer.hangUp();
        });
    failure(SendException.OutcomeUnknown.class);
    assertThat(server.mails()).hasSize(1);
  }

  @Test
  void replyWithoutAnEndIsNotReadIntoMemory() throws Exception {
    server.on(
        "EHLO",
        peer -> {
          while (true) {
            peer.say("250-" + "x".repeat(1000));
          }
        });
    assertThat(failure(SendException.NotSent.class)).hasMessageContaining("does not end");
    server.on(
        "EHLO",
        peer -> {
          while (true) {
            peer.write("x".repeat(1000));
          }
        });
    assertThat(failure(SendException.NotSent.class)).hasMessageContaining("does not end");
  }

  /** Angus says QUIT when it hears nonsense, and reads the answer in the same way. */
  @Test
  void nonsenseWithoutAnEndEnds() throws Exception {
    server.on(
        "MAIL",
        peer -> {
          for (int i = 0; i < 200; i++) {
            peer.say("nonsense");
          }
        });
    failure(SendException.NotSent.class);
  }

  @Test
  void refusalOfTheMessageThatHangsUpAtOnceIsStillARefusal() throws Exception {
    for (String step : new String[] {"MAIL", "DATA", "."}) {
      server.behave();
      server.on(
          step,
          peer -> {
            peer.say("552 5.3.4 too large");
            peer.hangUp();
          });
      SendException.Refused e = failure(SendException.Refused.class);
      assertThat(e.reason()).isEqualTo(Reason.MESSAGE);
      assertThat(e.remedy()).contains("smaller");
    }
  }

  @Test
  void messageThatCannotBeReadIsNotSent() throws Exception {
    Path file = Files.write(folder.resolve("a.bin"), new byte[200_000]);
    WireMessage message = Ann.wire(Ann.mail().attach(file).build());
    Files.write(file, new byte[100]);
    try (SmtpSender sender = ann.sender(server.uri())) {
      SendException.Refused e =
          catchThrowableOfType(SendException.Refused.class, () -> sender.send(message));
      assertThat(e.reason()).isEqualTo(Reason.INPUT);
      assertThat(e).hasCauseInstanceOf(AttachmentException.class);
      sender.send(Ann.message());
    }
    assertThat(server.mails()).hasSize(1);
    assertThat(server.connections()).as("the other one was in the middle of it").isEqualTo(2);
  }

  @Test
  void observerThatThrowsSpoilsNoOtherMessage() throws Exception {
    SmtpSettings settings =
        ann.settings(server.uri())
            .with(
                (written, total) -> {
                  if (total > 1_000_000) {
                    throw new IllegalStateException("the observer's fault");
                  }
                });
    WireMessage message = large();
    try (SmtpSender sender = new SmtpSender(settings)) {
      assertThat(catchThrowableOfType(IllegalStateException.class, () -> sender.send(message)))
          .hasMessage("the observer's fault");
      sender.send(Ann.message());
    }
    assertThat(server.mails()).hasSize(1);
  }

  @Test
  void serverThatIsNotThereIsSurelyNotSent() throws Exception {
    URI gone = server.uri();
    server.close();
    WireMessage message = Ann.message();
    try (SmtpSender sender = ann.sender(gone)) {
      assertThat(catchThrowableOfType(SendException.NotSent.class, () -> sender.send(message)))
          .hasMessageContaining("localhost cannot be reached");
    }
    try (SmtpSender sender = ann.sender(URI.create("smtps://nobody.invalid"))) {
      assertThat(catchThrowableOfType(SendException.NotSent.class, () -> sender.send(message)))
          .hasMessageContaining("nobody.invalid is not known");
    }
  }

  private WireMessage large() throws Exception {
    byte[] content = new byte[12 * 1024 * 1024];
    new Random(7).nextBytes(content);
    Path file = Files.write(folder.resolve("large.bin"), content);
    return Ann.wire(Ann.mail().attach(file).build());
  }

  private <E extends SendException> E failure(Class<E> type) throws Exception {
    WireMessage message = Ann.message();
    try (SmtpSender sender = ann.sender(server.uri())) {
      E e = catchThrowableOfType(type, () -> sender.send(message));
      assertThat(e).isNotNull();
      return e;
    }
  }
}
