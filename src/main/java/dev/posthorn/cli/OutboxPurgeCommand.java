package dev.posthorn.cli;

import com.google.gson.JsonObject;
import dev.posthorn.outbox.Outbox;
import dev.posthorn.outbox.OutboxException;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code posthorn outbox purge}: forgets what ended long ago. */
@Command(
    name = "purge",
    description = {
      "Forgets what was sent, refused or cancelled long enough ago.",
      "Its keys go, too: the same key would be accepted anew. What is unknown stays."
    },
    footer = {
      "  posthorn outbox purge                      what ended more than 30 days ago",
      "  posthorn outbox purge --older-than 1d"
    })
final class OutboxPurgeCommand extends OutboxSubcommand {

  @Option(
      names = "--older-than",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "Since when it must have ended: 12h, 30d, 8w (default: 30d).")
  Duration olderThan = Duration.ofDays(30);

  @Override
  ExitCode run() throws Exception {
    long purged = purged(place().existing());
    if (posthorn().json) {
      JsonObject document = new JsonObject();
      document.addProperty("purged", purged);
      terminal().json(document);
    } else {
      terminal().data(purged + (purged == 1 ? " message" : " messages") + " forgotten");
    }
    return ExitCode.OK;
  }

  private long purged(Optional<Outbox> there) throws OutboxException {
    if (there.isEmpty()) {
      return 0;
    }
    try (Outbox outbox = there.get()) {
      return outbox.purge(olderThan);
    }
  }
}
