package dev.posthorn;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.Home;
import dev.posthorn.gmail.GmailSender;
import dev.posthorn.gmail.LabelLister;
import dev.posthorn.message.Mail;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendReceipt;
import java.net.URI;
import java.nio.file.Path;

/** Sends one letter: java Example HOME API-ROOT RECIPIENT ATTACHMENT. */
public final class Example {
  public static void main(String[] arguments) throws Exception {
    Home home = Home.at(Path.of(arguments[0])); // after: posthorn login --home …
    URI root = URI.create(arguments[1]); // https://gmail.googleapis.com/
    Account account = home.soleAccount();

    LabelLister.of(account, root).list().forEach(label -> System.out.println(label.name()));

    Mail mail =
        Mail.builder()
            .to(arguments[2])
            .subject("Grüße ✉")
            .text("Hello.")
            .html("<p>Hello.</p>")
            .attach(Path.of(arguments[3]))
            .build();
    try {
      SendReceipt receipt = GmailSender.of(account, root).send(mail);
      System.out.println("sent as " + receipt.id());
    } catch (SendException.NotSent e) {
      System.out.println("surely not sent, try again later: " + e.getMessage());
    } catch (SendException.OutcomeUnknown e) {
      System.out.println("perhaps sent, look before you send again: " + e.getMessage());
    }
  }
}
