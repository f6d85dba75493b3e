package dev.posthorn.gmail;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.HttpRules;
import dev.posthorn.message.AttachmentException;
import dev.posthorn.message.InvalidMessageException;
import dev.posthorn.message.Mail;
import dev.posthorn.message.Mailbox;
import dev.posthorn.message.MimeComposer;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.MailSender;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.Refused.Reason;
import dev.posthorn.send.SendReceipt;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends mail through Gmail's users.messages.send, in one request, base64url-encoded while it is
 * written: no copy of the message is held.
 *
 * <p>Thread-safe; one instance serves a whole application, and should, since it keeps connections
 * open between messages. It needs no closing. (Java keeps five idle connections to a host; with
 * more threads than that, {@code -Dhttp.maxConnections=64} saves handshakes.)
 *
 * <p>An answer of 401 refreshes the token and repeats the request, once. Nothing else is ever
 * repeated: users.messages.send has no way to recognise a message it has seen, so a repetition
 * after a lost answer may deliver it twice. A lost answer is {@link SendException.OutcomeUnknown}.
 *
 * <p>Gmail replaces the Message-ID, and a From that is no verified alias of the account. Bcc stays
 * in the message that is handed over; Gmail takes it out.
 *
 * @see <a
 *     href="https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/send">users.messages.send</a>
 */
public final class GmailSender implements MailSender {
  private static final String VIA = "api";

  private final GmailCall call;
  private final MimeComposer composer = MimeComposer.create();

  GmailSender(GmailCall call) {
    this.call = call;
  }

  /**
   * A sender through Google's own Gmail.
   *
   * @param account who sends; its consent must cover gmail.send, gmail.compose, gmail.modify or
   *     https://mail.google.com/
   * @return the sender; nothing is asked of anybody yet
   */
  public static GmailSender of(Account account) {
    return new GmailSender(
        new GmailCall(Operation.SEND, account, GmailCall.GOOGLE, new HttpRules()));
  }

  /**
   * A sender through a stand-in for Gmail, or a gateway to it.
   *
   * @param account who sends
   * @param root where the API is, a path in front of {@code gmail/v1/…} included; https, or http on
   *     loopback
   * @return the sender; nothing is asked of anybody yet
   * @throws AuthException of kind CONFIGURATION when a token must not go there: the address is
   *     neither https nor loopback, or the consent is Google's and the address is not
   */
  public static GmailSender of(Account account, URI root) throws AuthException {
    return new GmailSender(GmailCall.of(Operation.SEND, account, root));
  }

  /**
   * Composes a mail and sends it; From is the account when the mail names none.
   *
   * @param mail what to send
   * @return the proof that Gmail took it
   * @throws SendException.Refused when it was not sent and never will be as it is
   * @throws SendException.NotAuthorized when it was not sent for want of consent
   * @throws SendException.NotSent when it was surely not sent, so that sending again is safe
   * @throws SendException.OutcomeUnknown when it may have been sent
   */
  public SendReceipt send(Mail mail) throws SendException {
    try {
      Mailbox account = new Mailbox("", call.account().email());
      return send(composer.compose(mail.withFromIfAbsent(account)));
    } catch (InvalidMessageException e) {
      throw invalid(e);
    } catch (AttachmentException e) {
      throw call.errors().unreadable(e).toSendException(e);
    }
  }

  /**
   * Sends a message that somebody else composed.
   *
   * @param message what to send, as {@link WireMessage#of} takes it: it is saved when it was not
   *     yet, and must not be changed before this method returns
   * @return the proof that Gmail took it
   * @throws SendException.Refused when it was not sent and never will be as it is
   * @throws SendException.NotAuthorized when it was not sent for want of consent
   * @throws SendException.NotSent when it was surely not sent, so that sending again is safe
   * @throws SendException.OutcomeUnknown when it may have been sent
   */
  public SendReceipt send(MimeMessage message) throws SendException {
    try {
      return send(WireMessage.of(message));
    } catch (InvalidMessageException e) {
      throw invalid(e);
    } catch (AttachmentException e) {
      throw call.errors().unreadable(e).toSendException(e);
    }
  }

  @Override
  public SendReceipt send(WireMessage message) throws SendException {
    try {
      return receipt(call.call(() -> GmailRequest.send(message)));
    } catch (CallException e) {
      throw e.verdict().toSendException(e.getCause());
    } catch (AuthException e) {
      throw withoutToken(e);
    }
  }

  private SendReceipt receipt(Answer answer) throws CallException {
    JsonObject message = Json.objectIn(answer.body());
    String id = Json.string(message, "id");
    if (!isId(id)) {
      throw call.garbled(Progress.PERHAPS_SENT, answer);
    }
    List<String> labels = new ArrayList<>();
    for (JsonElement label : Json.array(message, "labelIds")) {
      labels.add(ServerText.clean(Json.string(label)));
    }
    String threadId = Json.string(message, "threadId");
    return new SendReceipt(id, isId(threadId) ? threadId : "", labels, call.account().email(), VIA);
  }

  /** Gmail's ids are short and plain; what is not was not written by Gmail. */
  private static boolean isId(String id) {
    return id.matches("[\\x21-\\x7e]{1,128}");
  }

  private static SendException invalid(InvalidMessageException e) {
    return new SendException.Refused(
        Reason.MESSAGE, String.valueOf(e.getMessage()), "Correct the message.", e);
  }

  private static SendException withoutToken(AuthException e) {
    String why = String.valueOf(e.getMessage());
    return switch (e.kind()) {
      case NO_CONSENT,
          CONSENT_REFUSED,
          CONSENT_ENDED,
          SCOPE_MISSING,
          WRONG_ACCOUNT,
          SEVERAL_ACCOUNTS ->
          new SendException.NotAuthorized(why, e.remedy(), e);
      case UNREACHABLE, TIMED_OUT, INTERRUPTED ->
          new SendException.NotSent(why, e.remedy(), null, e);
      default -> new SendException.Refused(Reason.UNAVAILABLE, why, e.remedy(), e);
    };
  }
}
