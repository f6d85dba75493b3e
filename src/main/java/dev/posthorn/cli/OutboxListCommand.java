package dev.posthorn.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.posthorn.outbox.EntryFilter;
import dev.posthorn.outbox.EntryState;
import dev.posthorn.outbox.Outbox;
import dev.posthorn.outbox.OutboxEntry;
import dev.posthorn.outbox.OutboxException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code posthorn outbox list}: the entries, the newest first. */
@Command(
    name = "list",
    description = {
      "Lists the messages, the newest first.",
      "A line each, parted by tabs: id, state, account, when it is due or ended, recipients, subject."
    },
    footer = {
      "  posthorn outbox list --state unknown,refused         what wants a person",
      "  posthorn outbox list --key invoice-17                what became of one that has a key",
      "  posthorn outbox list --account ann@example.com --json | jq -r '.entries[].subject'"
    })
final class OutboxListCommand extends OutboxSubcommand {

  @Option(
      names = "--state",
      paramLabel = "STATE",
      split = ",",
      description =
          "Only these: accepted, opening, uploading, waiting, sent, refused, unknown, cancelled;"
              + " repeat, or separate by commas.")
  List<EntryState> states = new ArrayList<>();

  @Option(names = "--key", paramLabel = "KEY", description = "Only the one with this key.")
  @Nullable String key;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many (default: ${DEFAULT-VALUE}).")
  int limit = 100;

  @Override
  ExitCode run() throws Exception {
    if (limit < 1 || limit == Integer.MAX_VALUE) {
      throw new Stop(ExitCode.USAGE, "--limit is a number above 0.", "");
    }
    Optional<Outbox> there = place().existing();
    if (there.isEmpty()) {
      posthorn().explain("there is no outbox yet");
    }
    JsonArray all = new JsonArray();
    ZoneId zone = posthorn().clock().getZone();
    Consumer<OutboxEntry> show =
        posthorn().json
            ? entry -> all.add(Entries.json(entry))
            : entry -> terminal().data(Entries.line(entry, zone));
    boolean more = there.isPresent() && list(there.get(), show);
    if (posthorn().json) {
      JsonObject document = new JsonObject();
      document.add("entries", all);
      document.addProperty("more", more);
      terminal().json(document);
    } else if (more) {
      posthorn().say("posthorn: there are older ones: --limit " + 10L * limit);
    }
    return ExitCode.OK;
  }

  /** Shows up to the limit, and tells whether there are more. */
  private boolean list(Outbox outbox, Consumer<OutboxEntry> show) throws OutboxException {
    try (outbox) {
      EntryFilter filter =
          new EntryFilter(account(), Set.copyOf(states), Optional.ofNullable(key), limit + 1);
      int[] shown = {0};
      outbox.list(
          filter,
          entry -> {
            if (shown[0]++ < limit) {
              show.accept(entry);
            }
          });
      return shown[0] > limit;
    }
  }
}
