package dev.posthorn.gmail;

import dev.posthorn.auth.AuthException;
import dev.posthorn.gmail.DraftDelivery.Whereabouts;
import dev.posthorn.gmail.Receipts.Draft;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.DeliveryHandle;
import dev.posthorn.send.SendReceipt;
import java.time.Duration;
import java.util.Optional;

/**
 * Drafts as a way that can be asked: a draft that is gone was sent, since sending takes it away.
 *
 * <pre>
 *   begin ─▶ draft is made ─▶ deliver: drafts.send ─┬─ 2xx ─────────────▶ receipt
 *                                                   ├─ lost: watch it ─┬─ gone ─▶ receipt
 *                                                   │                  └─ there ─▶ unknown, to be asked
 *                                                   └─ refused: it stays ─▶ refused | not sent
 *   resume: look at it ─┬─ gone ─▶ receipt
 *                       └─ still there ─▶ drafts.send, once more
 * </pre>
 *
 * <p>Other than {@link DraftDelivery#send}, this never removes a draft: its handle can be asked as
 * long as nothing but sending takes the draft away, and a draft that was removed just before its
 * process died would be taken for sent. A draft that was refused stays in Drafts, for a person.
 * Sending a draft again is no second message: there is only the one draft to be taken.
 *
 * <p>A handle, as it may be journalled, is {@code draft SP ID SP THREAD SP ROOT SP ACCOUNT}:
 * Gmail's ids of the draft and of its thread ({@code -} for none), and whose mailbox it is in,
 * since in another's it would seem to be gone. Thread-safe.
 */
record HandledDraft(DraftDelivery drafts) implements HandledWay {
  private static final String PREFIX = "draft";
  private static final String NO_THREAD = "-";

  /** An attempt that had just begun when its process died comes to its end meanwhile. */
  private static final int LOOKS = 3;

  @Override
  public DeliveryHandle begin(WireMessage message) throws AuthException, CallException {
    Draft draft = drafts.begin(message, message.size() > GmailSender.LARGEST_RAW);
    String thread = draft.threadId().isEmpty() ? NO_THREAD : draft.threadId();
    return DeliveryHandle.of(String.join(" ", PREFIX, draft.id(), thread, place()));
  }

  private String place() {
    return call().root() + " " + call().account().email();
  }

  @Override
  public SendReceipt deliver(DeliveryHandle handle, WireMessage message) throws CallException {
    Draft draft = draft(handle);
    try {
      return request(draft);
    } catch (CallException e) {
      if (e.verdict().kind().isUnknown()) {
        return settled(draft, e);
      }
      // Without a token nobody can look.
      throw e.verdict().kind().isUnauthorized() ? drafts.staying(e) : refused(draft, e);
    }
  }

  /**
   * A refusal is one while the draft is there. It is not removed: before the journal has dropped
   * its handle, that would be taken for sent after a crash.
   */
  private CallException refused(Draft draft, CallException refusal) {
    try {
      if (drafts.look(draft) == Whereabouts.NOT_THERE) {
        Verdict gone = call().errors().draftGone(refusal.verdict());
        return new CallException(gone, refusal.getCause());
      }
    } catch (CallException e) {
      refusal.addSuppressed(e); // The refusal's own status says enough.
    }
    return drafts.staying(refusal);
  }

  @Override
  public SendReceipt resume(DeliveryHandle handle, WireMessage message) throws CallException {
    Draft draft = draft(handle);
    if (isGone(draft)) {
      return drafts.receipts().sent(draft);
    }
    try {
      return request(draft);
    } catch (CallException e) {
      Verdict.Kind kind = e.verdict().kind();
      if (kind.isUnknown()) {
        return settled(draft, e);
      }
      if (kind.mayPass() || kind.isUnauthorized()) {
        throw unsettled(e);
      }
      return refusedAgain(draft, e);
    }
  }

  @Override
  public Optional<SendReceipt> settle(DeliveryHandle handle, WireMessage message)
      throws CallException {
    Draft draft = draft(handle);
    return lookRepeatedly(draft) == Whereabouts.NOT_THERE
        ? Optional.of(drafts.receipts().sent(draft))
        : Optional.empty();
  }

  /** The draft holds the message; the handle says nothing of it. */
  @Override
  public boolean fits(DeliveryHandle handle, WireMessage message) {
    return true;
  }

  private GmailCall call() {
    return drafts.call();
  }

  private Draft draft(DeliveryHandle handle) throws CallException {
    String[] parts = handle.value().split(" ", 4);
    if (parts.length != 4 || !parts[0].equals(PREFIX) || !parts[3].equals(place())) {
      throw HandledWay.strangeHandle(call());
    }
    return new Draft(parts[1], parts[2].equals(NO_THREAD) ? "" : parts[2]);
  }

  private SendReceipt request(Draft draft) throws CallException {
    try {
      return drafts.request(draft);
    } catch (AuthException e) {
      throw new CallException(Verdict.withoutToken(e), e); // Nothing was asked for, or refused.
    }
  }

  /** Watches what became of it; the draft stays. */
  private SendReceipt settled(Draft draft, CallException failure) throws CallException {
    if (drafts.watch(draft, failure) == Whereabouts.NOT_THERE) {
      return drafts.receipts().sent(draft);
    }
    throw failure;
  }

  /** Nobody can tell yet, where {@link #lookRepeatedly} throws. */
  private boolean isGone(Draft draft) throws CallException {
    try {
      return lookRepeatedly(draft) == Whereabouts.NOT_THERE;
    } catch (CallException e) {
      throw unsettled(e);
    }
  }

  private Whereabouts lookRepeatedly(Draft draft) throws CallException {
    for (int looks = 1; ; looks++) {
      try {
        Whereabouts draftIs = drafts.look(draft);
        if (draftIs == Whereabouts.NOT_THERE || looks == LOOKS) {
          return draftIs;
        }
      } catch (CallException e) {
        if (looks == LOOKS || !e.verdict().kind().mayPass()) {
          throw e;
        }
      }
      pause(looks);
    }
  }

  private void pause(int looks) throws CallException {
    Tenacity tenacity = drafts.manner().tenacity();
    try {
      tenacity.sleep().sleep(tenacity.next(looks, null).orElse(Duration.ZERO));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      Verdict verdict = new Verdict(Verdict.Kind.TRY_AGAIN, "Its draft was there.", "", null);
      throw new CallException(verdict.interrupted(), e);
    }
  }

  /** What was refused now may have been sent before, unless the draft is still there. */
  private SendReceipt refusedAgain(Draft draft, CallException failure) throws CallException {
    if (isGone(draft)) {
      return drafts.receipts().sent(draft);
    }
    throw drafts.staying(failure);
  }

  private CallException unsettled(CallException e) {
    return new CallException(call().errors().unsettled(e.verdict()), e.getCause());
  }
}
