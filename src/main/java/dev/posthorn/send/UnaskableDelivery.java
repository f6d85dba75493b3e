package dev.posthorn.send;

import dev.posthorn.message.WireMessage;
import java.util.Optional;

/**
 * A way out that keeps nothing which could be asked afterwards, as SMTP: a {@link MailSender} for
 * those who keep a journal.
 *
 * <p>Its handle says no more than that something was begun, so of a message whose sending broke off
 * nobody can tell whether it was sent; it is never sent again. Thread-safe when the sender is.
 */
public final class UnaskableDelivery implements ResumableDelivery {
  private static final DeliveryHandle BEGUN = DeliveryHandle.of("begun");

  private final MailSender sender;

  private UnaskableDelivery(MailSender sender) {
    this.sender = sender;
  }

  /**
   * Wraps a way out.
   *
   * @param sender the way; is asked for nothing but to send
   * @return the same for those who keep a journal
   */
  public static UnaskableDelivery of(MailSender sender) {
    return new UnaskableDelivery(sender);
  }

  /** {@return the same each time; nobody is asked} */
  @Override
  public DeliveryHandle begin(WireMessage message) {
    return BEGUN;
  }

  @Override
  public SendReceipt deliver(DeliveryHandle handle, WireMessage message) throws SendException {
    return sender.send(message);
  }

  /** Never sends: throws {@link SendException.OutcomeUnknown}. */
  @Override
  public SendReceipt resume(DeliveryHandle handle, WireMessage message)
      throws SendException.OutcomeUnknown {
    throw unknown(message);
  }

  /** Has nobody to ask: throws {@link SendException.OutcomeUnknown}. */
  @Override
  public Optional<SendReceipt> settle(DeliveryHandle handle, WireMessage message)
      throws SendException.OutcomeUnknown {
    throw unknown(message);
  }

  private static SendException.OutcomeUnknown unknown(WireMessage message) {
    String from = message.sender().map(sender -> " from " + sender).orElse("");
    return new SendException.OutcomeUnknown(
        "The message"
            + from
            + " may have been sent: the process or the network broke off while it was on its way"
            + " by SMTP, and there is nobody to ask.",
        "Look into the Sent folder before you send it again.",
        false,
        null);
  }
}
