package dev.posthorn.gmail;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import dev.posthorn.auth.HttpRules;
import dev.posthorn.auth.Patience;
import dev.posthorn.send.ServerText;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Lists the labels of a mailbox: the least call that shows that consent and network are well.
 *
 * <p>Thread-safe; needs no closing. Listing changes nothing, so what may pass (no answer, 5xx, 429,
 * a 403 that is about rates) is asked again after a while, honouring Retry-After: four attempts and
 * 30 seconds of waiting at most.
 *
 * @see <a
 *     href="https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.labels/list">users.labels.list</a>
 */
public final class LabelLister {
  /** A label's name has at most 225 characters in Gmail; the rest is none of ours to print. */
  private static final int LONGEST_TEXT = 500;

  /**
   * By code point: the same order on every machine and in every locale, and no locale data to load.
   */
  private static final Comparator<Label> SYSTEM_FIRST_THEN_NAME =
      Comparator.comparing((Label label) -> !label.isSystem())
          .thenComparing(label -> label.name().codePoints().toArray(), Arrays::compare)
          .thenComparing(Label::id);

  private final PatientCall patient;

  LabelLister(GmailCall call, Patience patience) {
    this.patient = new PatientCall(call, patience);
  }

  /**
   * A lister of the labels in Google's own Gmail.
   *
   * @param account whose labels; its consent must cover gmail.labels, gmail.metadata,
   *     gmail.readonly, gmail.modify or https://mail.google.com/
   * @return the lister; nothing is asked of anybody yet
   */
  public static LabelLister of(Account account) {
    GmailCall call = new GmailCall(Operation.LABELS, account, GmailCall.GOOGLE, new HttpRules());
    return new LabelLister(call, Patience.real());
  }

  /**
   * A lister of the labels in a stand-in for Gmail, or through a gateway.
   *
   * @param account whose labels
   * @param root where the API is, a path in front of {@code gmail/v1/…} included; https, or http on
   *     loopback
   * @return the lister; nothing is asked of anybody yet
   * @throws AuthException of kind CONFIGURATION when a token must not go there: the address is
   *     neither https nor loopback, or the consent is Google's and the address is not
   */
  public static LabelLister of(Account account, URI root) throws AuthException {
    return new LabelLister(GmailCall.of(Operation.LABELS, account, root), Patience.real());
  }

  /**
   * Asks for the labels.
   *
   * @return Gmail's own labels first, each group by name in the order of Unicode code points;
   *     control characters in names are replaced, everything else is as it is; unmodifiable
   * @throws GmailException when they cannot be had; of kind INTERRUPTED, with the interrupt flag
   *     set again, when the thread was interrupted between two attempts
   */
  public List<Label> list() throws GmailException {
    return patient.ask(GmailRequest::labels, this::labels);
  }

  private List<Label> labels(Answer answer) throws CallException {
    JsonObject body = Json.objectIn(answer.body());
    // A mailbox has system labels, so an answer without any is no answer of Gmail's.
    JsonArray array = Json.array(body, "labels");
    List<Label> labels = new ArrayList<>();
    for (JsonElement element : array) {
      if (element instanceof JsonObject label && !Json.string(label, "id").isBlank()) {
        labels.add(label(label));
      }
    }
    if (labels.isEmpty()) {
      throw patient.call().garbled(Progress.NOTHING_SENT, answer);
    }
    labels.sort(SYSTEM_FIRST_THEN_NAME);
    return List.copyOf(labels);
  }

  private static Label label(JsonObject label) {
    String id = printable(Json.string(label, "id"));
    String name = printable(Json.string(label, "name"));
    boolean system = Json.string(label, "type").equals("system");
    return new Label(id, name.isEmpty() ? id : name, system ? "system" : "user");
  }

  private static String printable(String text) {
    return ServerText.line(text, LONGEST_TEXT);
  }
}
