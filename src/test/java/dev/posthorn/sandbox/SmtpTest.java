package dev.posthorn.sandbox;

import static dev.posthorn.sandbox.Browserless.SEND;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.posthorn.testing.Await;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Base64;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mail submitted by SMTP. */
final class SmtpTest {
  private static final String MAIL_SCOPE = "https://mail.google.com/";
  private static final String ANN = "ann@example.com";
  private static final String BOB = "bob@example.com";

  private Sandbox sandbox;

  @BeforeEach
  void start() throws IOException {
    sandbox = Sandbox.plain().smtp(true).start();
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void jakartaMailSubmitsWithAToken(boolean startTls) throws MessagingException {
    submit(startTls, new Browserless(sandbox).accessToken(ANN, MAIL_SCOPE));

    assertThat(sandbox.messages()).extracting(SandboxMessage::account).containsExactly(ANN, BOB);
    assertThat(sandbox.messages().get(1).raw())
        .contains("Message-ID: <kept@posthorn.example>", "Delivered-To: bob@example.com");
    assertThat(sandbox.calls())
        .endsWith("smtp.connect", "smtp.auth", "smtp.mail", "smtp.rcpt", "smtp.data");
  }

  @Test
  void tokenWithoutTheScopeIsRefused() {
    String token = new Browserless(sandbox).accessToken(ANN, SEND);

    assertThatThrownBy(() -> submit(false, token))
        .isInstanceOf(AuthenticationFailedException.class);
  }

  private void submit(boolean startTls, String token) throws MessagingException {
    Properties properties = new Properties();
    properties.put("mail.smtp.ssl.enable", Boolean.toString(!startTls));
    properties.put("mail.smtp.starttls.required", Boolean.toString(startTls));
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    properties.put(
        "mail.smtp.ssl.socketFactory", SmtpTalk.trusting(sandbox.caPem()).getSocketFactory());
    properties.put("mail.smtp.auth.mechanisms", "XOAUTH2");
    properties.put("mail.smtp.auth", "true");
    Session session = Session.getInstance(properties);
    MimeMessage message = new MimeMessage(session);
    message.setFrom(ANN);
    message.setRecipients(Message.RecipientType.TO, "somebody@elsewhere.example");
    message.setText("Hi\n.\nBye");
    message.saveChanges();
    message.setHeader("Message-ID", "<kept@posthorn.example>");
    int port = (startTls ? sandbox.smtp() : sandbox.smtps()).getPort();
    try (Transport transport = session.getTransport("smtp")) {
      transport.connect("localhost", port, ANN, token);
      transport.sendMessage(message, new InternetAddress[] {new InternetAddress(BOB)});
    }
  }

  @Test
  void refusedTokenIsExplainedBeforeItIsRefused() throws IOException {
    try (SmtpTalk talk = SmtpTalk.tls(sandbox)) {
      talk.reply();
      talk.say("EHLO localhost");
      String challenge =
          talk.say(
              "AUTH XOAUTH2 "
                  + SmtpTalk.base64("user=" + ANN + "\u0001auth=Bearer nonsense\u0001\u0001"));

      assertThat(challenge).startsWith("334 ");
      assertThat(new String(Base64.getDecoder().decode(challenge.substring(4).trim()), UTF_8))
          .contains("\"scope\":\"https://mail.google.com/\"");
      assertThat(talk.say("")).startsWith("535 5.7.8");
    }
  }

  @Test
  void tokenOfSomebodyElseIsRefused() throws IOException {
    String token = new Browserless(sandbox).accessToken(BOB, MAIL_SCOPE);
    try (SmtpTalk talk = SmtpTalk.tls(sandbox)) {
      talk.reply();
      talk.say("EHLO localhost");
      talk.say(
          "AUTH XOAUTH2 "
              + SmtpTalk.base64("user=" + ANN + "\u0001auth=Bearer " + token + "\u0001\u0001"));

      assertThat(talk.say("")).startsWith("535 5.7.8");
    }
  }

  @Test
  void appPasswordOpensByPlainAndLogin() throws IOException {
    assertThat(sandbox.appPassword(ANN)).matches("[a-z]{16}");
    try (SmtpTalk talk = SmtpTalk.tls(sandbox)) {
      assertThat(talk.reply()).startsWith("220 ");
      assertThat(talk.say("EHLO localhost"))
          .contains("250-SIZE 35882577", "250-8BITMIME", "250-AUTH LOGIN PLAIN XOAUTH2")
          .doesNotContain("STARTTLS");
      assertThat(talk.say("AUTH PLAIN " + SmtpTalk.base64("\0" + ANN + "\0wrong")))
          .startsWith("535 5.7.8");
      assertThat(talk.say("AUTH LOGIN")).startsWith("334 VXNlcm5hbWU6");
      assertThat(talk.say(SmtpTalk.base64(ANN))).startsWith("334 UGFzc3dvcmQ6");
      assertThat(talk.say(SmtpTalk.base64(sandbox.appPassword(ANN)))).startsWith("235 2.7.0");
      assertThat(talk.say("AUTH PLAIN " + SmtpTalk.plainOf(sandbox, ANN))).startsWith("503");
    }
  }

  @Test
  void nothingButTlsIsOfferedInPlainText() throws IOException {
    try (SmtpTalk talk = SmtpTalk.plain(sandbox)) {
      talk.reply();
      assertThat(talk.say("EHLO localhost")).contains("STARTTLS").doesNotContain("AUTH");
      assertThat(talk.say("AUTH PLAIN " + SmtpTalk.plainOf(sandbox, ANN))).startsWith("530 5.7.0");
      assertThat(talk.say("MAIL FROM:<" + ANN + ">")).startsWith("530 5.7.0");
      assertThat(talk.say("STARTTLS")).startsWith("220");
      talk.secure();
      talk.say("EHLO localhost");
      assertThat(talk.say("MAIL FROM:<" + ANN + ">")).startsWith("530 5.7.0");
      assertThat(talk.say("AUTH PLAIN " + SmtpTalk.plainOf(sandbox, ANN))).startsWith("235");
    }
  }

  @Test
  void wordsSmuggledBeforeTheHandshakeEndTheSession() throws IOException {
    try (SmtpTalk talk = SmtpTalk.plain(sandbox)) {
      talk.reply();
      talk.say("EHLO localhost");
      talk.send("STARTTLS\r\nMAIL FROM:<" + ANN + ">\r\n");

      assertThat(talk.reply()).startsWith("421 ");
      assertThat(talk.reply()).isEmpty();
    }
  }

  @Test
  void envelopeDecidesWhoGetsIt() throws IOException {
    try (SmtpTalk talk = SmtpTalk.ann(sandbox)) {
      assertThat(talk.mail(ANN, BOB, "To: ann@example.com\r\nBcc: leaked@x.example\r\n\r\n..dot"))
          .startsWith("250 2.0.0 OK ");
    }
    SandboxMessage sent = sandbox.messages().get(0);
    SandboxMessage arrived = sandbox.messages().get(1);
    assertThat(sent.labelIds()).containsExactly("SENT");
    assertThat(arrived.account()).isEqualTo(BOB);
    assertThat(arrived.raw())
        .contains("Bcc: leaked@x.example", "From: ann@example.com", "\r\nMessage-ID: <CA")
        .endsWith("\r\n\r\n.dot\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "MAIL FROM:ann@example.com|555 5.5.2",
        "MAIL FROM:<ann@example.com> SIZE=35882578|552 5.3.4",
        "MAIL FROM:<ann@example.com> SMTPUTF8|555 5.5.4",
        "RCPT TO:<bob@example.com>|503 5.5.1",
        "DATA|503 5.5.1",
        "NONSENSE|502 5.5.1",
        "AUTH CRAM-MD5|503 5.5.1"
      })
  void wrongCommandIsRefused(String command, String reply) throws IOException {
    try (SmtpTalk talk = SmtpTalk.ann(sandbox)) {
      assertThat(talk.say(command)).startsWith(reply);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"root", "bob@localhost", "b\u00f6b@example.com", "a@b@c.example", ""})
  void recipientThatIsNoAddressIsRefused(String recipient) throws IOException {
    try (SmtpTalk talk = SmtpTalk.ann(sandbox)) {
      assertThat(talk.mail(ANN, recipient, "")).startsWith("553 5.1.3");
    }
  }

  @Test
  void hundredRecipientsPassAndOneMoreIsRefused() throws IOException {
    try (SmtpTalk talk = SmtpTalk.ann(sandbox)) {
      talk.say("MAIL FROM:<" + ANN + "> SIZE=35882577 BODY=8BITMIME");
      for (int i = 0; i < 100; i++) {
        assertThat(talk.say("RCPT TO:<r" + i + "@x.example>")).startsWith("250 2.1.5");
      }
      assertThat(talk.say("RCPT TO:<r@x.example>")).startsWith("452 4.5.3");
      talk.say("RSET");
      assertThat(talk.say("DATA")).startsWith("503");
    }
  }

  @Test
  void tooLargeAMailIsRefusedAtItsDot() throws IOException {
    try (SmtpTalk talk = SmtpTalk.ann(sandbox)) {
      String mail = "Subject: big\r\n\r\n" + ("x".repeat(98) + "\r\n").repeat(358_826);
      assertThat(talk.mail(ANN, BOB, mail)).startsWith("552 5.3.4");
      assertThat(talk.mail(ANN, BOB, "Subject: bare\n\nHi")).startsWith("550 5.6.11");
      assertThat(talk.mail(ANN, BOB, "Subject: " + "x".repeat(999) + "\r\n\r\n"))
          .startsWith("550 5.6.0");
    }
    assertThat(sandbox.messages()).isEmpty();
  }

  @Test
  void onlyThisMachineIsListenedOn() {
    for (int port : new int[] {sandbox.smtps().getPort(), sandbox.smtp().getPort()}) {
      assertThatThrownBy(
              () -> {
                try (Socket socket = new Socket()) {
                  socket.connect(new InetSocketAddress("127.0.0.2", port), 2000);
                }
              })
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void closingEndsTheSessionsAndTheirThreads() throws Exception {
    int port = sandbox.smtps().getPort();
    try (SmtpTalk talk = SmtpTalk.ann(sandbox)) {
      sandbox.close();

      // A thread whose work has ended is to be seen for a moment more.
      Await.until(
          Duration.ofMinutes(5),
          "the threads end",
          () ->
              Thread.getAllStackTraces().keySet().stream()
                  .noneMatch(thread -> thread.getName().startsWith("sandbox-" + port)));
      assertThatThrownBy(() -> assertThat(talk.say("NOOP")).isNotEmpty())
          .isInstanceOfAny(IOException.class, AssertionError.class);
    }
  }

  @Test
  void withoutSmtpThereIsNoPort() throws IOException {
    try (Sandbox other = Sandbox.plain().start()) {
      assertThatThrownBy(other::smtps).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(other::caPem).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> other.appPassword("x@y.example"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
