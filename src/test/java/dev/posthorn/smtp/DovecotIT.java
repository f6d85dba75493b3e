package dev.posthorn.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.posthorn.auth.Account;
import dev.posthorn.message.Mail;
import dev.posthorn.message.MailBuilder;
import dev.posthorn.message.MimeComposer;
import dev.posthorn.message.WireMessage;
import dev.posthorn.sandbox.Sandbox;
import dev.posthorn.send.SendException;
import dev.posthorn.testing.Consenting;
import dev.posthorn.testing.Dovecot;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SMTP with a server that nobody here wrote: Dovecot's submission service, which asks the sandbox
 * about each token and hands the mail on to GreenMail.
 */
class DovecotIT {
  @TempDir Path home;
  private GreenMail backend;
  private Sandbox google;

  @BeforeEach
  void start() throws Exception {
    backend = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    backend.start();
    google = Sandbox.plain().autoConsent(true).start();
  }

  @AfterEach
  void stop() {
    google.close();
    backend.stop();
  }

  @Test
  void theRightTokenOpensBothDoors() throws Exception {
    try (Dovecot dovecot = Dovecot.start(tokeninfo(), port())) {
      for (URI door : new URI[] {dovecot.smtps(), dovecot.smtp()}) {
        try (SmtpSender sender = SmtpSender.of(ann("smtp"), door).with(dovecot.trust())) {
          sender.send(wire(mail("Grüße").bcc("dan@example.com")));
        }
      }
      assertThat(backend.getReceivedMessages()).as(dovecot.log()).hasSize(4);
      for (MimeMessage arrived : backend.getReceivedMessages()) {
        assertThat(arrived.getSubject()).isEqualTo("Grüße");
        assertThat(arrived.getHeader("Bcc")).isNull();
      }
      assertThat(dovecot.log()).contains("from=<ann@example.com>", "nrcpt=2", "TLS");
    }
  }

  @Test
  void aTokenThatIsNotGoodForSmtpIsRefusedInWords() throws Exception {
    try (Dovecot dovecot = Dovecot.start(tokeninfo(), port());
        SmtpSender sender = SmtpSender.of(ann("send"), dovecot.smtps()).with(dovecot.trust())) {
      SendException refused = failure(sender);

      assertThat(refused).isInstanceOf(SendException.NotAuthorized.class);
      assertThat(refused.remedy()).contains("posthorn login", "smtp");
      assertNothingArrived();
    }
  }

  @Test
  void aRevokedTokenIsRefused() throws Exception {
    try (Dovecot dovecot = Dovecot.start(tokeninfo(), port())) {
      Account account = ann("smtp");
      Account copy = Account.fromAuthorizedUser(account.toJson(), dev.posthorn.auth.Home.at(home));
      copy.revoke();
      try (SmtpSender sender = SmtpSender.of(account, dovecot.smtps()).with(dovecot.trust())) {
        SendException refused = failure(sender);

        assertThat(refused).isInstanceOf(SendException.NotAuthorized.class);
        assertThat(refused.remedy()).contains("posthorn login");
        assertNothingArrived();
      }
    }
  }

  @Test
  void aCertificateOfAnotherNameIsNotBelieved() throws Exception {
    try (Dovecot dovecot = Dovecot.underAnotherName(tokeninfo(), port())) {
      for (URI door : new URI[] {dovecot.smtps(), dovecot.smtp()}) {
        try (SmtpSender sender = SmtpSender.of(ann("smtp"), door).with(dovecot.trust())) {
          assertThat(failure(sender)).hasMessageContaining("localhost");
        }
      }
      assertThat(dovecot.log()).doesNotContain("Login:");
      assertNothingArrived();
    }
  }

  @Test
  void aCertificateOfNobodyWeTrustIsNotBelieved() throws Exception {
    try (Dovecot dovecot = Dovecot.start(tokeninfo(), port());
        SmtpSender sender = SmtpSender.of(ann("smtp"), dovecot.smtps())) {
      assertThat(failure(sender)).isInstanceOf(SendException.NotSent.class);
      assertThat(dovecot.log()).doesNotContain("Login:");
    }
  }

  @Test
  void withoutStarttlsNoTokenIsShown() throws Exception {
    try (Dovecot dovecot = Dovecot.withoutTls(tokeninfo(), port());
        SmtpSender sender = SmtpSender.of(ann("smtp"), dovecot.smtp()).with(dovecot.trust())) {
      assertThat(failure(sender)).hasMessageContaining("STARTTLS");
      assertThat(dovecot.log()).doesNotContain("Login:", "auth failed");
      assertNothingArrived();
    }
  }

  @Test
  void manyMessagesGoOverOneConnection() throws Exception {
    try (Dovecot dovecot = Dovecot.start(tokeninfo(), port());
        SmtpSender sender = SmtpSender.of(ann("smtp"), dovecot.smtps()).with(dovecot.trust())) {
      for (int i = 0; i < 20; i++) {
        sender.send(wire(mail("number " + i)));
      }
      Set<String> subjects = new HashSet<>();
      for (MimeMessage arrived : backend.getReceivedMessages()) {
        subjects.add(arrived.getSubject());
      }
      assertThat(subjects).hasSize(20);
      assertThat(dovecot.log().split("Login: user=", -1)).as("logins").hasSize(2);
    }
  }

  @Test
  void bodiesArriveAsTheyWere() throws Exception {
    try (Dovecot dovecot = Dovecot.start(tokeninfo(), port());
        SmtpSender sender = SmtpSender.of(ann("smtp"), dovecot.smtps()).with(dovecot.trust())) {
      Path file = home.resolve("big.bin");
      byte[] bytes = new byte[3_000_000];
      new java.util.Random(3).nextBytes(bytes);
      Files.write(file, bytes);
      sender.send(wire(mail("dots").text(".\n..\n.x\n").attach(file)));

      var parts = (jakarta.mail.Multipart) backend.getReceivedMessages()[0].getContent();
      assertThat(parts.getBodyPart(0).getContent().toString().replace("\r\n", "\n"))
          .isEqualTo(".\n..\n.x\n");
      assertThat(parts.getBodyPart(1).getInputStream().readAllBytes()).isEqualTo(bytes);
    }
  }

  private static SendException failure(SmtpSender sender) {
    return catchThrowableOfType(
        SendException.class, () -> sender.send(wire(mail("never to be seen"))));
  }

  private void assertNothingArrived() {
    assertThat(backend.getReceivedMessages()).isEmpty();
  }

  private Account ann(String scope) throws Exception {
    return Consenting.login(google, home, "ann@example.com", scope);
  }

  private URI tokeninfo() {
    return google.root().resolve("/tokeninfo");
  }

  private int port() {
    return backend.getSmtp().getPort();
  }

  private static WireMessage wire(MailBuilder mail) throws Exception {
    return WireMessage.of(MimeComposer.create().compose(mail.build()));
  }

  private static MailBuilder mail(String subject) {
    return Mail.builder().to("bob@example.com").subject(subject).text("Hello.\n");
  }
}
