package dev.posthorn.cli;

import com.google.gson.JsonObject;
import dev.posthorn.outbox.AccountState;
import dev.posthorn.outbox.Outbox.Workload;
import dev.posthorn.outbox.OutboxEntry;
import dev.posthorn.outbox.OutboxException;
import dev.posthorn.outbox.OutboxException.Kind;
import dev.posthorn.outbox.OutboxWorker.Event;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a worker does, in words on stderr as it happens, and in numbers at its end. Thread-safe. */
final class RunReport implements Consumer<Event> {
  private static final String LEDGER = "";

  private final PosthornCommand posthorn;
  private final Consumer<String> forget;
  private final Bounces bounces;
  private final ZoneId zone;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  private volatile @Nullable OutboxException lost;

  /** What was said last, of each account and of the ledger: nothing is said twice in a row. */
  private final Map<String, String> said = new ConcurrentHashMap<>();

  /**
   * A report of nothing yet.
   *
   * @param forget is told of each account whose way out did not serve
   */
  RunReport(PosthornCommand posthorn, Consumer<String> forget, Bounces bounces) {
    this.posthorn = posthorn;
    this.forget = forget;
    this.bounces = bounces;
    this.zone = posthorn.clock().getZone();
  }

  @Override
  public void accept(Event event) {
    if (event instanceof Event.Changed changed) {
      lost = null;
      said.remove(LEDGER);
      tell(changed.entry());
    } else if (event instanceof Event.Paused paused) {
      forget.accept(paused.account().email());
      tell(paused.account(), true);
    } else if (event instanceof Event.Held held) {
      tell(held.account(), false);
    } else if (event instanceof Event.LedgerFailed failed) {
      tell(failed.failure());
    }
  }

  private void tell(OutboxEntry entry) {
    String what = "posthorn: " + entry.id() + " to " + Entries.recipients(entry);
    String why = (entry.why() + " " + entry.remedy()).strip();
    switch (entry.state()) {
      case SENT -> {
        sent.incrementAndGet();
        said.remove(entry.account());
        String as = entry.receipt().map(receipt -> " as " + receipt.id()).orElse("");
        posthorn.explain(entry.id() + " to " + Entries.recipients(entry) + " was sent" + as);
        if (!why.isEmpty()) {
          posthorn.explain(entry.id() + ": " + why);
        }
      }
      case REFUSED -> {
        refused.incrementAndGet();
        posthorn.terminal().say(what + " was not sent: " + why);
        bounces.tell(entry, zone);
      }
      case UNKNOWN ->
          posthorn
              .terminal()
              .say(
                  what
                      + " was perhaps sent: "
                      + why
                      + " Run: posthorn outbox settle "
                      + entry.id());
      case WAITING ->
          posthorn.explain(
              entry.id() + " waits until " + Entries.time(entry.dueAt(), zone) + ": " + why);
      case ACCEPTED, OPENING, UPLOADING, CANCELLED -> {}
    }
  }

  private void tell(AccountState account, boolean isError) {
    String words = "posthorn: " + AccountWords.sentence(account, zone);
    if (words.equals(said.put(account.email(), words))) {
      return;
    }
    if (isError) {
      posthorn.terminal().say(words);
    } else {
      posthorn.say(words);
    }
  }

  /** Says of accounts that stand still why they do: whoever missed it is told again. */
  void tellPaused(List<AccountState> accounts) {
    accounts.stream()
        .filter(account -> account.pause().isPresent() && account.live() > 0)
        .forEach(account -> tell(account, true));
  }

  /** Why nothing can be written down any more, and so nothing done; empty while that goes. */
  Optional<OutboxException> lost() {
    return Optional.ofNullable(lost);
  }

  private void tell(OutboxException failure) {
    if (failure.kind() == Kind.FULL || failure.kind() == Kind.BROKEN) {
      lost = failure;
    }
    String words = Failure.of(failure).toWords();
    if (!words.equals(said.put(LEDGER, words))) {
      posthorn.terminal().say(words);
    }
  }

  /** The numbers, now that the worker has ended. */
  void summary(Workload left) {
    summary(posthorn, sent.get(), refused.get(), left);
  }

  /** Cron mails each word: of a run that had nothing to do there is none. */
  static void summary(PosthornCommand posthorn, long sent, long refused, Workload left) {
    if (posthorn.json) {
      JsonObject document = new JsonObject();
      document.addProperty("sent", sent);
      document.addProperty("refused", refused);
      document.addProperty("waiting", left.waiting());
      document.addProperty("scheduled", left.due() + left.scheduled() - left.waiting());
      document.addProperty("paused", left.paused());
      document.addProperty("unknown", left.unknown());
      posthorn.terminal().json(document);
      return;
    }
    if (sent + refused + left.unknown() + left.waiting() + left.stuck() == 0) {
      long later = left.due() + left.scheduled() + left.paused();
      posthorn.explain("nothing is due" + (later > 0 ? "; " + later + " to go later" : ""));
      return;
    }
    long live = left.due() + left.scheduled() + left.paused();
    StringBuilder words = new StringBuilder("posthorn: " + sent + " sent");
    add(words, refused, " refused", "");
    add(words, live, " left", left.paused() > 0 ? " (" + left.paused() + " paused)" : "");
    add(words, left.unknown(), " unknown", " (posthorn outbox list --state unknown)");
    posthorn.say(words + ".");
  }

  private static void add(StringBuilder words, long count, String what, String more) {
    if (count > 0) {
      words.append(", ").append(count).append(what).append(more);
    }
  }
}
