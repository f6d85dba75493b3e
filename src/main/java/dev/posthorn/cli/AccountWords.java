package dev.posthorn.cli;

import com.google.gson.JsonObject;
import dev.posthorn.outbox.AccountState;
import dev.posthorn.outbox.AccountState.Pause;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the outbox treats an account, for people and for programs. */
final class AccountWords {
  private AccountWords() {}

  /** Account, how it is treated, and how many messages wait, parted by tabs. */
  static String line(AccountState account, Clock clock) {
    String left =
        switch ((int) Math.min(account.live(), 2)) {
          case 0 -> "no message waits";
          case 1 -> "1 message waits";
          default -> account.live() + " messages wait";
        };
    String how = "goes";
    if (account.pause().isPresent()) {
      how = "paused: " + account.pause().get().why();
    } else if (account.heldUntil().filter(clock.instant()::isBefore).isPresent()) {
      how = held(account, account.heldUntil().get(), clock.getZone());
    }
    return account.email() + "\t" + Terminal.field(how) + "\t" + left;
  }

  /** The same in a sentence, for stderr. */
  static String sentence(AccountState account, ZoneId zone) {
    if (account.pause().isPresent()) {
      Pause pause = account.pause().get();
      return (account.email() + " is paused: " + pause.why() + " " + pause.remedy()).strip();
    }
    return account
        .heldUntil()
        .map(until -> account.email() + " " + held(account, until, zone))
        .orElse(account.email() + " goes on.");
  }

  private static String held(AccountState account, Instant until, ZoneId zone) {
    return "waits until " + Entries.time(until, zone) + ": " + account.heldFor();
  }

  static JsonObject json(AccountState account) {
    JsonObject one = new JsonObject();
    one.addProperty("account", account.email());
    one.addProperty("live", account.live());
    @Nullable JsonObject pause = null;
    if (account.pause().isPresent()) {
      pause = new JsonObject();
      pause.addProperty("by", account.pause().get().by().name().toLowerCase(Locale.ROOT));
      pause.addProperty("why", account.pause().get().why());
      pause.addProperty("remedy", account.pause().get().remedy());
    }
    one.add("pause", pause);
    one.addProperty("heldUntil", account.heldUntil().map(Instant::toString).orElse(null));
    one.addProperty("heldFor", account.heldFor());
    return one;
  }
}
