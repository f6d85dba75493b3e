package dev.posthorn.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.posthorn.outbox.AccountState;
import dev.posthorn.outbox.Outbox;
import dev.posthorn.outbox.OutboxEntry;
import dev.posthorn.outbox.OutboxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** What every command of the outbox has. */
@Command(sortOptions = false)
abstract class OutboxSubcommand extends Action {
  @ParentCommand OutboxCommand parent;

  @Mixin OutboxOptions where;

  final PosthornCommand posthorn() {
    return parent.posthorn;
  }

  final Terminal terminal() {
    return posthorn().terminal();
  }

  final OutboxPlace place() {
    return new OutboxPlace(where, posthorn());
  }

  /** The outbox that is there. */
  final Outbox outbox() throws OutboxException, Stop {
    Optional<Outbox> outbox = place().existing();
    if (outbox.isEmpty()) {
      throw new Stop(
          ExitCode.NO_INPUT,
          "There is no outbox yet: " + place().where() + " is missing.",
          "The first message makes it: posthorn send --queue …");
    }
    return outbox.get();
  }

  /** The account named on the command line, as the ledger writes it. */
  final Optional<String> account() {
    return posthorn().isGiven("--account")
        ? Optional.ofNullable(posthorn().accountOption).map(name -> name.toLowerCase(Locale.ROOT))
        : Optional.empty();
  }

  /** The account named, else all that the ledger knows. */
  final List<String> accounts(Outbox outbox) throws OutboxException {
    Optional<String> one = account();
    return one.isPresent()
        ? List.of(one.get())
        : outbox.accounts().stream().map(AccountState::email).toList();
  }

  /** Says what an entry has become. */
  final ExitCode answer(OutboxEntry entry) {
    if (posthorn().json) {
      terminal().json(Entries.json(entry));
    } else {
      terminal().data(entry.id() + "\t" + entry.state().word());
    }
    return ExitCode.OK;
  }

  /** Says how the accounts are treated that were asked about. */
  final ExitCode answerAccounts(Outbox outbox) throws OutboxException {
    List<String> asked = accounts(outbox);
    JsonArray all = new JsonArray();
    boolean shown = false;
    for (AccountState account : outbox.accounts()) {
      if (!asked.contains(account.email())) {
        continue;
      }
      if (posthorn().json) {
        all.add(AccountWords.json(account));
      } else {
        terminal().data(AccountWords.line(account, posthorn().clock()));
      }
      shown = true;
    }
    if (!shown) {
      posthorn().say("posthorn: the outbox knows no account yet.");
    }
    if (posthorn().json) {
      JsonObject document = new JsonObject();
      document.add("accounts", all);
      terminal().json(document);
    }
    return ExitCode.OK;
  }
}
