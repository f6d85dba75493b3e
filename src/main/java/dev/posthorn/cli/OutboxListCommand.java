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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code posthorn outbox list}: the entries, the newest first. */
@Command(
    name = "list",
    description = {
      "Lists the messages, the newest first.",
      "A line each, parted by tabs: id, state, account, when it is due or ended, recipients, subject.",
      "What a pause or a limit of the account holds is said on stderr."
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
  boolean onlyShows() {
    return true;
  }

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
    boolean more = there.isPresent() && list(there.get(), all);
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

  private void show(OutboxEntry entry, Hindrances hindrances) {
    ZoneId zone = posthorn().clock().getZone();
    terminal().data(Entries.line(entry, hindrances.moment(entry), zone));
  }

  /** Shows up to the limit, and tells whether there are more. */
  private boolean list(Outbox outbox, JsonArray all) throws OutboxException {
    try (outbox) {
      Hindrances hindrances = Hindrances.of(outbox, posthorn().clock());
      Set<String> words = new LinkedHashSet<>();
      EntryFilter filter =
          new EntryFilter(account(), Set.copyOf(states), Optional.ofNullable(key), limit + 1);
      int[] shown = {0};
      outbox.list(
          filter,
          entry -> {
            if (shown[0]++ < limit && posthorn().json) {
              all.add(hindrances.json(entry));
            } else if (shown[0] <= limit) {
              show(entry, hindrances);
              hindrances.words(entry).ifPresent(words::add);
            }
          });
      words.forEach(why -> posthorn().say("posthorn: " + why));
      return shown[0] > limit;
    }
  }
}
