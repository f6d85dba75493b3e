package dev.posthorn.gmail;

import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.Secret;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.DeliveryHandle;
import dev.posthorn.send.SendReceipt;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Upload sessions as a way that can be asked: the handle is that of {@link UploadSession}. The
 * session lives on whatever went wrong, until Gmail says that it is gone. Thread-safe.
 */
record HandledSession(GmailCall call, Manner manner) implements HandledWay {
  @Override
  public DeliveryHandle begin(WireMessage message) throws AuthException, CallException {
    return DeliveryHandle.of(sending().begin(message).handle().value());
  }

  @Override
  public SendReceipt deliver(DeliveryHandle handle, WireMessage message)
      throws AuthException, CallException {
    return sending().send(session(handle, message), message);
  }

  @Override
  public SendReceipt resume(DeliveryHandle handle, WireMessage message)
      throws AuthException, CallException {
    return sending().resume(session(handle, message), message);
  }

  @Override
  public Optional<SendReceipt> settle(DeliveryHandle handle, WireMessage message)
      throws AuthException, CallException {
    // Why it could not be asked is the answer here; that all is open is known before.
    return uploads(UnaryOperator.identity()).settle(session(handle, message), message);
  }

  @Override
  public boolean fits(DeliveryHandle handle, WireMessage message) {
    return found(handle, message).isPresent();
  }

  private Optional<UploadSession> found(DeliveryHandle handle, WireMessage message) {
    return UploadSession.parse(Secret.of(handle.value()), call.root())
        .filter(session -> session.total() == message.size());
  }

  private UploadSession session(DeliveryHandle handle, WireMessage message) throws CallException {
    return found(handle, message).orElseThrow(() -> HandledWay.strangeHandle(call));
  }

  private Uploads<SendReceipt> sending() {
    return uploads(call.errors()::unsettled);
  }

  private Uploads<SendReceipt> uploads(UnaryOperator<Verdict> ifUnsettled) {
    Receipts receipts = new Receipts(call.account().email());
    Uploads.Ending<SendReceipt> ending =
        new Uploads.Ending<>(Progress.PERHAPS_SENT, receipts::message, ifUnsettled, true);
    return new Uploads<>(call, Uploads.Target.MESSAGE, manner, ending);
  }
}
