package dev.posthorn.gmail;

import com.google.gson.JsonObject;
import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.message.InvalidMessageException;
import dev.posthorn.message.WireMessage;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendProgress;
import dev.posthorn.send.SendReceipt;
import java.net.URI;
import java.util.Base64;

/**
 * Gives messages to Gmail's API octet by octet, and tells what Gmail answers to questions that a
 * sender of mail has no use for: {@code posthorn probe} finds out with it what Gmail does. {@link
 * GmailSender} is the one for mail.
 *
 * <p>Nothing is composed, recoded or checked here, and nothing is repeated: a lost answer is {@link
 * SendException.OutcomeUnknown}. Thread-safe; needs no closing.
 */
public final class RawSender {
  private static final String MESSAGES = "gmail/v1/users/me/messages/send";
  private static final String DRAFTS = "gmail/v1/users/me/drafts";

  private final GmailCall sending;
  private final GmailCall drafting;

  private RawSender(GmailCall call) {
    this.sending = call;
    this.drafting = call.with(Operation.DRAFT);
  }

  /**
   * A sender.
   *
   * @param account who sends; its consent must cover gmail.compose
   * @param root where the API is, a path in front of {@code gmail/v1/…} included; https, or http on
   *     loopback
   * @return the sender; nothing is asked of anybody yet
   * @throws AuthException of kind CONFIGURATION when a token must not go there
   */
  public static RawSender of(Account account, URI root) throws AuthException {
    return new RawSender(GmailCall.of(Operation.SEND, account, root));
  }

  /**
   * Sends by users.messages.send.
   *
   * @param message RFC 5322 octets, sent as they are; a few kilobytes
   * @throws SendException as {@link GmailSender#send(WireMessage)} does
   */
  public void send(byte[] message) throws SendException {
    receipt(sending, new SendRequest(MESSAGES, new JsonContent(raw(message))));
  }

  /**
   * Sends by an upload session, then asks the completed session what it knows, with an empty PUT.
   *
   * @param message RFC 5322 octets with From, Date, Message-ID and short lines of ASCII, which are
   *     sent as they are
   * @return the HTTP status of the answer: 200 or 201 when the session knows its message, 404 or
   *     410 when it is forgotten; 0 when the message was sent and the question got no answer
   * @throws SendException as {@link GmailSender#send(WireMessage)} does
   */
  public int sendBySession(byte[] message) throws SendException {
    try {
      WireMessage wire = WireMessage.of(message);
      Uploads<SendReceipt> uploads =
          new Uploads<>(
              sending,
              Uploads.Target.MESSAGE,
              Manner.usual(),
              new Uploads.Ending<>(
                  Progress.PERHAPS_SENT,
                  new Receipts(sending.account().email())::message,
                  sending.errors()::unsettled,
                  true));
      UploadSession session = uploads.begin(wire);
      UploadContent content =
          new UploadContent(wire, 0, wire.size(), new Fingerprints(), SendProgress.none());
      receipt(sending, new SessionRequest(session, content));
      return status(new SessionRequest(session, null), sending);
    } catch (InvalidMessageException e) {
      throw new IllegalArgumentException("No message for a session.", e);
    } catch (AuthException e) {
      throw Verdict.withoutToken(e).toSendException(e);
    } catch (CallException e) {
      throw e.verdict().toSendException(e.getCause());
    }
  }

  /**
   * Makes a draft, which is not sent yet.
   *
   * @param message RFC 5322 octets, kept as they are; a few kilobytes
   * @return the draft's id
   * @throws SendException when Gmail did not make it, or perhaps did; nothing is sent either way
   */
  public String createDraft(byte[] message) throws SendException {
    JsonObject draft = new JsonObject();
    draft.add("message", raw(message));
    Answer answer = call(drafting, new SendRequest(DRAFTS, new JsonContent(draft)));
    return Receipts.draft(answer)
        .map(Receipts.Draft::id)
        .orElseThrow(
            () -> drafting.garbled(Progress.PERHAPS_SENT, answer).verdict().toSendException(null));
  }

  /**
   * Sends a draft.
   *
   * @param id the draft's id
   * @throws SendException as {@link GmailSender#send(WireMessage)} does
   */
  public void sendDraft(String id) throws SendException {
    receipt(drafting, sending(id));
  }

  /**
   * Asks once more for the sending of a draft that was sent.
   *
   * @param id the draft's id
   * @return the HTTP status of the answer; 0 when there was none
   */
  public int sendDraftAgain(String id) {
    return status(sending(id), drafting);
  }

  /**
   * Removes a draft.
   *
   * @param id the draft's id
   * @return whether there is no such draft any more
   */
  public boolean deleteDraft(String id) {
    int status =
        status(
            GmailRequest.reading(
                gmail -> gmail.users().drafts().delete("me", id).buildHttpRequest()),
            drafting);
    return status == 404 || (status >= 200 && status < 300);
  }

  private static SendRequest sending(String draftId) {
    JsonObject body = new JsonObject();
    body.addProperty("id", draftId);
    return new SendRequest(DRAFTS + "/send", new JsonContent(body));
  }

  private static JsonObject raw(byte[] message) {
    JsonObject raw = new JsonObject();
    raw.addProperty("raw", Base64.getUrlEncoder().encodeToString(message));
    return raw;
  }

  private static void receipt(GmailCall call, GmailRequest request) throws SendException {
    Answer answer = call(call, request);
    if (new Receipts(call.account().email()).message(answer).isEmpty()) {
      throw call.garbled(Progress.PERHAPS_SENT, answer).verdict().toSendException(null);
    }
  }

  /** Calls; the requests have small bodies in memory, which a refreshed token may send again. */
  private static Answer call(GmailCall call, GmailRequest request) throws SendException {
    try {
      return call.call(() -> request);
    } catch (AuthException e) {
      throw Verdict.withoutToken(e).toSendException(e);
    } catch (CallException e) {
      throw e.verdict().toSendException(e.getCause());
    }
  }

  private static int status(GmailRequest request, GmailCall call) {
    try {
      return call.exchange(() -> request).answer().status();
    } catch (AuthException | CallException e) {
      return 0; // The caller wanted to know what Gmail says, and it said nothing.
    }
  }
}
