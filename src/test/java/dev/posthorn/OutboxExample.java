package dev.posthorn;

import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.Home;
import dev.posthorn.gmail.GmailSender;
import dev.posthorn.message.Mail;
import dev.posthorn.message.MimeComposer;
import dev.posthorn.message.WireMessage;
import dev.posthorn.outbox.Acceptance;
import dev.posthorn.outbox.AccountState;
import dev.posthorn.outbox.Outbox;
import dev.posthorn.outbox.OutboxEntry;
import dev.posthorn.outbox.OutboxException;
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
      // What a pause or a limit of the day holds for longer than a minute is not waited for.
      while (outbox.workload(Duration.ofMinutes(1)).due() > 0) {
        Thread.sleep(100);
      }
      worker.close();
      tell(outbox, outbox.entry(accepted.id()));
    }
  }

  /** What became of it; where it waits, why, and until when. */
  private static void tell(Outbox outbox, OutboxEntry entry) throws OutboxException {
    System.out.println(entry.id() + " is " + entry.state().word() + ". " + entry.why());
    switch (entry.state()) {
      case SENT, CANCELLED -> {}
      case REFUSED -> System.out.println("It never goes as it is. " + entry.remedy());
      case UNKNOWN -> System.out.println("Perhaps sent: look into Sent before it goes again.");
      default -> {
        for (AccountState account : outbox.accounts()) {
          if (account.email().equals(entry.account())) {
            account.pause().ifPresent(pause -> System.out.println("Paused: " + pause.why()));
            account
                .heldUntil()
                .ifPresent(until -> System.out.println(account.heldFor() + ", until " + until));
          }
        }
        System.out.println("It is kept, and goes with the next run.");
      }
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
