package dev.posthorn.gmail;

import dev.posthorn.auth.AuthException;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.DeliveryHandle;
import dev.posthorn.send.ResumableDelivery;
import dev.posthorn.send.SendReceipt;
import java.util.Optional;

/**
 * A way to Gmail that leaves something which can be asked: what {@link ResumableDelivery} says, in
 * the words of calls. Messages have the form that {@link WireMessage#forApi()} gives.
 */
interface HandledWay {
  /** Makes what the handle names; sends nothing. */
  DeliveryHandle begin(WireMessage message) throws AuthException, CallException;

  /** Sends under a handle that was never used; what ends "not sent" ends the handle too. */
  SendReceipt deliver(DeliveryHandle handle, WireMessage message)
      throws AuthException, CallException;

  /** Asks what an earlier attempt left, and does the rest. */
  SendReceipt resume(DeliveryHandle handle, WireMessage message)
      throws AuthException, CallException;

  /** Asks whether it was sent; empty when it was not, so far. */
  Optional<SendReceipt> settle(DeliveryHandle handle, WireMessage message)
      throws AuthException, CallException;

  /** Whether the handle may be that of this message, as far as the handle alone tells. */
  boolean fits(DeliveryHandle handle, WireMessage message);

  /**
   * A handle that is none of ours: of another address, account or message, or damaged. Whatever it
   * named may have been sent.
   */
  static CallException strangeHandle(GmailCall call) {
    String account = call.account().email();
    Verdict verdict =
        new Verdict(
            Verdict.Kind.NEVER_KNOWN,
            "The message from "
                + account
                + " may have been sent: what was noted when it was begun belongs to another"
                + " address, account, way or message than this, so nobody can be asked.",
            "Look into the Sent folder of " + account + " before you send it again.",
            null);
    return new CallException(verdict, null);
  }
}
