package dev.posthorn.cli;

import dev.posthorn.outbox.Outbox;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code posthorn outbox cancel}: takes a message back. */
@Command(
    name = "cancel",
    description = "Takes back a message that has not been begun; 'retry' undoes it.",
    footer = {"  posthorn outbox cancel 9f2c"})
final class OutboxCancelCommand extends OutboxSubcommand {

  @Parameters(paramLabel = "ID", description = "An id, or how it begins.")
  String id;

  @Override
  ExitCode run() throws Exception {
    try (Outbox outbox = outbox()) {
      return answer(outbox.cancel(outbox.entry(id).id()));
    }
  }
}
