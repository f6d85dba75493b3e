package dev.posthorn;

import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.Home;
import dev.posthorn.gmail.GmailSender;
import dev.posthorn.message.Mail;
import dev.posthorn.message.MimeComposer;
import dev.posthorn.message.WireMessage;
import dev.posthorn.outbox.Acceptance;
import dev.posthorn.outbox.Outbox;
import dev.posthorn.outbox.OutboxEntry;
import dev.posthorn.outbox.OutboxWorker;
import dev.posthorn.outbox.Submission;
import dev.posthorn.outbox.Way;
import dev.posthorn.outbox.Ways;
import dev.posthorn.send.ResumableDelivery;
import dev.posthorn.send.SendException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** Keeps one letter and sends it: java OutboxExample HOME API-ROOT RECIPIENT. */
public final class OutboxExample {
  public static void main(String[] arguments) throws Exception {
    Home home = Home.at(Path.of(arguments[0]));
    String account = home.soleAccount().email();
    Mail mail =
        Mail.builder().from(account).to(arguments[2]).subject("Order 4711").text("Thanks.").build();
    WireMessage message = MimeComposer.create().toWire(mail);

    try (Outbox outbox = Outbox.open(home.directory().resolve("outbox.db"))) {
      Acceptance accepted =
          outbox.accept(
              Submission.of(account, message).key("order-4711", mail.contentDigest()).build());
      OutboxWorker worker =
          OutboxWorker.of(outbox, new BySession(home, URI.create(arguments[1]))).start();
      while (outbox.workload(Duration.ofMinutes(1)).due() > 0) {
        Thread.sleep(100);
      }
      worker.close();
      System.out.println(accepted.id() + " is " + outbox.entry(accepted.id()).state().word());
    }
  }

  /** All mail by Gmail's upload sessions. */
  private record BySession(Home home, URI root) implements Ways {
    @Override
    public Way choose(OutboxEntry entry, WireMessage message) {
      return Way.SESSION;
    }

    @Override
    public ResumableDelivery open(String account, Way way) throws SendException {
      try {
        return GmailSender.of(home.account(account), root).resumable();
      } catch (AuthException e) {
        throw new SendException.NotAuthorized(String.valueOf(e.getMessage()), e.remedy(), e);
      }
    }
  }
}
