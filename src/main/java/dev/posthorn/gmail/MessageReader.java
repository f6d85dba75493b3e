package dev.posthorn.gmail;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.HttpRules;
import dev.posthorn.auth.Patience;
import dev.posthorn.send.ServerText;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.net.URI;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Reads the headers of a message in the mailbox, as far as a reply to it needs them; never its
 * text.
 *
 * <p>Thread-safe; needs no closing. Reading changes nothing, so what may pass is asked again after
 * a while, as {@link LabelLister} does.
 *
 * @see <a
 *     href="https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/get">users.messages.get</a>
 */
public final class MessageReader {
  private static final List<String> WANTED =
      List.of("Message-ID", "References", "In-Reply-To", "Subject");

  /** What Gmail's ids consist of; a slash or a question mark would make another request of it. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  /** A msg-id (RFC 5322 §3.6.4), taken generously, since others wrote it. */
  private static final Pattern MESSAGE_ID = Pattern.compile("<[\\x21-\\x7e&&[^<>]]{1,900}>");

  /** Real threads have fewer; a longer list only makes the header of the reply unsendable. */
  private static final int MOST_REFERENCES = 100;

  private static final int LONGEST_SUBJECT = 2000;

  private final PatientCall patient;

  MessageReader(GmailCall call, Patience patience) {
    this.patient = new PatientCall(call, patience);
  }

  /**
   * A reader of a mailbox in Google's own Gmail.
   *
   * @param account whose mailbox; its consent must cover gmail.metadata, gmail.readonly,
   *     gmail.modify or https://mail.google.com/
   * @return the reader; nothing is asked of anybody yet
   */
  public static MessageReader of(Account account) {
    GmailCall call = new GmailCall(Operation.MESSAGE, account, GmailCall.GOOGLE, new HttpRules());
    return new MessageReader(call, Patience.real());
  }

  /**
   * A reader of a mailbox in a stand-in for Gmail, or through a gateway.
   *
   * @param account whose mailbox
   * @param root where the API is, a path in front of {@code gmail/v1/…} included; https, or http on
   *     loopback
   * @return the reader; nothing is asked of anybody yet
   * @throws AuthException of kind CONFIGURATION when a token must not go there: the address is
   *     neither https nor loopback, or the consent is Google's and the address is not
   */
  public static MessageReader of(Account account, URI root) throws AuthException {
    return new MessageReader(GmailCall.of(Operation.MESSAGE, account, root), Patience.real());
  }

  /**
   * Reads the headers of one message.
   *
   * @param id Gmail's id of it, as a receipt names it; not its Message-ID
   * @return its headers
   * @throws GmailException when they cannot be had; of kind REFUSED when there is no such message,
   *     or the id is none, in which case nobody is asked
   */
  public MessageHeaders message(String id) throws GmailException {
    String checked = checked("message", id);
    return patient.ask(
        () -> GmailRequest.message(checked, WANTED), answer -> headers(object(answer), answer));
  }

  /**
   * Reads the headers of the newest message of a thread; drafts do not count.
   *
   * @param threadId Gmail's id of the thread
   * @return the newest message's headers
   * @throws GmailException when they cannot be had; of kind REFUSED when there is no such thread,
   *     or the id is none, in which case nobody is asked
   */
  public MessageHeaders lastOfThread(String threadId) throws GmailException {
    String checked = checked("thread", threadId);
    return patient.ask(() -> GmailRequest.thread(checked, WANTED), this::last);
  }

  private MessageHeaders last(Answer answer) throws CallException {
    JsonObject last = new JsonObject();
    for (JsonElement element : Json.array(object(answer), "messages")) {
      if (element instanceof JsonObject message && !isDraft(message)) {
        last = message; // Gmail lists them oldest first.
      }
    }
    return headers(last, answer);
  }

  private static boolean isDraft(JsonObject message) {
    for (JsonElement label : Json.array(message, "labelIds")) {
      if (Json.string(label).equals("DRAFT")) {
        return true;
      }
    }
    return false;
  }

  private MessageHeaders headers(JsonObject message, Answer answer) throws CallException {
    String id = Json.string(message, "id");
    if (!ID.matcher(id).matches()) {
      throw patient.call().garbled(Progress.NOTHING_SENT, answer);
    }
    String threadId = Json.string(message, "threadId");
    List<String> references = messageIds(header(message, "References"));
    if (references.isEmpty()) {
      references = messageIds(header(message, "In-Reply-To"));
    }
    return new MessageHeaders(
        id,
        ID.matcher(threadId).matches() ? threadId : "",
        messageIds(header(message, "Message-ID")).stream().findFirst().orElse(""),
        references.subList(Math.max(0, references.size() - MOST_REFERENCES), references.size()),
        decoded(header(message, "Subject")));
  }

  private static String header(JsonObject message, String name) {
    return Json.headers(message, name).stream().findFirst().orElse("");
  }

  private static List<String> messageIds(String header) {
    return MESSAGE_ID.matcher(header).results().map(MatchResult::group).distinct().toList();
  }

  /** Gmail decodes by itself; a stand-in, or another day's Gmail, may hand out encoded-words. */
  private static String decoded(String subject) {
    String text = subject;
    try {
      text = MimeUtility.decodeText(MimeUtility.unfold(subject));
    } catch (UnsupportedEncodingException e) {
      text = subject; // Of a charset that this Java does not know: better raw than none.
    }
    return ServerText.line(text, LONGEST_SUBJECT).strip();
  }

  private static JsonObject object(Answer answer) {
    return Json.objectIn(answer.body());
  }

  private String checked(String what, String id) throws GmailException {
    if (ID.matcher(id).matches()) {
      return id;
    }
    throw new GmailException(
        GmailException.Kind.REFUSED,
        Operation.MESSAGE.failed(patient.call().account().email())
            + "\""
            + ServerText.clean(id)
            + "\" is no "
            + what
            + " id of Gmail's.",
        "Give the id that Gmail uses, as a receipt shows it (not the Message-ID).",
        null,
        null);
  }
}
