package dev.posthorn.cli;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.Home;
import dev.posthorn.gmail.GmailSender;
import dev.posthorn.message.Mail;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A process that owns itself as the command does, and sends from several threads. They send each
 * message at the same time and rest together, when all their connections are idle.
 */
final class ManySends {
  private static final int EACH = 10;

  private ManySends() {}

  /** Takes a home, the API's root and the number of threads. */
  public static void main(String[] arguments) throws Exception {
    Main.ownTheProcess();
    Account account = Home.at(Path.of(arguments[0])).soleAccount();
    GmailSender sender = GmailSender.of(account, URI.create(arguments[1]));
    Mail mail = Mail.builder().to("bob@example.com").subject("Hi").text("Hello.").build();
    int threads = Integer.parseInt(arguments[2]);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CyclicBarrier together = new CyclicBarrier(threads);
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      all.add(pool.submit(() -> send(sender, mail, together)));
    }
    for (Future<?> one : all) {
      one.get();
    }
    pool.shutdown();
    System.out.println("done");
  }

  private static Void send(GmailSender sender, Mail mail, CyclicBarrier together) throws Exception {
    for (int i = 0; i < EACH; i++) {
      together.await(5, TimeUnit.MINUTES);
      sender.send(mail);
    }
    return null;
  }
}
