package dev.posthorn.smtp;

import dev.posthorn.send.MailSender;
import dev.posthorn.send.MailSenderContract;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

final class SmtpSenderContractTest extends MailSenderContract {
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

  @Override
  protected MailSender sender(Fate fate) throws Exception {
    if (fate != Fate.UNAUTHORISED) {
      server.letIn(Ann.TOKEN);
    }
    switch (fate) {
      case REFUSED -> server.on(".", "550 5.7.1 this message was blocked");
      case BROKEN_OFF -> server.on("RCPT", SmtpPeer::reset);
      case ANSWER_LOST -> server.on(".", SmtpPeer::hangUp);
      default -> {}
    }
    return ann.sender(server.uri());
  }

  @Override
  protected List<Arrival> arrivals() {
    return server.mails().stream()
        .map(mail -> new Arrival(mail.recipients(), mail.content()))
        .toList();
  }

  @Override
  protected List<String> secrets() {
    return List.of(Ann.TOKEN, Ann.FRESH_TOKEN, Ann.REFRESH_TOKEN);
  }
}
