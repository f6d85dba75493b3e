package dev.posthorn.send;

import dev.posthorn.message.WireMessage;
import java.util.Optional;

/**
 * A way out that can be asked, by a handle, what became of a message: the port of those who keep a
 * journal.
 *
 * <pre>
 *   begin ──▶ handle ──▶ (journal it) ──▶ deliver ──▶ receipt
 *                              │              │ broken off, or the process died
 *                              └──────────▶ resume, settle
 * </pre>
 *
 * <p>Whatever is called how often, in one process or in several: under one handle a message is
 * delivered once at most. Nothing of it goes out before {@link #deliver}. A way that cannot be
 * asked, as SMTP, gives a handle all the same, and its {@link #resume} can only say that nobody
 * knows.
 *
 * <p>Implementations are thread-safe. All methods send to {@link WireMessage#recipients()}, nobody
 * else.
 */
public interface ResumableDelivery {
  /**
   * Begins. It may be repeated: what is left behind sends nothing.
   *
   * @param message what is to be sent
   * @return the handle to journal
   * @throws SendException.Refused when it will never be sent as it is
   * @throws SendException.NotAuthorized for want of consent
   * @throws SendException.NotSent when it may be begun later
   */
  DeliveryHandle begin(WireMessage message) throws SendException;

  /**
   * Sends under a handle that was only just begun, in this process, and never used.
   *
   * @param handle what {@link #begin} gave
   * @param message the same message
   * @return the proof that the provider took it
   * @throws SendException.Refused when it was not sent and never will be as it is; the handle is
   *     used up
   * @throws SendException.NotAuthorized when it was not sent for want of consent; the handle is to
   *     be forgotten, and the message begun anew after the next login
   * @throws SendException.NotSent when it was surely not sent: the handle is used up, and the
   *     message may be begun anew
   * @throws SendException.OutcomeUnknown when it may have been sent; {@link
   *     SendException.OutcomeUnknown#mayBeSettled()} tells whether the handle can still tell
   */
  SendReceipt deliver(DeliveryHandle handle, WireMessage message) throws SendException;

  /**
   * Finds out what an earlier attempt left, and does the rest. Not to be called while that attempt
   * may be at work in this process or another.
   *
   * @param handle a journalled handle; one that ended in a receipt, {@code Refused} or {@code
   *     NotSent} is used up, but for the receipt's
   * @param message the same message, byte for byte
   * @return the proof that the provider took it, now or then
   * @throws SendException.Refused when it was not sent and never will be as it is
   * @throws SendException.NotAuthorized when it was not sent for want of consent
   * @throws SendException.NotSent when it was surely not sent: the handle is used up, and the
   *     message may be begun anew
   * @throws SendException.OutcomeUnknown when it may have been sent; {@link
   *     SendException.OutcomeUnknown#mayBeSettled()} tells whether the handle can still tell
   */
  SendReceipt resume(DeliveryHandle handle, WireMessage message) throws SendException;

  /**
   * Finds out whether an earlier attempt was completed, and sends nothing.
   *
   * @param handle a journalled handle
   * @param message the same message, byte for byte
   * @return the proof that the provider took it; empty when it surely did not, so far
   * @throws SendException.NotSent when nobody could be asked; the outcome is as open as before, and
   *     the handle as good
   * @throws SendException.NotAuthorized when nobody could be asked for want of consent
   * @throws SendException.OutcomeUnknown when it may have been sent, and the handle cannot tell
   */
  Optional<SendReceipt> settle(DeliveryHandle handle, WireMessage message) throws SendException;
}
