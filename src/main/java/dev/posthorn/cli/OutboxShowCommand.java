package dev.posthorn.cli;

import dev.posthorn.auth.AuthException;
import dev.posthorn.message.AttachmentException;
import dev.posthorn.outbox.Outbox;
import dev.posthorn.outbox.OutboxEntry;
import dev.posthorn.outbox.OutboxException;
import dev.posthorn.send.SendException;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code posthorn outbox show}: one entry, or its message. */
@Command(
    name = "show",
    description = "Shows all that is known of one message, or the message itself.",
    footer = {
      "  posthorn outbox show 9f2c               the first characters of an id are enough",
      "  posthorn outbox show 9f2c --message > letter.eml     to look at, or to edit for: retry --eml"
    })
final class OutboxShowCommand extends OutboxSubcommand {

  @Parameters(paramLabel = "ID", description = "An id, or how it begins.")
  String id;

  @Option(
      names = "--message",
      description = "Print the message (RFC 5322), as long as it is kept: until it was sent.")
  boolean message;

  @Override
  boolean onlyShows() {
    return true;
  }

  @Override
  ExitCode run() throws Exception {
    try (Outbox outbox = outbox()) {
      OutboxEntry entry = outbox.entry(id);
      if (message) {
        print(outbox, entry);
      } else {
        show(outbox, entry);
      }
    }
    return ExitCode.OK;
  }

  private void show(Outbox outbox, OutboxEntry entry) throws Stop, OutboxException {
    Hindrances hindrances = Hindrances.of(outbox, posthorn().clock());
    if (posthorn().json) {
      terminal().json(hindrances.json(entry));
      return;
    }
    List<String> lines = Entries.lines(entry, posthorn().clock().getZone());
    Entries.add(lines, "held", hindrances.words(entry).orElse(""));
    Entries.add(lines, "warning", warning(outbox, entry));
    lines.forEach(terminal()::data);
  }

  /** What the consent as it is now means for a message that waits; empty where that is nothing. */
  private String warning(Outbox outbox, OutboxEntry entry) throws Stop {
    if (entry.state().isEnded()) {
      return "";
    }
    try (OutboxWays ways = new OutboxWays(posthorn(), new SmtpOptions(), false)) {
      return ways.warning(entry, outbox.message(entry.id())).orElse("");
    } catch (AuthException | SendException | OutboxException | AttachmentException e) {
      posthorn().explain(String.valueOf(e.getMessage()));
      return "";
    }
  }

  private void print(Outbox outbox, OutboxEntry entry) throws Exception {
    try {
      outbox.message(entry.id()).writeTo(terminal().out());
    } catch (IOException e) {
      throw new Stop(
          ExitCode.IO, "Cannot read the message " + entry.id() + Causes.why(e) + ".", "", e);
    }
  }
}
