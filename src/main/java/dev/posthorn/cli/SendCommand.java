package dev.posthorn.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.Home;
import dev.posthorn.gmail.GmailSender;
import dev.posthorn.message.Mail;
import dev.posthorn.message.Mailbox;
import dev.posthorn.message.MimeComposer;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.SendReceipt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code posthorn send}: composes one message and sends it. */
@Command(
    name = "send",
    description = "Composes one message and sends it. Without a body option the body is stdin.",
    footer = {
      "  echo 'Backup done.' | posthorn send --to ann@example.com --subject Backup",
      "  posthorn send --to 'Ann Lee <ann@example.com>, bob@example.com' --subject Hello \\",
      "      --text-file letter.txt --html-file letter.html --attach report.pdf",
      "  pg_dump shop | gzip | posthorn send --to ann@example.com --text 'The dump.' --attach -",
      "  posthorn send --to ann@example.com --text Hi --dry-run    prints the message, sends nothing",
      "",
      "Exit code 75 means surely not sent, 79 perhaps sent: look before you send again."
    })
final class SendCommand extends Subcommand {
  /** Above this Gmail's own documents disagree on what is taken. */
  private static final int MANY_RECIPIENTS = 100;

  @Mixin MailOptions mail;

  @Option(
      names = "--dry-run",
      description = "Print the message as it would be sent (RFC 5322); send nothing.")
  boolean dryRun;

  @Override
  ExitCode run() throws Exception {
    if (dryRun) {
      Mail letter = mail.read(posthorn);
      print(WireMessage.of(MimeComposer.create().compose(withSenderIfKnown(letter))));
      return ExitCode.OK;
    }
    // The account first: nobody should type a letter that cannot go.
    Account account = posthorn.account();
    GmailSender sender = GmailSender.of(account, posthorn.gmailRoot());
    Mail letter = mail.read(posthorn).withFromIfAbsent(new Mailbox("", account.email()));
    WireMessage message = WireMessage.of(MimeComposer.create().compose(letter));
    if (message.recipients().size() > MANY_RECIPIENTS) {
      posthorn.say(
          "posthorn: "
              + message.recipients().size()
              + " recipients; Gmail may refuse more than "
              + MANY_RECIPIENTS
              + " in one message.");
    }
    posthorn.explain("message: " + message.size() + " bytes");
    SendReceipt receipt = sender.send(message);
    answer(receipt);
    if (terminal().out().checkError()) {
      // No exit code that a script might take for "not sent".
      throw new Stop(
          ExitCode.UNKNOWN,
          "The message was sent as " + receipt.id() + ", but stdout took no more.",
          "Do not send it again.");
    }
    return ExitCode.OK;
  }

  private Mail withSenderIfKnown(Mail letter) throws AuthException, Stop {
    String email = posthorn.accountOption;
    if (email == null) {
      Home home = posthorn.home();
      email = home.accounts().size() == 1 ? home.accounts().get(0) : null;
    }
    return email == null ? letter : letter.withFromIfAbsent(Mailbox.parse(email));
  }

  private void print(WireMessage message) throws IOException {
    if (!posthorn.json) {
      message.writeTo(terminal().out());
      return;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    message.writeTo(bytes);
    JsonObject document = new JsonObject();
    document.addProperty("sent", false);
    document.addProperty("size", message.size());
    JsonArray recipients = new JsonArray();
    message.recipients().forEach(recipients::add);
    document.add("recipients", recipients);
    document.addProperty("message", bytes.toString(StandardCharsets.UTF_8));
    terminal().json(document);
  }

  private void answer(SendReceipt receipt) {
    if (!posthorn.json) {
      terminal().data(Terminal.field(receipt.id()));
      return;
    }
    JsonObject document = new JsonObject();
    document.addProperty("id", receipt.id());
    document.addProperty("threadId", receipt.threadId());
    JsonArray labels = new JsonArray();
    receipt.labelIds().forEach(labels::add);
    document.add("labelIds", labels);
    document.addProperty("account", receipt.account());
    document.addProperty("via", receipt.via());
    terminal().json(document);
  }
}
