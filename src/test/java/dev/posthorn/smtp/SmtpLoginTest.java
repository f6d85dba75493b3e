package dev.posthorn.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.Home;
import dev.posthorn.auth.Secret;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.Refused.Reason;
import dev.posthorn.send.SendReceipt;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who logs in where, and what is done when the server says no to that. */
final class SmtpLoginTest {
  private static final AppPassword PASSWORD =
      new AppPassword("ann@example.com", Secret.of("abcd efgh ijkl mnop"));

  @TempDir Path folder;

  private ScriptedSmtp server;
  private Ann ann;

  @BeforeEach
  void start() throws Exception {
    server = ScriptedSmtp.smtps(Ann.LOCALHOST);
    ann = new Ann(folder);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    ann.close();
  }

  @Test
  void refusedTokenIsReplacedOnce() throws Exception {
    server.letIn(Ann.FRESH_TOKEN);
    WireMessage message = Ann.message();
    try (SmtpSender sender = ann.sender(server.uri())) {
      SendReceipt receipt = sender.send(message);
      assertThat(receipt)
          .isEqualTo(
              new SendReceipt(
                  message.header("Message-ID").orElseThrow().replaceAll("[<>]", ""),
                  "",
                  List.of(),
                  "ann@example.com",
                  "smtp"));
    }
    assertThat(ann.refreshes()).isEqualTo(1);
    assertThat(server.connections()).isEqualTo(2);
    assertThat(server.commands()).as("the challenge is answered by an empty line").contains("()");
  }

  @Test
  void secondRefusalAsksForANewConsentInTheServersWords() throws Exception {
    WireMessage message = Ann.message();
    try (SmtpSender sender = ann.sender(server.uri())) {
      SendException.NotAuthorized e =
          catchThrowableOfType(SendException.NotAuthorized.class, () -> sender.send(message));
      assertThat(e)
          .hasMessageContaining("answered 535 5.7.8: Username and Password not accepted.")
          .hasMessageContaining(
              "It says 401 of the token and wants the scope https://mail.google.com/.");
      assertThat(e.remedy())
          .isEqualTo("Run: posthorn login --account ann@example.com --scopes send,labels,smtp");
    }
    assertThat(ann.refreshes()).isEqualTo(1);
    assertThat(server.connections()).isEqualTo(2);
    assertThat(server.count("MAIL")).isZero();
  }

  @Test
  void loginThatIsRefusedForNowIsNotTriedAgain() throws Exception {
    server.on("AUTH", "454 4.7.0 Too many login attempts, please try again later.");
    WireMessage message = Ann.message();
    try (SmtpSender sender = ann.sender(server.uri())) {
      assertThatThrownBy(() -> sender.send(message)).isInstanceOf(SendException.NotSent.class);
    }
    assertThat(ann.refreshes()).isZero();
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void consentWithoutSmtpIsNotEvenShown() throws Exception {
    WireMessage message = Ann.message();
    try (SmtpSender sender = SmtpSender.of(ann.account(Ann.SEND), server.uri())) {
      SendException.NotAuthorized e =
          catchThrowableOfType(SendException.NotAuthorized.class, () -> sender.send(message));
      assertThat(e).hasMessageContaining("gmail.send alone cannot do it");
      assertThat(e.remedy()).endsWith("--scopes send,labels,smtp");
    }
    assertThat(server.connections()).isZero();
    assertThat(SmtpSender.isOpenedBy(List.of("send"))).isFalse();
    assertThat(SmtpSender.isOpenedBy(List.of("send", "smtp"))).isTrue();
    assertThat(SmtpSender.isOpenedBy(List.of(Ann.SMTP))).isTrue();
  }

  @Test
  void unknownScopesAreTried() throws Exception {
    server.letIn(Ann.TOKEN);
    try (SmtpSender sender =
        SmtpSender.of(ann.account(new String[0]), server.uri()).with(Ann.LOCALHOST.client())) {
      sender.send(Ann.message());
    }
    assertThat(server.mails()).hasSize(1);
  }

  @Test
  void passwordLogsInByPlain() throws Exception {
    server.letIn(PASSWORD.password().value());
    try (SmtpSender sender = SmtpSender.of(PASSWORD, server.uri()).with(Ann.LOCALHOST.client())) {
      assertThat(sender.send(Ann.message()).account()).isEqualTo("ann@example.com");
    }
    assertThat(server.count("AUTH PLAIN ")).isEqualTo(1);
  }

  @Test
  void passwordLogsInByLoginWhereThereIsNoPlain() throws Exception {
    server.letIn(PASSWORD.password().value()).offering("AUTH LOGIN");
    try (SmtpSender sender = SmtpSender.of(PASSWORD, server.uri()).with(Ann.LOCALHOST.client())) {
      sender.send(Ann.message());
    }
    assertThat(server.count("AUTH LOGIN")).isEqualTo(1);
    assertThat(server.mails()).hasSize(1);
  }

  @Test
  void wrongPasswordIsTriedOnce() throws Exception {
    WireMessage message = Ann.message();
    try (SmtpSender sender = SmtpSender.of(PASSWORD, server.uri()).with(Ann.LOCALHOST.client())) {
      SendException.NotAuthorized e =
          catchThrowableOfType(SendException.NotAuthorized.class, () -> sender.send(message));
      assertThat(e.remedy()).contains("app password");
    }
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void serverWithoutTheLoginIsSentNothing() throws Exception {
    WireMessage message = Ann.message();
    for (String offered : new String[] {"8BITMIME", "AUTH GSSAPI", "AUTH PLAIN LOGIN"}) {
      server.offering(offered);
      try (SmtpSender sender = ann.sender(server.uri())) {
        SendException.Refused e =
            catchThrowableOfType(SendException.Refused.class, () -> sender.send(message));
        assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE);
        assertThat(e).hasMessageContaining("does not offer a login by XOAUTH2");
      }
    }
    assertThat(server.count("AUTH")).isZero();
    assertThat(server.count("MAIL")).isZero();
  }

  @Test
  void withoutALoginOnlyThisMachineIsSpokenTo() throws Exception {
    for (String elsewhere : new String[] {"smtp://mail.example.com", "smtps://192.0.2.1:25"}) {
      assertThatThrownBy(() -> SmtpSender.withoutLogin(URI.create(elsewhere), "ann@example.com"))
          .isInstanceOf(AuthException.class)
          .hasMessageContaining("localhost");
    }
    try (ScriptedSmtp plain = ScriptedSmtp.smtp(Ann.LOCALHOST);
        SmtpSender sender = SmtpSender.withoutLogin(plain.uri(), "ann@example.com")) {
      sender.send(Ann.message());
      assertThat(plain.mails()).hasSize(1);
      assertThat(plain.count("STARTTLS")).as("nothing leaves the machine").isZero();
      assertThat(plain.count("AUTH")).isZero();
    }
  }

  @Test
  void googlesTokensAreShownToGoogleAlone() throws Exception {
    String json =
        """
        {"type": "authorized_user", "account": "ann@example.com", "token": "ya29.x",
         "refresh_token": "1//x", "token_uri": "https://oauth2.googleapis.com/token",
         "client_id": "c", "client_secret": "s", "expiry": "2999-01-01T00:00:00Z"}
        """;
    Account google = Account.fromAuthorizedUser(json, Home.at(folder.resolve("google")));
    assertThatThrownBy(() -> SmtpSender.of(google, server.uri()))
        .isInstanceOf(AuthException.class)
        .hasMessageContaining("shown to Google alone");
    SmtpSender.of(google, URI.create("smtp://smtp.gmail.com:587")).close();
    SmtpSender.of(google).close();
  }

  @Test
  void deadConsentIsSaidSoWithoutAConnection() throws Exception {
    Account account = ann.account();
    Files.delete(account.file());
    WireMessage message = Ann.message();
    try (SmtpSender sender = SmtpSender.of(account, server.uri()).with(Ann.LOCALHOST.client())) {
      assertThatThrownBy(() -> sender.send(message))
          .isInstanceOf(SendException.NotAuthorized.class)
          .hasCauseInstanceOf(AuthException.class);
    }
  }
}
