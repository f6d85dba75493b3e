package dev.posthorn.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.Home;
import dev.posthorn.gmail.GmailException;
import dev.posthorn.message.WireMessage;
import dev.posthorn.outbox.Acceptance;
import dev.posthorn.send.SendReceipt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code posthorn send}: composes one message, or takes it whole, and sends it. */
@Command(
    name = "send",
    description = "Composes one message and sends it. Without a body option the body is stdin.",
    footer = {
      "  echo 'Backup done.' | posthorn send --to ann@example.com --subject Backup",
      "  posthorn send --to 'Ann Lee <ann@example.com>, bob@example.com' --subject Hello \\",
      "      --text-file letter.txt --html-file letter.html --attach report.pdf",
      "  posthorn send --to ann@example.com --subject News --markdown news.md",
      "  posthorn send --to ann@example.com --html '<img src=\"cid:logo\">' --inline logo=logo.png",
      "  pg_dump shop | gzip | posthorn send --to ann@example.com --text 'The dump.' \\",
      "      --attach '-;name=shop.sql.gz;type=application/gzip'",
      "  posthorn send --to ann@example.com --text 'Agreed.' --reply-to-message 1a204a9524187db6",
      "  posthorn send --eml letter.eml                  a whole message, byte for byte",
      "  posthorn send --via smtp --account ann@gmail.com --password-command 'pass show gmail' \\",
      "      --to bob@example.com --text 'Without OAuth.'",
      "  posthorn send --to ann@example.com --text Hi --dry-run    prints the message only",
      "  posthorn send --queue --key invoice-17 --at 'tomorrow 9:00' --expire 2d \\",
      "      --to bob@example.com --subject 'Invoice 17' --attach invoice-17.pdf",
      "",
      "With --json: {\"id\",\"threadId\",\"labelIds\",\"account\",\"via\"}; via is api or smtp.",
      "With --delivery draft and a lost answer, id is the draft's (r-...), not the message's.",
      "With --queue and --json: {\"id\",\"account\",\"state\",\"repeated\"}; exit code 0 means durable.",
      "Exit code 75 means surely not sent, 79 perhaps sent: look before you send again."
    })
final class SendCommand extends Subcommand {
  /** Above this Gmail's own documents disagree on what is taken. */
  private static final int MANY_RECIPIENTS = 100;

  @Mixin MailOptions mail;
  @Mixin BodyOptions body;
  @Mixin FileOptions files;
  @Mixin ReplyOptions reply;

  @Option(
      names = "--eml",
      paramLabel = "FILE",
      description =
          "Send this RFC 5322 message as it is (- is stdin), to the recipients in its head;"
              + " excludes the options above but --thread. Only this is changed: line ends; Bcc; a"
              + " missing From, Date or Message-ID; raw UTF-8 in free headers; an mbox line 'From ';"
              + " and several fields To, or Cc, become one where the API takes it.")
  @Nullable String eml;

  @Mixin WayOptions way;
  @Mixin QueueOptions queue;

  @Option(
      names = "--dry-run",
      description =
          "Print the message as it would be sent (RFC 5322), by SMTP without Bcc; send nothing.")
  boolean dryRun;

  @Override
  boolean onlyShows() {
    return dryRun;
  }

  @Override
  Told told() {
    return Told.ALL;
  }

  @Override
  ExitCode run() throws Exception {
    way.refuseContradictions();
    queue.refuseContradictions(way);
    Composer composer = new Composer(posthorn, mail, body, files, reply);
    composer.refuseContradictions(eml != null);
    if (eml != null && reply.thread != null) {
      way.refuseBySmtp("--thread");
    }
    if (dryRun) {
      String sender = knownSender().orElse("");
      Account account = stored(sender);
      WireMessage message = composed(composer, sender, account).message();
      print(message, WayChoice.of(way, account, message));
      return ExitCode.OK;
    }
    posthorn.lastWords().nothingOut();
    if (queue.queue) {
      return handOver(composer);
    }
    // The account first: nobody should type a letter that cannot go.
    try (WayOut out = WayOut.open(posthorn, way, List.of())) {
      WireMessage message = composed(composer, out.email(), out.account().orElse(null)).message();
      WayChoice choice = out.choose(message);
      warnOf(message, out, choice);
      SendReceipt receipt = out.send(message, choice);
      Receipts.answer(posthorn, receipt, Terminal.field(receipt.id()));
      return ExitCode.OK;
    }
  }

  private ExitCode handOver(Composer composer) throws Exception {
    Handover handover = Handover.open(posthorn, way, queue, List.of());
    Sender sender = handover.sender();
    Composer.Composed composed = composed(composer, sender.email(), sender.account());
    warnOfMany(composed.message());
    handover.warning(composed.message()).ifPresent(words -> posthorn.say("posthorn: " + words));
    Acceptance acceptance = handover.accept(composed.message(), composed.digest());
    handover.answer(acceptance, acceptance.id());
    return ExitCode.OK;
  }

  private Composer.Composed composed(Composer composer, String sender, @Nullable Account account)
      throws Stop, IOException, AuthException, GmailException {
    if (eml != null) {
      Composer.Composed whole = composer.whole(eml, sender);
      Omissions.of(whole.message()).forEach(this::warn);
      return whole;
    }
    Composer.Composed letter = composer.compose(sender, account);
    if (letter.message().header("Subject").orElse("").isBlank()) {
      warn("the message has no subject (--subject).");
    }
    if (body.isBlank() && files.isEmpty()) {
      warn("the message has an empty body.");
    }
    return letter;
  }

  private void warn(String words) {
    posthorn.say("posthorn: " + words);
  }

  private void warnOfMany(WireMessage message) {
    if (message.recipients().size() > MANY_RECIPIENTS) {
      posthorn.say(
          "posthorn: "
              + message.recipients().size()
              + " recipients; Gmail may refuse more than "
              + MANY_RECIPIENTS
              + " in one message.");
    }
  }

  private void warnOf(WireMessage message, WayOut out, WayChoice choice)
      throws AuthException, Stop {
    warnOfMany(message);
    if (reply.namesTheThreadAlone() && !choice.isApi()) {
      posthorn.say("posthorn: SMTP knows no Gmail threads; --thread has no effect there.");
    }
    choice
        .warning(out.email(), out.account().orElse(null))
        .ifPresent(words -> posthorn.say("posthorn: " + words));
    new SenderCheck(posthorn, out, choice).warnOf(message);
  }

  /** Who would send, as far as that is known without asking for a consent. */
  private Optional<String> knownSender() throws AuthException, Stop {
    if (posthorn.accountOption != null) {
      return Optional.of(posthorn.accountOption);
    }
    Home home = posthorn.home();
    return home.accounts().size() == 1 ? Optional.of(home.accounts().get(0)) : Optional.empty();
  }

  private @Nullable Account stored(String email) throws AuthException, Stop {
    boolean isStored = posthorn.home().accounts().stream().anyMatch(email::equalsIgnoreCase);
    return isStored ? posthorn.account(email) : null;
  }

  private void print(WireMessage whole, WayChoice choice) throws IOException {
    if (posthorn.verbose) {
      posthorn.explain(choice.explain(whole));
    }
    WireMessage message = choice.formOf(whole);
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
}
