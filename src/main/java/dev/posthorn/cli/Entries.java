package dev.posthorn.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.posthorn.outbox.EntryState;
import dev.posthorn.outbox.OutboxEntry;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An entry of the outbox, for people and for programs. */
final class Entries {
  private Entries() {}

  /** A moment in the user's zone, to the second: {@code 2026-11-27T09:00:00+01:00}. */
  static String time(Instant moment, ZoneId zone) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
        moment.truncatedTo(ChronoUnit.SECONDS).atZone(zone));
  }

  /** The first recipient, and how many more. */
  static String recipients(OutboxEntry entry) {
    int more = entry.recipients().size() - 1;
    String first = more < 0 ? "nobody" : entry.recipients().get(0);
    return more < 1 ? first : first + " +" + more;
  }

  /**
   * One line of the list, its fields parted by tabs.
   *
   * @param moment when it ended, or goes
   */
  static String line(OutboxEntry entry, Instant moment, ZoneId zone) {
    return String.join(
        "\t",
        entry.id(),
        entry.state().word(),
        entry.account(),
        time(moment, zone),
        Terminal.field(recipients(entry)),
        Terminal.field(entry.subject()));
  }

  /** All that is known, a line each. */
  static List<String> lines(OutboxEntry entry, ZoneId zone) {
    List<String> lines = new ArrayList<>();
    add(lines, "id", entry.id());
    add(lines, "state", entry.state().word());
    add(lines, entry.state() == EntryState.SENT ? "warning" : "why", entry.why());
    add(lines, "remedy", entry.remedy());
    add(lines, "account", entry.account());
    add(lines, "subject", Terminal.field(entry.subject()));
    add(lines, "recipients", Terminal.field(String.join(", ", entry.recipients())));
    add(lines, "size", entry.size() + " bytes");
    add(lines, "key", entry.options().key());
    add(lines, "accepted", time(entry.acceptedAt(), zone));
    add(lines, "changed", time(entry.changedAt(), zone));
    if (!entry.state().isEnded()) {
      add(lines, "due", time(entry.dueAt(), zone));
    }
    Instant expires = entry.options().expires();
    add(lines, "expires", expires == null ? "" : time(expires, zone));
    add(lines, "priority", word(entry.options().urgency()));
    add(lines, "via", word(entry.options().via()));
    add(lines, "attempts", String.valueOf(entry.attempts()));
    entry
        .receipt()
        .ifPresent(receipt -> add(lines, "receipt", receipt.id() + " by " + receipt.via()));
    return lines;
  }

  static void add(List<String> lines, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      lines.add(String.format(Locale.ROOT, "%-11s %s", name, value));
    }
  }

  static JsonObject json(OutboxEntry entry) {
    JsonObject one = new JsonObject();
    one.addProperty("id", entry.id());
    one.addProperty("account", entry.account());
    one.addProperty("state", entry.state().word());
    one.addProperty("subject", entry.subject());
    JsonArray recipients = new JsonArray();
    entry.recipients().forEach(recipients::add);
    one.add("recipients", recipients);
    one.addProperty("size", entry.size());
    one.addProperty("key", entry.options().key());
    one.addProperty("acceptedAt", entry.acceptedAt().toString());
    one.addProperty("changedAt", entry.changedAt().toString());
    one.addProperty("dueAt", entry.dueAt().toString());
    one.addProperty("at", entry.options().at().toString());
    Instant expires = entry.options().expires();
    one.addProperty("expires", expires == null ? null : expires.toString());
    one.addProperty("priority", word(entry.options().urgency()));
    one.addProperty("via", word(entry.options().via()));
    one.addProperty("attempts", entry.attempts());
    one.addProperty("why", entry.why());
    one.addProperty("remedy", entry.remedy());
    one.add("receipt", JsonNull.INSTANCE);
    entry.receipt().ifPresent(receipt -> one.add("receipt", json(receipt)));
    return one;
  }

  private static JsonObject json(OutboxEntry.Receipt receipt) {
    JsonObject one = new JsonObject();
    one.addProperty("id", receipt.id());
    one.addProperty("threadId", receipt.threadId());
    one.addProperty("via", receipt.via());
    return one;
  }

  private static String word(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }
}
