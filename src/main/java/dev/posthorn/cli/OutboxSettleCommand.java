package dev.posthorn.cli;

import dev.posthorn.outbox.EntryState;
import dev.posthorn.outbox.Outbox;
import dev.posthorn.outbox.Outbox.Decision;
import dev.posthorn.outbox.OutboxEntry;
import dev.posthorn.send.SendReceipt;
import java.time.ZoneId;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code posthorn outbox settle}: a person says what became of a message that is unknown. */
@Command(
    name = "settle",
    description = {
      "Decides what became of a message that was perhaps sent.",
      "Without a decision: shows what is known, and looks for the message in the account's Sent",
      "folder where the consent allows it (scope metadata or readonly); one that is found there is",
      "settled as sent."
    },
    footer = {
      "  posthorn outbox list --state unknown",
      "  posthorn outbox settle 9f2c                what is known, and is it in the Sent folder?",
      "  posthorn outbox settle 9f2c --sent         you have seen that it was sent",
      "  posthorn outbox settle 9f2c --resend       it was not, or may arrive twice",
      "",
      "Exit code 79: it is as unknown as before."
    })
final class OutboxSettleCommand extends OutboxSubcommand {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "ID", description = "An id, or how it begins.")
  String id;

  @Option(names = "--sent", description = "It was sent: nothing more happens.")
  boolean sent;

  @Option(names = "--resend", description = "It was not sent, or may be twice: send it again.")
  boolean resend;

  @Override
  ExitCode run() throws Exception {
    if (sent && resend) {
      throw new Stop(
          ExitCode.USAGE,
          "--sent and --resend exclude each other.",
          "Run: " + spec.qualifiedName() + " --help");
    }
    try (Outbox outbox = outbox()) {
      OutboxEntry entry = outbox.entry(id);
      if (sent || resend) {
        Decision decision = sent ? new Decision.Sent(Optional.empty()) : new Decision.SendAgain();
        return answer(outbox.settle(entry.id(), decision));
      }
      if (entry.state() == EntryState.UNKNOWN) {
        return ask(outbox, entry);
      }
      show(entry);
      return ExitCode.OK;
    }
  }

  private ExitCode ask(Outbox outbox, OutboxEntry entry) throws Exception {
    Optional<SendReceipt> found = new SentFolder(posthorn()).find(entry);
    if (found.isPresent()) {
      posthorn()
          .say("posthorn: it is in the Sent folder, as " + found.get().id() + ": settled as sent.");
      show(outbox.settle(entry.id(), new Decision.Sent(found)));
      return ExitCode.OK;
    }
    show(entry);
    posthorn()
        .say(
            "posthorn: look for \""
                + entry.subject()
                + "\" in the Sent folder of "
                + entry.account()
                + ". Then run: posthorn outbox settle "
                + entry.id()
                + " --sent, or --resend.");
    return ExitCode.UNKNOWN;
  }

  private void show(OutboxEntry entry) {
    if (posthorn().json) {
      terminal().json(Entries.json(entry));
    } else {
      ZoneId zone = posthorn().clock().getZone();
      Entries.lines(entry, zone).forEach(terminal()::data);
    }
  }
}
