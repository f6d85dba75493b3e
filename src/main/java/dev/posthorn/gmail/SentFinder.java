package dev.posthorn.gmail;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.HttpRules;
import dev.posthorn.auth.Patience;
import dev.posthorn.send.SendReceipt;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Looks for a message among the newest that an account has sent, by a header of its own: Gmail
 * replaces a message's Message-ID, and its search knows no other headers.
 *
 * <p>Thread-safe; needs no closing. Looking changes nothing, so what may pass is asked again after
 * a while, as {@link LabelLister} does. It costs one call for each message looked at, 200 at most.
 *
 * @see <a
 *     href="https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/list">users.messages.list</a>
 */
public final class SentFinder {
  /** 4,000 units at 20 a call, of the 6,000 that a user has in a minute. */
  private static final int MOST = 200;

  private static final int PAGE = 100;

  /** What Gmail's ids consist of; a slash or a question mark would make another request of it. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  private final PatientCall patient;

  SentFinder(GmailCall call, Patience patience) {
    this.patient = new PatientCall(call, patience);
  }

  /**
   * A finder in Google's own Gmail.
   *
   * @param account whose mailbox; its consent must cover gmail.metadata, gmail.readonly,
   *     gmail.modify or https://mail.google.com/
   * @return the finder; nothing is asked of anybody yet
   */
  public static SentFinder of(Account account) {
    GmailCall call = new GmailCall(Operation.FIND, account, GmailCall.GOOGLE, new HttpRules());
    return new SentFinder(call, Patience.real());
  }

  /**
   * A finder in a stand-in for Gmail, or through a gateway.
   *
   * @param account whose mailbox
   * @param root where the API is, a path in front of {@code gmail/v1/…} included; https, or http on
   *     loopback
   * @return the finder; nothing is asked of anybody yet
   * @throws AuthException of kind CONFIGURATION when a token must not go there: the address is
   *     neither https nor loopback, or the consent is Google's and the address is not
   */
  public static SentFinder of(Account account, URI root) throws AuthException {
    return new SentFinder(GmailCall.of(Operation.FIND, account, root), Patience.real());
  }

  /**
   * Looks for a message with a header, the newest first.
   *
   * @param name the header's name, in any case
   * @param value its value, to the letter
   * @param since where to stop: messages that Gmail got before then are not looked at ({@link
   *     Instant#EPOCH} for no such bound); leave room for clocks that differ
   * @return the message as a receipt; empty when none of those looked at has the header, which says
   *     nothing of older ones, nor of one that a person has deleted
   * @throws GmailException when the mailbox cannot be read
   */
  public Optional<SendReceipt> find(String name, String value, Instant since)
      throws GmailException {
    Wanted wanted = new Wanted(name, value, since);
    String page = null;
    for (int looked = 0; looked < MOST; looked += PAGE) {
      String token = page;
      Page sent = patient.ask(() -> GmailRequest.sent(PAGE, token), this::page);
      for (String id : sent.ids()) {
        Look look = look(id, wanted);
        if (look.isLast()) {
          return look.found();
        }
      }
      if (sent.next().isEmpty()) {
        break;
      }
      page = sent.next();
    }
    return Optional.empty();
  }

  private record Wanted(String name, String value, Instant since) {}

  private record Page(List<String> ids, String next) {}

  private record Look(Optional<SendReceipt> found, boolean tooOld) {
    boolean isLast() {
      return found.isPresent() || tooOld;
    }
  }

  private Page page(Answer answer) throws CallException {
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
    return new Page(ids, Json.string(body, "nextPageToken"));
  }

  private Look look(String id, Wanted wanted) throws GmailException {
    try {
      return patient.ask(
          () -> GmailRequest.message(id, List.of(wanted.name())), answer -> look(answer, wanted));
    } catch (GmailException e) {
      if (e.kind() == GmailException.Kind.REFUSED) {
        return new Look(Optional.empty(), false); // Deleted since it was listed.
      }
      throw e;
    }
  }

  private Look look(Answer answer, Wanted wanted) throws CallException {
    Receipts receipts = new Receipts(patient.call().account().email());
    SendReceipt receipt =
        receipts
            .message(answer)
            .orElseThrow(() -> patient.call().garbled(Progress.NOTHING_SENT, answer));
    JsonObject message = Json.objectIn(answer.body());
    String millis = Json.string(message, "internalDate");
    boolean tooOld =
        millis.matches("[0-9]{1,15}")
            && Instant.ofEpochMilli(Long.parseLong(millis)).isBefore(wanted.since());
    boolean found = Json.headers(message, wanted.name()).contains(wanted.value());
    return new Look(found ? Optional.of(receipt) : Optional.empty(), tooOld);
  }
}
