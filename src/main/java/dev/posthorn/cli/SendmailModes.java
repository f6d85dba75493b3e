package dev.posthorn.cli;

import dev.posthorn.outbox.EntryState;
import java.util.List;

/** What {@code sendmail -bi}, {@code -bp} and {@code -bv} do, which send nothing. */
final class SendmailModes {
  private static final List<EntryState> IN_THE_QUEUE =
      List.of(EntryState.ACCEPTED, EntryState.OPENING, EntryState.UPLOADING, EntryState.WAITING);

  private SendmailModes() {}

  static ExitCode run(char mode, SendmailCommand sendmail) throws Exception {
    return switch (mode) {
      case 'p' -> list(sendmail);
      case 'v' -> verify(sendmail);
      default -> check(sendmail);
    };
  }

  /** As {@code mailq}: what has not ended yet. */
  private static ExitCode list(SendmailCommand sendmail) throws Exception {
    OutboxListCommand list = new OutboxListCommand();
    list.parent = new OutboxCommand();
    list.parent.posthorn = sendmail.posthorn;
    list.where = sendmail.queue.outbox;
    list.states = IN_THE_QUEUE;
    return list.run();
  }

  private static ExitCode verify(SendmailCommand sendmail) throws Exception {
    if (sendmail.recipients.isEmpty()) {
      throw new Stop(
          ExitCode.USAGE, "-bv asks about names, and none is given.", "Write: sendmail -bv root");
    }
    for (String line : sendmail.localNames().verified(sendmail.recipients)) {
      sendmail.terminal().data(line);
    }
    return ExitCode.OK;
  }

  /** As {@code newaliases}: there is nothing to rebuild, but mistakes are told. */
  private static ExitCode check(SendmailCommand sendmail) throws Exception {
    sendmail.terminal().data(sendmail.localNames().checked());
    return ExitCode.OK;
  }
}
