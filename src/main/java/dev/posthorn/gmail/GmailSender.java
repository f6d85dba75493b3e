package dev.posthorn.gmail;

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
import dev.posthorn.send.ResumableDelivery;
import dev.posthorn.send.SendException;
import dev.posthorn.send.SendException.Refused.Reason;
import dev.posthorn.send.SendProgress;
import dev.posthorn.send.SendReceipt;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.util.Optional;

/**
 * Sends mail through Gmail's REST interface, encoded while it is written: no copy of the message is
 * held. Messages up to 4 MiB go in one request to users.messages.send, larger ones in a resumable
 * upload; {@link #with(Delivery)} chooses otherwise.
 *
 * <p>Thread-safe and immutable; one instance serves a whole application, and should, since it keeps
 * connections open between messages. It needs no closing. (Java keeps five idle connections to a
 * host; with more threads than that, {@code -Dhttp.maxConnections=64} saves handshakes.)
 *
 * <p>An answer of 401 refreshes the token and repeats the request, once. In one request nothing
 * else is ever repeated: users.messages.send has no way to recognise a message it has seen, so a
 * repetition after a lost answer may deliver it twice. A lost answer is {@link
 * SendException.OutcomeUnknown} there. An upload and a draft can be asked, so a lost answer is
 * asked for, for about a minute (longer when Gmail asks for patience), and the upload goes on where
 * it broke off.
 *
 * <p>There is no limit to how long a message may take: the server's silence ends an attempt, after
 * 20 s when it connects and 60 s when it should answer, but not a line that is slow.
 *
 * <p>The recipients are those of the envelope, and nobody else: Gmail takes them from the headers,
 * so Bcc is written into the message as the envelope demands (Gmail takes it out), and a message
 * whose To or Cc names somebody whom the envelope does not is refused. Gmail replaces the
 * Message-ID, and a From that is no verified alias of the account. Text with long lines, which
 * Gmail would wrap, goes as quoted-printable ({@link WireMessage#forApi()}).
 *
 * @see <a
 *     href="https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/send">users.messages.send</a>
 */
public final class GmailSender implements MailSender {
  private static final String PATH = "gmail/v1/users/me/messages/send";

  /** JSON fails somewhere between 5 and 15 MB, by report. */
  static final long LARGEST_RAW = 4 * 1024 * 1024;

  private final GmailCall call;
  private final Manner manner;
  private final MimeComposer composer = MimeComposer.create();

  GmailSender(GmailCall call) {
    this(call, Manner.usual());
  }

  GmailSender(GmailCall call, Manner manner) {
    this.call = call;
    this.manner = manner;
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
   * The same sender with another way of handing messages over.
   *
   * @param delivery the way; {@link Delivery#AUTO} unless this is called
   * @return a new sender
   */
  public GmailSender with(Delivery delivery) {
    return new GmailSender(call, manner.with(delivery));
  }

  /**
   * The same sender, telling how far each message has got.
   *
   * @param progress is told on the sending thread, of every message that this sender sends
   * @return a new sender
   */
  public GmailSender with(SendProgress progress) {
    return new GmailSender(call, manner.with(progress));
  }

  /**
   * The same sender, uploading in pieces: for gateways that pass no long request on. Each piece is
   * one request, and reads the message again from its start; without pieces all that remains goes
   * in one.
   *
   * @param bytes the length of a piece, a multiple of 256 KiB (262,144), as Gmail demands; the last
   *     one is shorter
   * @return a new sender
   * @throws IllegalArgumentException when it is zero, negative or no such multiple
   */
  public GmailSender withChunks(int bytes) {
    if (bytes == 0) {
      throw new IllegalArgumentException("A piece of an upload has at least 262144 bytes.");
    }
    return new GmailSender(call, manner.withChunks(bytes));
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
      return send(composer.toWire(mail.withFromIfAbsent(account)));
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
    WireMessage form = form(message, call);
    try {
      return deliver(form);
    } catch (CallException e) {
      throw e.verdict().toSendException(e.getCause());
    } catch (AuthException e) {
      throw Verdict.withoutToken(e).toSendException(e);
    }
  }

  private SendReceipt deliver(WireMessage message) throws AuthException, CallException {
    boolean large = message.size() > LARGEST_RAW;
    return switch (manner.delivery()) {
      case AUTO -> large ? upload(message) : post(message);
      case RAW -> post(message);
      case SESSION -> upload(message);
      case DRAFT -> new DraftDelivery(call.with(Operation.DRAFT), manner).send(message, large);
    };
  }

  private SendReceipt post(WireMessage message) throws AuthException, CallException {
    Answer answer =
        call.call(
            () -> new SendRequest(PATH, RawMessageContent.message(message, manner.watcher())));
    Optional<SendReceipt> receipt = receipts().message(answer);
    if (receipt.isEmpty()) {
      throw call.garbled(Progress.PERHAPS_SENT, answer);
    }
    return receipt.get();
  }

  private SendReceipt upload(WireMessage message) throws AuthException, CallException {
    Uploads<SendReceipt> uploads = uploads();
    return uploads.send(uploads.begin(message), message);
  }

  /**
   * The same way for those who keep a journal, by handles that can be asked afterwards: drafts when
   * this sender has {@link Delivery#DRAFT}, else upload sessions, whose handles are secrets and
   * last about a week.
   *
   * <p>A handle that is none of this sender's (of another address, account or way) is {@link
   * SendException.OutcomeUnknown}, never a reason to send. A limit of Gmail's ends an attempt at
   * once, where it is sure that nothing was sent; what else may pass is waited for, for about a
   * minute.
   *
   * @return the delivery; nothing is asked of anybody yet
   */
  public ResumableDelivery resumable() {
    HandledWay way =
        manner.delivery() == Delivery.DRAFT
            ? new HandledDraft(new DraftDelivery(call.with(Operation.DRAFT), manner))
            : new HandledSession(call, manner);
    return new HandledDelivery(call, way);
  }

  private Uploads<SendReceipt> uploads() {
    return new Uploads<>(
        call,
        Uploads.Target.MESSAGE,
        manner,
        new Uploads.Ending<>(
            Progress.PERHAPS_SENT, receipts()::message, call.errors()::unsettled, false));
  }

  private Receipts receipts() {
    return new Receipts(call.account().email());
  }

  /** The form in which it goes through the API. */
  static WireMessage form(WireMessage message, GmailCall call) throws SendException {
    try {
      return message.forApi();
    } catch (InvalidMessageException e) {
      throw invalid(e);
    } catch (AttachmentException e) {
      throw call.errors().unreadable(e).toSendException(e);
    }
  }

  private static SendException invalid(InvalidMessageException e) {
    return new SendException.Refused(
        Reason.MESSAGE, String.valueOf(e.getMessage()), "Correct the message.", e);
  }
}
