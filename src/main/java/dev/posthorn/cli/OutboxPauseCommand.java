package dev.posthorn.cli;

import dev.posthorn.outbox.AccountState;
import dev.posthorn.outbox.Outbox;
import picocli.CommandLine.Command;

/** {@code posthorn outbox pause}: lets nothing more go out. */
@Command(
    name = "pause",
    description = {
      "Stops --account, or all accounts of the outbox.",
      "What is on its way is finished, nothing more is begun; messages are accepted all the same.",
      "A line an account, parted by tabs: account, how it is treated, how many messages wait."
    },
    footer = {
      "  posthorn outbox pause --account ann@example.com",
      "  posthorn outbox resume --account ann@example.com"
    })
final class OutboxPauseCommand extends OutboxSubcommand {

  @Override
  ExitCode run() throws Exception {
    try (Outbox outbox = outbox()) {
      for (String email : accounts(outbox)) {
        outbox.pause(
            email,
            new AccountState.Pause(
                AccountState.By.PERSON,
                email + " was paused by hand.",
                "Run: posthorn outbox resume --account " + email));
      }
      return answerAccounts(outbox);
    }
  }
}
