package dev.posthorn.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.auth.Home;
import dev.posthorn.auth.Secret;
import dev.posthorn.auth.Trust;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.Refused.Reason;
import dev.posthorn.testing.LogRecords;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.logging.LogManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing secret goes out in the clear, to somebody else, or into a log. */
final class SmtpSecurityTest {
  @TempDir Path folder;

  private Ann ann;

  @BeforeEach
  void start() throws Exception {
    ann = new Ann(folder);
  }

  @AfterEach
  void stop() {
    ann.close();
  }

  @Test
  void startTlsComesBeforeTheLogin() throws Exception {
    try (ScriptedSmtp server = ScriptedSmtp.smtp(Ann.LOCALHOST).letIn(Ann.TOKEN)) {
      try (SmtpSender sender = ann.sender(server.uri())) {
        sender.send(Ann.message());
      }
      assertThat(server.commands().stream().map(line -> line.split("[ :]", 2)[0]))
          .containsExactly("EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", ".", "QUIT");
    }
  }

  @Test
  void serverWithoutStartTlsIsSentNothing() throws Exception {
    try (ScriptedSmtp server =
        ScriptedSmtp.smtp(Ann.LOCALHOST).letIn(Ann.TOKEN).offering("AUTH XOAUTH2")) {
      SendException.Refused e = failure(SendException.Refused.class, ann.sender(server.uri()));
      assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE);
      assertThat(e).hasMessageContaining("does not offer STARTTLS");
      assertThat(server.count("AUTH") + server.count("MAIL")).isZero();
    }
  }

  @Test
  void serverThatRefusesStartTlsIsSentNothing() throws Exception {
    try (ScriptedSmtp server = ScriptedSmtp.smtp(Ann.LOCALHOST).letIn(Ann.TOKEN)) {
      server.on("STARTTLS", "454 4.7.0 TLS not available due to temporary reason");
      failure(SendException.NotSent.class, ann.sender(server.uri()));
      server.on("STARTTLS", "502 5.5.1 no");
      failure(SendException.Refused.class, ann.sender(server.uri()));
      assertThat(server.count("AUTH") + server.count("MAIL")).isZero();
    }
  }

  /** What somebody on the way adds to the 220 must not count as said by the server itself. */
  @Test
  void wordsSlippedInBeforeTlsAreNotBelieved() throws Exception {
    try (ScriptedSmtp server = ScriptedSmtp.smtp(Ann.LOCALHOST).letIn(Ann.TOKEN)) {
      server.on(
          "TLS", peer -> peer.say("220 go ahead\r\n250-evil.example\r\n250 AUTH PLAIN LOGIN"));
      try (SmtpSender sender = ann.sender(server.uri())) {
        sender.send(Ann.message());
      }
      assertThat(server.count("AUTH XOAUTH2")).isEqualTo(1);
      assertThat(server.mails()).hasSize(1);
    }
  }

  @Test
  void certificateForAnotherNameIsRefused() throws Exception {
    ThrowAwayCertificate other = ThrowAwayCertificate.of("dns:smtp.evil.example");
    try (ScriptedSmtp smtps = ScriptedSmtp.smtps(other);
        ScriptedSmtp smtp = ScriptedSmtp.smtp(other)) {
      for (ScriptedSmtp server : new ScriptedSmtp[] {smtps, smtp}) {
        SmtpSettings settings = ann.settings(server.uri()).with(other.client()::getSocketFactory);
        SendException.NotSent e = failure(SendException.NotSent.class, new SmtpSender(settings));
        assertThat(e).hasMessageContaining("no secure connection to localhost");
        assertThat(e.remedy()).contains("--ca-file");
        assertThat(server.connections()).as("and not tried without TLS").isEqualTo(1);
        assertThat(server.count("AUTH") + server.count("MAIL")).isZero();
      }
    }
  }

  /** JSSE leaves the name to such a trust manager, which may look at nothing at all. */
  @Test
  void contextThatBelievesEverythingIsStillToldTheName() throws Exception {
    SSLContext gullible = SSLContext.getInstance("TLS");
    gullible.init(null, new TrustManager[] {new GullibleTrust()}, null);
    ThrowAwayCertificate other = ThrowAwayCertificate.of("dns:smtp.evil.example");
    try (ScriptedSmtp smtps = ScriptedSmtp.smtps(other);
        ScriptedSmtp smtp = ScriptedSmtp.smtp(other);
        ScriptedSmtp right = ScriptedSmtp.smtps(Ann.LOCALHOST).letIn(Ann.TOKEN)) {
      for (ScriptedSmtp server : new ScriptedSmtp[] {smtps, smtp}) {
        SmtpSender sender = SmtpSender.of(ann.account(), server.uri()).with(gullible);
        SendException.NotSent e = failure(SendException.NotSent.class, sender);
        assertThat(e).hasMessageContaining("does not name localhost");
        assertThat(server.count("AUTH") + server.count("MAIL")).isZero();
      }
      try (SmtpSender sender = SmtpSender.of(ann.account(), right.uri()).with(gullible)) {
        sender.send(Ann.message());
      }
      assertThat(right.mails()).hasSize(1);
    }
  }

  @Test
  void certificateThatNobodyVouchesForIsRefused() throws Exception {
    try (ScriptedSmtp server = ScriptedSmtp.smtps(Ann.LOCALHOST).letIn(Ann.TOKEN)) {
      SmtpSender sender = SmtpSender.of(ann.account(), server.uri());
      assertThat(failure(SendException.NotSent.class, sender))
          .hasMessageContaining("no secure connection to localhost");
      assertThat(server.commands()).isEmpty();
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void caFileOfTheHomeIsBelieved() throws Exception {
    Path pem = Files.writeString(folder.resolve("ca.pem"), Ann.LOCALHOST.pem());
    Home home = Home.at(folder.resolve("trusting"), Trust.withCaFile(pem));
    try (ScriptedSmtp server = ScriptedSmtp.smtps(Ann.LOCALHOST).letIn(Ann.TOKEN);
        SmtpSender sender = SmtpSender.of(ann.account(home, Ann.SMTP), server.uri())) {
      sender.send(Ann.message());
      assertThat(server.mails()).hasSize(1);
    }
    AppPassword password = new AppPassword("ann@example.com", Secret.of("pw"));
    try (ScriptedSmtp server = ScriptedSmtp.smtps(Ann.LOCALHOST).letIn("pw");
        SmtpSender sender = SmtpSender.of(password, server.uri()).with(Trust.withCaFile(pem))) {
      sender.send(Ann.message());
      assertThat(server.mails()).hasSize(1);
    }
  }

  @Test
  void plainServerBehindSmtpsIsSentNothing() throws Exception {
    try (ScriptedSmtp server = ScriptedSmtp.smtp(Ann.LOCALHOST).letIn(Ann.TOKEN)) {
      URI wrong = URI.create(server.uri().toString().replace("smtp:", "smtps:"));
      SendException.NotSent e = failure(SendException.NotSent.class, ann.sender(wrong));
      assertThat(e.remedy()).contains("STARTTLS");
      assertThat(server.connections()).isEqualTo(1);
      assertThat(server.count("AUTH") + server.count("EHLO")).isZero();
    }
  }

  /** Each waits for the other to speak, until one has enough or says something in TLS. */
  @Test
  void tlsServerBehindSmtpIsSentNothing() throws Exception {
    try (ScriptedSmtp server = ScriptedSmtp.smtps(Ann.LOCALHOST).letIn(Ann.TOKEN)) {
      URI wrong = URI.create(server.uri().toString().replace("smtps:", "smtp:"));
      SmtpSender sender = ann.impatientSender(wrong);
      SendException.NotSent e = failure(SendException.NotSent.class, sender);
      assertThat(e).hasMessageContaining("did not answer in time");
      assertThat(e.remedy()).contains("smtps:// and smtp:// (STARTTLS) are not mixed up");
      assertThat(server.connections()).isEqualTo(1);
      assertThat(server.commands()).isEmpty();
    }
  }

  @Test
  void contextThatAllowsOnlyOldTlsIsRefused() throws Exception {
    SSLContext old = SSLContext.getInstance("TLSv1");
    old.init(null, null, null);
    try (ScriptedSmtp server = ScriptedSmtp.smtps(Ann.LOCALHOST).letIn(Ann.TOKEN)) {
      SmtpSender sender = new SmtpSender(ann.settings(server.uri()).with(old::getSocketFactory));
      failure(SendException.NotSent.class, sender);
      assertThat(server.commands()).isEmpty();
    }
  }

  @Test
  void nameOfThisMachineIsToldToNobody() throws Exception {
    try (ScriptedSmtp server = ScriptedSmtp.smtps(Ann.LOCALHOST).letIn(Ann.TOKEN)) {
      try (SmtpSender sender = ann.sender(server.uri())) {
        sender.send(Ann.message());
      }
      assertThat(server.commands().get(0)).isEqualTo("EHLO [127.0.0.1]");
      assertThat(server.mails().get(0).content())
          .doesNotContain(InetAddress.getLocalHost().getHostName());
    }
  }

  @Test
  void secretThatTheServerRepeatsIsShownNowhere() throws Exception {
    String response = Xoauth2.initialResponse("ann@example.com", Ann.TOKEN);
    try (ScriptedSmtp server = ScriptedSmtp.smtps(Ann.LOCALHOST)) {
      server.on("AUTH", "504 5.5.4 cannot make sense of " + response + " and " + Ann.TOKEN);
      SendException e = failure(SendException.NotAuthorized.class, ann.sender(server.uri()));
      assertThat(e).hasMessageContaining("[redacted]");
      assertSilent(e, text -> assertThat(text).doesNotContain(Ann.TOKEN, response));
    }
    AppPassword password = new AppPassword("ann@example.com", Secret.of("sesame-open"));
    String encoded = Base64.getEncoder().encodeToString("sesame-open".getBytes(UTF_8));
    try (ScriptedSmtp server = ScriptedSmtp.smtps(Ann.LOCALHOST)) {
      server.on("AUTH", peer -> peer.say("535 no to sesame-open " + encoded));
      SmtpSender sender = SmtpSender.of(password, server.uri()).with(Ann.LOCALHOST.client());
      SendException e = failure(SendException.NotAuthorized.class, sender);
      assertSilent(e, text -> assertThat(text).doesNotContain("sesame-open", encoded));
    }
  }

  @Test
  void tokenThatTheChallengeRepeatsIsShownNowhere() throws Exception {
    String json = "{\"status\":\"401\",\"scope\":\"" + Ann.TOKEN + "\"}";
    try (ScriptedSmtp server = ScriptedSmtp.smtps(Ann.LOCALHOST)) {
      server.on(
          "AUTH",
          peer -> {
            peer.say("334 " + Base64.getEncoder().encodeToString(json.getBytes(UTF_8)));
            peer.hear();
            peer.say("535 5.7.8 no");
          });
      SendException e = failure(SendException.NotAuthorized.class, ann.sender(server.uri()));
      assertThat(e).hasMessageContaining("wants the scope [redacted]");
      assertSilent(e, text -> assertThat(text).doesNotContain(Ann.TOKEN, Ann.FRESH_TOKEN));
    }
  }

  @Test
  void logSaysNothingOfTokensAndMails() throws Exception {
    assertLogSaysNothing();
  }

  /** Which forgets all levels that were set, in the middle of a connection too. */
  @Test
  void newConfigurationOfTheLogsChangesNothingOfThat() throws Exception {
    LogManager logs = LogManager.getLogManager();
    String all = ".level=FINEST\ndev.posthorn.smtp.level=ALL\n";
    try {
      logs.readConfiguration(new ByteArrayInputStream(all.getBytes(UTF_8)));
      assertLogSaysNothing();
    } finally {
      logs.readConfiguration();
    }
  }

  private void assertLogSaysNothing() throws Exception {
    try (LogRecords log = new LogRecords();
        ScriptedSmtp server = ScriptedSmtp.smtps(Ann.LOCALHOST).letIn(Ann.TOKEN)) {
      try (SmtpSender sender = ann.sender(server.uri())) {
        sender.send(Ann.message());
      }
      assertThat(log.text())
          .doesNotContain(
              Ann.TOKEN,
              Xoauth2.initialResponse("ann@example.com", Ann.TOKEN),
              "The body of the mail.",
              "bob@example.com");
    }
  }

  private static void assertSilent(Throwable thrown, Consumer<String> check) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      check.accept(cause.toString());
    }
  }

  private static <E extends SendException> E failure(Class<E> type, SmtpSender sender)
      throws Exception {
    WireMessage message = Ann.message();
    try (sender) {
      E e = catchThrowableOfType(type, () -> sender.send(message));
      assertThat(e).isNotNull();
      return e;
    }
  }
}
