package dev.posthorn.gmail;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.Patience;
import java.net.URI;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds messages in a mailbox by a word of their subject, and reads them octet by octet as they
 * arrived.
 *
 * <p>Thread-safe; needs no closing. Reading changes nothing, so what may pass is asked again after
 * a while, as {@link LabelLister} does.
 *
 * @see <a
 *     href="https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/list">users.messages.list</a>
 */
public final class RawReader {
  /** More than one search of ours ever finds. */
  private static final long MOST = 100;

  private static final Pattern WORD = Pattern.compile("[a-z0-9-]{1,100}");

  /** What Gmail's ids consist of; a slash or a question mark would make another request of it. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  private final PatientCall patient;

  private RawReader(GmailCall call) {
    this.patient = new PatientCall(call, Patience.real());
  }

  /**
   * A reader.
   *
   * @param account whose mailbox; its consent must cover gmail.readonly, gmail.modify or
   *     https://mail.google.com/
   * @param root where the API is, a path in front of {@code gmail/v1/…} included; https, or http on
   *     loopback
   * @return the reader; nothing is asked of anybody yet
   * @throws AuthException of kind CONFIGURATION when a token must not go there
   */
  public static RawReader of(Account account, URI root) throws AuthException {
    return new RawReader(GmailCall.of(Operation.READ, account, root));
  }

  /**
   * Searches, spam and bin included.
   *
   * @param word lower-case letters, digits and hyphens
   * @return Gmail's ids of at most 100 messages with that word in their subject, the newest first
   * @throws GmailException when the mailbox cannot be searched
   */
  public List<String> withSubject(String word) throws GmailException {
    if (!WORD.matcher(word).matches()) {
      throw new IllegalArgumentException("A word of a subject has letters, digits and hyphens.");
    }
    return patient.ask(
        () ->
            GmailRequest.reading(
                gmail ->
                    gmail
                        .users()
                        .messages()
                        .list("me")
                        .setQ("subject:" + word)
                        .setIncludeSpamTrash(true)
                        .setMaxResults(MOST)
                        .buildHttpRequest()),
        this::ids);
  }

  /**
   * Reads one message.
   *
   * @param id Gmail's id of it
   * @return its octets
   * @throws GmailException when it cannot be had; of kind REFUSED when there is no such message
   */
  public byte[] message(String id) throws GmailException {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("No id of Gmail's.");
    }
    return patient.ask(
        () ->
            GmailRequest.reading(
                gmail ->
                    gmail.users().messages().get("me", id).setFormat("raw").buildHttpRequest()),
        this::octets);
  }

  private List<String> ids(Answer answer) throws CallException {
    JsonObject body = Json.objectIn(answer.body());
    if (!body.has("resultSizeEstimate") && !body.has("messages")) {
      throw patient.call().garbled(Progress.NOTHING_SENT, answer);
    }
    List<String> ids = new ArrayList<>();
    for (JsonElement element : Json.array(body, "messages")) {
      if (element instanceof JsonObject message
          && ID.matcher(Json.string(message, "id")).matches()) {
        ids.add(Json.string(message, "id"));
      }
    }
    return ids;
  }

  private byte[] octets(Answer answer) throws CallException {
    String raw = Json.string(Json.objectIn(answer.body()), "raw");
    try {
      if (!raw.isEmpty()) {
        return Base64.getUrlDecoder().decode(raw);
      }
    } catch (IllegalArgumentException e) {
      throw patient.call().garbled(Progress.NOTHING_SENT, answer);
    }
    throw patient.call().garbled(Progress.NOTHING_SENT, answer);
  }
}
