package dev.posthorn.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import dev.posthorn.auth.Secret;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.SendException;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that nobody here wrote: GreenMail, by TLS and XOAUTH2. */
final class GreenMailTest {
  @TempDir Path folder;

  private final GreenMail server =
      new GreenMail(
          new ServerSetup[] {
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS),
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP)
          });
  private Ann ann;

  @BeforeEach
  void start() throws Exception {
    Path keys = folder.resolve("greenmail.p12");
    // Its own certificate names nobody.
    System.setProperty("greenmail.tls.keystore.file", keys.toString());
    System.setProperty("greenmail.tls.keystore.password", Ann.LOCALHOST.save(keys));
    server.start();
    ann = new Ann(folder);
  }

  @AfterEach
  void stop() {
    server.stop();
    System.clearProperty("greenmail.tls.keystore.file");
    System.clearProperty("greenmail.tls.keystore.password");
    ann.close();
  }

  @Test
  void rightTokenSends() throws Exception {
    server.setUser("ann@example.com", "ann@example.com", Ann.TOKEN);
    try (SmtpSender sender = sender()) {
      for (int i = 0; i < 3; i++) {
        sender.send(Ann.wire(Ann.mail().bcc("carol@example.com").build()));
      }
    }
    MimeMessage[] received = server.getReceivedMessages();
    assertThat(received).as("three for Bob, three for Carol").hasSize(6);
    assertThat(received[0].getSubject()).isEqualTo("Hello");
    assertThat(GreenMailUtil.getWholeMessage(received[0])).doesNotContainIgnoringCase("bcc:");
  }

  @Test
  void wrongTokenIsReplacedAndThenRefused() throws Exception {
    server.setUser("ann@example.com", "ann@example.com", "another-token");
    WireMessage message = Ann.message();
    try (SmtpSender sender = sender()) {
      SendException.NotAuthorized e =
          catchThrowableOfType(SendException.NotAuthorized.class, () -> sender.send(message));
      assertThat(e).hasMessageContaining("535");
    }
    assertThat(ann.refreshes()).isEqualTo(1);
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void freshTokenSendsWhereTheOldOneWasRefused() throws Exception {
    server.setUser("ann@example.com", "ann@example.com", Ann.FRESH_TOKEN);
    try (SmtpSender sender = sender()) {
      sender.send(Ann.message());
    }
    assertThat(ann.refreshes()).isEqualTo(1);
    assertThat(server.getReceivedMessages()).hasSize(1);
  }

  @Test
  void passwordSends() throws Exception {
    server.setUser("ann@example.com", "ann@example.com", "pass word");
    AppPassword password = new AppPassword("ann@example.com", Secret.of("pass word"));
    try (SmtpSender sender = SmtpSender.of(password, smtps()).with(Ann.LOCALHOST.client())) {
      sender.send(Ann.message());
    }
    assertThat(server.getReceivedMessages()).hasSize(1);
  }

  @Test
  void plainServerOnThisMachineNeedsNoLogin() throws Exception {
    URI smtp = URI.create("smtp://127.0.0.1:" + server.getSmtp().getPort());
    try (SmtpSender sender = SmtpSender.withoutLogin(smtp, "ann@example.com")) {
      assertThat(sender.send(Ann.message()).account()).isEqualTo("ann@example.com");
    }
    assertThat(server.getReceivedMessages()).hasSize(1);
  }

  private URI smtps() {
    return URI.create("smtps://localhost:" + server.getSmtps().getPort());
  }

  private SmtpSender sender() throws Exception {
    return SmtpSender.of(ann.account(), smtps()).with(Ann.LOCALHOST.client());
  }
}
