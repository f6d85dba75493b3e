package dev.posthorn.cli;

import dev.posthorn.outbox.Outbox;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code posthorn outbox resume}: lets accounts go on. */
@Command(
    name = "resume",
    description = {
      "Lets --account, or all accounts of the outbox, go on.",
      "After a missing consent 'posthorn login' does it by itself.",
      "A line an account, parted by tabs: account, how it is treated, how many messages wait."
    },
    footer = {"  posthorn outbox resume", "  posthorn outbox resume --account ann@example.com"})
final class OutboxResumeCommand extends OutboxSubcommand {

  @Override
  ExitCode run() throws Exception {
    try (Outbox outbox = outbox()) {
      for (String email : accounts(outbox)) {
        if (!outbox.resume(email, Optional.empty())) {
          posthorn().say("posthorn: " + email + " was not paused.");
        }
      }
      return answerAccounts(outbox);
    }
  }
}
