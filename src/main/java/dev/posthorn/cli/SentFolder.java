package dev.posthorn.cli;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.LoginHint;
import dev.posthorn.auth.Scope;
import dev.posthorn.gmail.GmailException;
import dev.posthorn.gmail.Operation;
import dev.posthorn.gmail.SentFinder;
import dev.posthorn.outbox.OutboxEntry;
import dev.posthorn.send.SendReceipt;
import java.time.Duration;
import java.util.Optional;

/** Looks for a message of the outbox in its account's mailbox, where the consent allows it. */
final class SentFolder {
  private static final String HEADER = "X-Posthorn-Id";

  /** So far Gmail's clock and ours may differ. */
  private static final Duration MARGIN = Duration.ofDays(1);

  private final PosthornCommand posthorn;

  SentFolder(PosthornCommand posthorn) {
    this.posthorn = posthorn;
  }

  /** Looks, or says why not; what is not found may have been sent all the same. */
  Optional<SendReceipt> find(OutboxEntry entry) throws Stop {
    try {
      Account account = posthorn.account(entry.account());
      if (!WayChoice.mayBe(account, Operation.FIND.isOpenedBy(account.scopes()))) {
        posthorn.say(
            "posthorn: the consent of "
                + entry.account()
                + " does not let Posthorn look into the Sent folder. To let it: "
                + LoginHint.of(account, Scope.METADATA));
        return Optional.empty();
      }
      Optional<SendReceipt> found =
          SentFinder.of(account, posthorn.gmailRoot())
              .find(HEADER, entry.id(), entry.acceptedAt().minus(MARGIN));
      if (found.isEmpty()) {
        posthorn.say(
            "posthorn: it is not among the newest in the Sent folder of "
                + entry.account()
                + ", which is no proof that it was not sent.");
      }
      return found;
    } catch (AuthException | GmailException e) {
      posthorn.say("posthorn: the Sent folder was not looked into. " + Failure.of(e).message());
      return Optional.empty();
    }
  }
}
