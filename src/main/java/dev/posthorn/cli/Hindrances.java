package dev.posthorn.cli;

import com.google.gson.JsonObject;
import dev.posthorn.outbox.AccountState;
import dev.posthorn.outbox.Outbox;
import dev.posthorn.outbox.OutboxEntry;
import dev.posthorn.outbox.OutboxException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What keeps messages that are due from going: their account is paused, or held by a limit or a
 * failure. It stands with the account, so that an entry alone says nothing of it.
 *
 * @param accounts by address
 * @param clock tells what is past, and in which zone times are shown
 */
record Hindrances(Map<String, AccountState> accounts, Clock clock) {
  static Hindrances of(Outbox outbox, Clock clock) throws OutboxException {
    return new Hindrances(
        outbox.accounts().stream()
            .collect(Collectors.toMap(AccountState::email, Function.identity())),
        clock);
  }

  /** The account, where it keeps this message from going when it is due. */
  private Optional<AccountState> of(OutboxEntry entry) {
    return Optional.ofNullable(accounts.get(entry.account()))
        .filter(account -> !entry.state().isEnded())
        .filter(account -> account.pause().isPresent() || until(entry).isAfter(entry.dueAt()));
  }

  private Instant until(OutboxEntry entry) {
    return Optional.ofNullable(accounts.get(entry.account()))
        .flatMap(AccountState::heldUntil)
        .filter(clock.instant()::isBefore)
        .orElse(Instant.MIN);
  }

  /** Why it does not go, in words; empty when nothing but its own time keeps it. */
  Optional<String> words(OutboxEntry entry) {
    return of(entry).map(account -> AccountWords.sentence(account, clock.getZone()));
  }

  /** When it ended, else when it is due as far as the account lets it. */
  Instant moment(OutboxEntry entry) {
    Instant own = entry.state().isEnded() ? entry.changedAt() : entry.dueAt();
    return of(entry).map(account -> until(entry)).filter(own::isBefore).orElse(own);
  }

  /** An entry for programs, with {@code heldUntil} and {@code heldFor}. */
  JsonObject json(OutboxEntry entry) {
    JsonObject one = Entries.json(entry);
    Instant until = moment(entry);
    boolean isHeld = !entry.state().isEnded() && until.isAfter(entry.dueAt());
    one.addProperty("heldUntil", isHeld ? until.toString() : null);
    one.addProperty("heldFor", words(entry).orElse(""));
    return one;
  }
}
