package dev.posthorn.gmail;

import dev.posthorn.auth.AuthException;
import dev.posthorn.message.AttachmentException;
import dev.posthorn.message.InvalidMessageException;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.DeliveryHandle;
import dev.posthorn.send.ResumableDelivery;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendReceipt;
import java.util.Optional;

/**
 * The port over a {@link HandledWay}: turns the failures of calls into those of sending.
 * Thread-safe.
 */
record HandledDelivery(GmailCall call, HandledWay way) implements ResumableDelivery {

  /** What is done with a message in the form for the API. */
  @FunctionalInterface
  private interface Step<T> {
    T on(WireMessage message) throws AuthException, CallException;
  }

  @Override
  public DeliveryHandle begin(WireMessage message) throws SendException {
    return sending(GmailSender.form(message, call), way::begin);
  }

  @Override
  public SendReceipt deliver(DeliveryHandle handle, WireMessage message) throws SendException {
    return sending(GmailSender.form(message, call), form -> way.deliver(handle, form));
  }

  @Override
  public SendReceipt resume(DeliveryHandle handle, WireMessage message) throws SendException {
    return sending(message, given -> way.resume(handle, formOfThen(handle, given)));
  }

  @Override
  public Optional<SendReceipt> settle(DeliveryHandle handle, WireMessage message)
      throws SendException {
    try {
      return way.settle(handle, formOfThen(handle, message));
    } catch (CallException e) {
      throw e.verdict().toSettlingException(e.getCause());
    } catch (AuthException e) {
      throw Verdict.withoutToken(e).toSettlingException(e);
    }
  }

  private static <T> T sending(WireMessage message, Step<T> step) throws SendException {
    try {
      return step.on(message);
    } catch (CallException e) {
      throw e.verdict().toSendExceptionOfHandle(e.getCause());
    } catch (AuthException e) {
      throw Verdict.withoutToken(e).toSendExceptionOfHandle(e);
    }
  }

  /**
   * The form in which it was begun. What could not have been begun is not what was begun. Earlier
   * versions left text as it was: what they began is ended so, where its length tells.
   */
  private WireMessage formOfThen(DeliveryHandle handle, WireMessage message) throws CallException {
    try {
      WireMessage plain = message.forHeaders();
      WireMessage form = message.forApi();
      return !way.fits(handle, form) && way.fits(handle, plain) ? plain : form;
    } catch (InvalidMessageException e) {
      CallException strange = HandledWay.strangeHandle(call);
      strange.addSuppressed(e);
      throw strange;
    } catch (AttachmentException e) {
      throw new CallException(call.errors().unsettled(call.errors().unreadable(e)), e);
    }
  }
}
