package dev.posthorn.gmail;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.HttpRules;
import dev.posthorn.send.ResumableDelivery;
import dev.posthorn.send.SendProgress;
import java.net.URI;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Gmail's ways for tests of many failures: between two questions they wait a twentieth as long. */
public final class HastyGmail {
  private static final int HASTE = 20;

  private HastyGmail() {}

  /** A way that can be asked. */
  public static ResumableDelivery of(Account account, URI root, Delivery delivery) {
    Tenacity tenacity =
        new Tenacity(
            wait -> TimeUnit.MILLISECONDS.sleep(wait.toMillis() / HASTE),
            () -> ThreadLocalRandom.current().nextDouble());
    GmailCall call = new GmailCall(Operation.SEND, account, root, new HttpRules());
    return new GmailSender(call, new Manner(delivery, SendProgress.none(), 0, tenacity))
        .resumable();
  }
}
