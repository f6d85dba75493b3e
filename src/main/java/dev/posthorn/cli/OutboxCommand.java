package dev.posthorn.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code posthorn outbox}: what was handed over by {@code --queue}, and how it goes out. */
@Command(
    name = "outbox",
    description = {
      "Sends, shows and settles the messages that 'send --queue' and 'sendmail --queue' handed over.",
      "Each goes out once, or ends in a state that you can see: accepted, opening, uploading,",
      "waiting, sent, refused, unknown, cancelled. 'unknown' means perhaps sent: nobody but you",
      "decides whether it is sent again (settle)."
    },
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    subcommands = {
      OutboxListCommand.class,
      OutboxShowCommand.class,
      OutboxRunCommand.class,
      OutboxRetryCommand.class,
      OutboxCancelCommand.class,
      OutboxSettleCommand.class,
      OutboxPurgeCommand.class,
      OutboxPauseCommand.class,
      OutboxResumeCommand.class
    },
    footer = {
      "  echo Hi | posthorn send --queue --to ann@example.com --subject Hello",
      "  posthorn outbox list",
      "  posthorn outbox run                sends what is due, then ends: for cron, or a timer",
      "  posthorn outbox run --watch        goes on until Ctrl-C: as a service",
      "  posthorn outbox COMMAND --help     examples for each command",
      "",
      "Units for systemd, hardened, are in share/systemd beside bin: posthorn-outbox.service for a",
      "service, posthorn-outbox-once.service and .timer for a run every five minutes."
    })
final class OutboxCommand {
  /** Set by {@link Commands}. */
  @ParentCommand PosthornCommand posthorn;
}
