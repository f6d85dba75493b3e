import dev.posthorn.auth.Account;
import dev.posthorn.auth.Home;
import dev.posthorn.gmail.GmailSender;
import dev.posthorn.message.Mail;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Sends many small mails with 8 workers, as a program on the library would: HOME API-ROOT COUNT. */
public final class Bulk {
  private static final int WORKERS = 8;

  public static void main(String[] arguments) throws Exception {
    Account account = Home.at(Path.of(arguments[0])).soleAccount();
    GmailSender sender = GmailSender.of(account, URI.create(arguments[1]));
    ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
    List<Future<String>> sent = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
      sent.add(workers.submit(() -> sender.send(mail()).id()));
    }
    workers.shutdown();
    for (Future<String> each : sent) {
      System.out.println(each.get());
    }
  }

  private static Mail mail() throws Exception {
    return Mail.builder()
        .from("ann@example.com")
        .to("bob@example.com")
        .subject("Grüße")
        .text("Hello.\n")
        .build();
  }
}
