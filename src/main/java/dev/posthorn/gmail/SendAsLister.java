package dev.posthorn.gmail;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.HttpRules;
import dev.posthorn.auth.Patience;
import dev.posthorn.send.ServerText;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Lists the addresses that an account may send as: its own, and its aliases.
 *
 * <p>Thread-safe; needs no closing. Listing changes nothing, so what may pass is asked again after
 * a while, as {@link LabelLister} does.
 *
 * @see <a
 *     href="https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.settings.sendAs/list">users.settings.sendAs.list</a>
 */
public final class SendAsLister {
  private static final int LONGEST_TEXT = 500;

  private final PatientCall patient;

  SendAsLister(GmailCall call, Patience patience) {
    this.patient = new PatientCall(call, patience);
  }

  /**
   * A lister for Google's own Gmail.
   *
   * @param account whose addresses; its consent must cover gmail.settings.basic, gmail.readonly,
   *     gmail.modify or https://mail.google.com/
   * @return the lister; nothing is asked of anybody yet
   */
  public static SendAsLister of(Account account) {
    GmailCall call = new GmailCall(Operation.SEND_AS, account, GmailCall.GOOGLE, new HttpRules());
    return new SendAsLister(call, Patience.real());
  }

  /**
   * A lister for a stand-in for Gmail, or a gateway to it.
   *
   * @param account whose addresses
   * @param root where the API is, a path in front of {@code gmail/v1/…} included; https, or http on
   *     loopback
   * @return the lister; nothing is asked of anybody yet
   * @throws AuthException of kind CONFIGURATION when a token must not go there: the address is
   *     neither https nor loopback, or the consent is Google's and the address is not
   */
  public static SendAsLister of(Account account, URI root) throws AuthException {
    return new SendAsLister(GmailCall.of(Operation.SEND_AS, account, root), Patience.real());
  }

  /**
   * Asks for the addresses.
   *
   * @return them in Gmail's order, at least one; control characters in names are replaced;
   *     unmodifiable
   * @throws GmailException when they cannot be had; of kind INTERRUPTED, with the interrupt flag
   *     set again, when the thread was interrupted between two attempts
   */
  public List<SendAs> list() throws GmailException {
    return patient.ask(GmailRequest::sendAs, this::addresses);
  }

  private List<SendAs> addresses(Answer answer) throws CallException {
    JsonArray array = Json.array(Json.objectIn(answer.body()), "sendAs");
    List<SendAs> addresses = new ArrayList<>();
    for (JsonElement element : array) {
      if (element instanceof JsonObject entry && !Json.string(entry, "sendAsEmail").isBlank()) {
        addresses.add(address(entry));
      }
    }
    if (addresses.isEmpty()) {
      // An account may send as itself, so an answer without any is no answer of Gmail's.
      throw patient.call().garbled(Progress.NOTHING_SENT, answer);
    }
    return List.copyOf(addresses);
  }

  private static SendAs address(JsonObject entry) {
    String address = ServerText.line(Json.string(entry, "sendAsEmail"), LONGEST_TEXT);
    // The account's own address has no verificationStatus.
    boolean verified =
        isTrue(entry, "isPrimary") || Json.string(entry, "verificationStatus").equals("accepted");
    return new SendAs(
        address.toLowerCase(Locale.ROOT),
        ServerText.line(Json.string(entry, "displayName"), LONGEST_TEXT),
        isTrue(entry, "isDefault"),
        verified);
  }

  private static boolean isTrue(JsonObject entry, String name) {
    return entry.get(name) instanceof JsonPrimitive value
        && value.isBoolean()
        && value.getAsBoolean();
  }
}
