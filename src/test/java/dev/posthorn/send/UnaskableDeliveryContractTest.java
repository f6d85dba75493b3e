package dev.posthorn.send;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The port's contract over a way that cannot be asked. */
final class UnaskableDeliveryContractTest extends ResumableDeliveryContract {
  private final Deque<Fate> fates = new ArrayDeque<>();
  private int sent;

  @Override
  protected ResumableDelivery delivery() {
    return UnaskableDelivery.of(
        message -> {
          Fate fate = fates.poll();
          String failed = "Cannot send from ann@example.com: no.";
          if (fate == Fate.REFUSED) {
            throw new SendException.Refused(
                SendException.Refused.Reason.MESSAGE, failed, "Correct it.", null);
          }
          if (fate == Fate.LIMITED) {
            throw new SendException.NotSent(
                SendException.NotSent.Reason.LIMIT, failed, "Wait.", null, null);
          }
          sent++;
          if (fate == Fate.ANSWER_LOST) {
            throw new SendException.OutcomeUnknown(failed, "Look into the Sent folder.", null);
          }
          return new SendReceipt("7", "", List.of(), "ann@example.com", "smtp");
        });
  }

  @Override
  protected void next(Fate fate) {
    fates.add(fate);
  }

  @Override
  protected int sent() {
    return sent;
  }

  @Override
  protected boolean canBeAsked() {
    return false;
  }

  @Override
  protected List<String> secrets() {
    return List.of("secret");
  }
}
