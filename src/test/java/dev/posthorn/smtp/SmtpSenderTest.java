package dev.posthorn.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.message.WholeMessage;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.RefusedRecipient;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.Refused.Reason;
import dev.posthorn.testing.ManualClock;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes over the wire, message after message. */
final class SmtpSenderTest {
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

  @Test
  void bytesGoOutExactlyAndWithoutBcc() throws Exception {
    String written =
        String.join(
            "\r\n",
            "Received: from x",
            "from: Ann <ann@example.com>",
            "TO: bob@example.com",
            "bcc: carol@example.com",
            "Subject:   odd   spacing",
            "\tfolded",
            "Date: Mon, 2 Nov 2026 10:00:00 +0000",
            "Message-Id: <1@x.example>",
            "Content-Length: 7",
            "Content-Type: text/plain; charset=UTF-8",
            "Content-Transfer-Encoding: 8bit",
            "",
            ".",
            "..",
            "Gr\u00fc\u00dfe",
            ".end",
            "");
    WireMessage message = WireMessage.of(written.getBytes(UTF_8));
    try (SmtpSender sender = ann.sender(server.uri())) {
      assertThat(sender.send(message).id()).isEqualTo("1@x.example");
    }
    ScriptedSmtp.Mail mail = server.mails().get(0);
    assertThat(mail.content())
        .isEqualTo(
            new String(written.getBytes(UTF_8), ISO_8859_1)
                .replace("bcc: carol@example.com\r\n", ""));
    assertThat(mail.recipients()).isEqualTo(Set.of("bob@example.com", "carol@example.com"));
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    message.forEnvelope().writeTo(form);
    assertThat(mail.content()).isEqualTo(form.toString(ISO_8859_1));
    assertThat(server.commands())
        .contains("MAIL FROM:<ann@example.com> SIZE=" + form.size() + " BODY=8BITMIME");
  }

  @Test
  void envelopeCountsWhateverTheHeaderSays() throws Exception {
    String written =
        String.join(
            "\r\n",
            "From: carol@example.com",
            "To: bob@example.com",
            "Message-ID: <2@x.example>",
            "Date: Mon, 2 Nov 2026 10:00:00 +0000",
            "Resent-From: ann@example.com",
            "Resent-To: dan@example.com",
            "",
            "Hi.",
            "");
    WholeMessage bounced = WholeMessage.of(written.getBytes(UTF_8));
    try (SmtpSender sender = ann.sender(server.uri())) {
      sender.send(bounced.toWire(List.of("dan@example.com")));
    }
    assertThat(server.mails().get(0).recipients()).isEqualTo(Set.of("dan@example.com"));
    assertThat(server.mails().get(0).sender()).isEqualTo("ann@example.com");
  }

  @Test
  void sevenBitMessageAsksForNoMoreThanTheServerOffers() throws Exception {
    try (SmtpSender sender = ann.sender(server.uri())) {
      sender.send(Ann.message());
    }
    server.offering("AUTH XOAUTH2");
    try (SmtpSender sender = ann.sender(server.uri())) {
      sender.send(Ann.message());
    }
    List<String> mail = server.commands().stream().filter(line -> line.startsWith("MAIL")).toList();
    assertThat(mail.get(0)).matches("MAIL FROM:<ann@example.com> SIZE=[0-9]+");
    assertThat(mail.get(1)).isEqualTo("MAIL FROM:<ann@example.com>");
  }

  @Test
  void eightBitMessageIsEncodedForAServerThatCannotTakeIt() throws Exception {
    server.offering("AUTH XOAUTH2");
    WireMessage message = WireMessage.of("To: bob@example.com\r\n\r\n\u00fc\r\n".getBytes(UTF_8));
    try (SmtpSender sender = ann.sender(server.uri())) {
      sender.send(message);
    }
    assertThat(server.mails().get(0).content())
        .contains("charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n")
        .endsWith("\r\n\r\n=C3=BC\r\n");
    assertThat(server.commands()).noneMatch(line -> line.contains("8BITMIME"));
  }

  @Test
  void eightBitMessageThatIsSignedIsNotForcedUponAServerThatCannotTakeIt() throws Exception {
    server.offering("AUTH XOAUTH2");
    String signed =
        "To: bob@example.com\r\nContent-Type: multipart/signed; boundary=b\r\n\r\n--b\r\n\r\n\u00fc"
            + "\r\n--b\r\nContent-Type: a/b\r\n\r\nx\r\n--b--\r\n";
    WireMessage message = WireMessage.of(signed.getBytes(UTF_8));
    try (SmtpSender sender = ann.sender(server.uri())) {
      assertReason(sender, message, Reason.MESSAGE, "does not take 8-bit messages");
    }
    assertThat(server.count("MAIL")).isZero();
  }

  @Test
  void messageAboveTheServersSizeIsNotBegun() throws Exception {
    server.offering("SIZE 100,AUTH XOAUTH2");
    try (SmtpSender sender = ann.sender(server.uri())) {
      assertReason(sender, Ann.message(), Reason.MESSAGE, "at most 100 bytes");
      server.offering("SIZE 0,AUTH XOAUTH2");
      assertReason(sender, Ann.message(), Reason.MESSAGE, "at most 100 bytes");
    }
    assertThat(server.count("MAIL")).isZero();
    assertThat(server.connections()).as("the connection is as good as before").isEqualTo(1);
    try (SmtpSender sender = ann.sender(server.uri())) {
      sender.send(Ann.message());
    }
    assertThat(server.mails()).as("0 means no limit").hasSize(1);
  }

  @Test
  void oneConnectionServesManyMessages() throws Exception {
    try (SmtpSender sender = ann.sender(server.uri())) {
      for (int i = 0; i < 20; i++) {
        sender.send(Ann.message());
      }
    }
    assertThat(server.mails()).hasSize(20);
    assertThat(server.connections()).isEqualTo(1);
    assertThat(server.count("AUTH")).isEqualTo(1);
    assertThat(server.count("QUIT")).isEqualTo(1);
  }

  @Test
  void oneRefusedRecipientStopsTheMessageAndTheConnectionGoesOn() throws Exception {
    server.on("RCPT TO:<carol@", "550 5.1.1 no such user");
    server.on("RCPT TO:<dan@", "450 4.2.1 too fast");
    WireMessage message = Ann.wire(Ann.mail().cc("carol@example.com", "dan@example.com").build());
    try (SmtpSender sender = ann.sender(server.uri())) {
      SendException.Refused e =
          catchThrowableOfType(SendException.Refused.class, () -> sender.send(message));
      assertThat(e.refusedRecipients())
          .containsExactly(
              new RefusedRecipient("carol@example.com", "550 5.1.1 no such user"),
              new RefusedRecipient("dan@example.com", "450 4.2.1 too fast"));
      assertThat(server.mails()).isEmpty();
      assertThat(server.count("DATA")).isZero();
      assertThat(server.count("RSET")).isEqualTo(1);
      sender.send(Ann.message());
    }
    assertThat(server.mails()).hasSize(1);
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void connectionThatWentStaleIsReplacedBeforeTheMessageIsAccepted() throws Exception {
    ScriptedSmtp.Action[] ends = {
      SmtpPeer::hangUp,
      SmtpPeer::reset,
      peer -> {
        peer.say("421 4.4.2 Timeout - closing connection.");
        peer.hangUp();
      },
      peer -> peer.say("530 5.7.0 Authentication Required."),
    };
    try (SmtpSender sender = ann.sender(server.uri())) {
      sender.send(Ann.message());
      for (ScriptedSmtp.Action end : ends) {
        server.on(
            "MAIL",
            peer -> {
              server.behave();
              end.act(peer);
            });
        sender.send(Ann.message());
      }
    }
    assertThat(server.mails()).hasSize(5);
    assertThat(server.connections()).isEqualTo(5);
  }

  @Test
  void serverThatIsThroughWithEachConnectionIsNotAskedForever() throws Exception {
    try (SmtpSender sender = ann.sender(server.uri())) {
      sender.send(Ann.message());
      server.on("MAIL", "421 4.7.0 Try again later");
      WireMessage message = Ann.message();
      assertThatThrownBy(() -> sender.send(message)).isInstanceOf(SendException.NotSent.class);
    }
    assertThat(server.connections()).isEqualTo(2);
  }

  @Test
  void connectionThatBreaksWithinTheNextTransactionIsNotReplaced() throws Exception {
    try (SmtpSender sender = ann.sender(server.uri())) {
      sender.send(Ann.message());
      server.on(".", SmtpPeer::hangUp);
      WireMessage message = Ann.message();
      assertThatThrownBy(() -> sender.send(message))
          .isInstanceOf(SendException.OutcomeUnknown.class);
    }
    assertThat(server.mails()).hasSize(2);
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void connectionThatWasIdleForAMinuteIsReplaced() throws Exception {
    ManualClock clock = ManualClock.at("2026-11-22T12:00:00Z");
    try (SmtpSender sender = new SmtpSender(ann.settings(server.uri()).with(clock))) {
      sender.send(Ann.message());
      clock.advance(Duration.ofSeconds(59));
      sender.send(Ann.message());
      assertThat(server.connections()).isEqualTo(1);
      clock.advance(Duration.ofSeconds(60));
      sender.send(Ann.message());
      assertThat(server.connections()).isEqualTo(2);
      assertThat(server.count("QUIT")).isEqualTo(1);
    }
  }

  @Test
  void closedSenderSendsNothingMore() throws Exception {
    SmtpSender sender = ann.sender(server.uri());
    sender.close();
    sender.close();
    WireMessage message = Ann.message();
    assertThatThrownBy(() -> sender.send(message)).isInstanceOf(IllegalStateException.class);
    assertThat(server.connections()).isZero();
  }

  @Test
  void observerSeesTheMessageGoOut() throws Exception {
    List<Long> seen = new ArrayList<>();
    WireMessage message = Ann.message();
    try (SmtpSender plain = ann.sender(server.uri());
        SmtpSender sender =
            plain.with(
                (written, total) -> {
                  seen.add(written);
                  assertThat(total).isEqualTo(message.size());
                })) {
      sender.send(message);
    }
    assertThat(seen).isSorted().endsWith(message.size());
  }

  @Test
  void anyPositiveReplyToTheDotIsAReceipt() throws Exception {
    server.on(".", "251 2.1.5 will forward");
    try (SmtpSender sender = ann.sender(server.uri())) {
      assertThat(sender.send(Ann.message()).via()).isEqualTo("smtp");
    }
  }

  private static void assertReason(
      SmtpSender sender, WireMessage message, Reason reason, String words) {
    SendException.Refused e =
        catchThrowableOfType(SendException.Refused.class, () -> sender.send(message));
    assertThat(e.reason()).isEqualTo(reason);
    assertThat(e).hasMessageContaining(words);
  }
}
