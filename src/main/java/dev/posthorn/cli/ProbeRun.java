package dev.posthorn.cli;

import dev.posthorn.auth.AuthException;
import dev.posthorn.cli.probe.Letter;
import dev.posthorn.cli.probe.Letters;
import dev.posthorn.cli.probe.ProbeId;
import dev.posthorn.cli.probe.Sending;
import dev.posthorn.cli.probe.SendingLog;
import dev.posthorn.gmail.RawSender;
import dev.posthorn.send.SendException;
import java.nio.file.Path;

/**
 * Sends a probe's messages, says what goes on, and ends in order when a signal comes.
 *
 * @param posthorn whose terminal and home it uses
 * @param progress shows how many messages were sent
 */
record ProbeRun(PosthornCommand posthorn, ProbeProgress progress) {

  /** Sends all, and keeps what Gmail answered, whatever comes. */
  SendingLog send(RawSender gmail, Letters letters) throws AuthException, SendException, Stop {
    ProbeId id = letters.id();
    Path home = posthorn.home().directory();
    ProbeLog kept = ProbeLog.of(home, id);
    Sending sending = new Sending(gmail, letters, new Told());
    posthorn.lastWords().orderly(() -> stopped(sending, id, home));
    try {
      sending.run();
      return sending.log();
    } catch (SendException e) {
      progress.aside(() -> posthorn.say("posthorn: " + where(id)));
      throw e;
    } finally {
      progress.wipe();
      kept.write(sending.log(), posthorn::say);
    }
  }

  /** What is said along the way. */
  private final class Told implements Sending.Listener {
    @Override
    public void next(int done) {
      progress.show("sent " + done + " of " + Letter.values().length);
    }

    @Override
    public void failed(Letter letter, SendingLog.Sent sent, SendException why) {
      String what =
          switch (sent) {
            case UNKNOWN -> "was perhaps sent, and is not sent again";
            case REFUSED -> "was refused";
            default -> "was not sent; a draft of it may be left in Drafts";
          };
      progress.aside(
          () ->
              posthorn.say(
                  "posthorn: the message \""
                      + letter.word()
                      + "\" "
                      + what
                      + ": "
                      + why.getMessage()));
    }
  }

  /** A signal: the message in hand is finished, the draft removed. */
  private void stopped(Sending sending, ProbeId id, Path home) {
    boolean clean = sending.stop();
    progress.close();
    String words =
        "Stopped; "
            + sending.log().letters().size()
            + " of "
            + Letter.values().length
            + " messages were tried."
            + (clean ? "" : " A draft may be left in Drafts: delete it there.");
    ProbeLog.of(home, id).write(sending.log(), posthorn.terminal()::say);
    Failure failure = new Failure(ExitCode.INTERRUPTED, words, where(id));
    posthorn.terminal().say(failure.toWords());
    if (posthorn.json) {
      posthorn.terminal().json(failure.toJson(!sending.log().letters().isEmpty()));
    }
  }

  static String where(ProbeId id) {
    return "Find its messages by searching both mailboxes for " + id.search();
  }
}
