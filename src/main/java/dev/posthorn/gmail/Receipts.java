package dev.posthorn.gmail;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.posthorn.send.SendReceipt;
import dev.posthorn.send.ServerText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what Gmail answers when it took something; an id is the proof.
 *
 * @param account who sent
 */
record Receipts(String account) {
  private static final String VIA = "api";

  /** A draft that Gmail keeps. */
  record Draft(String id, String threadId) {}

  /** The message that was sent; empty when the answer names none. */
  Optional<SendReceipt> message(Answer answer) {
    JsonObject message = Json.objectIn(answer.body());
    String id = id(message, "id");
    if (id.isEmpty()) {
      return Optional.empty();
    }
    List<String> labels = new ArrayList<>();
    for (JsonElement label : Json.array(message, "labelIds")) {
      labels.add(ServerText.clean(Json.string(label)));
    }
    return Optional.of(new SendReceipt(id, id(message, "threadId"), labels, account, VIA));
  }

  /** The draft that was made; empty when the answer names none. */
  static Optional<Draft> draft(Answer answer) {
    JsonObject draft = Json.objectIn(answer.body());
    String id = id(draft, "id");
    String threadId = id(Json.object(draft, "message"), "threadId");
    return id.isEmpty() ? Optional.empty() : Optional.of(new Draft(id, threadId));
  }

  /** A draft that was sent, of which nobody told the message's own id. */
  SendReceipt sent(Draft draft) {
    return new SendReceipt(draft.id(), draft.threadId(), List.of(), account, VIA);
  }

  /** Gmail's ids are short and plain; what is not was not written by Gmail. */
  private static String id(JsonObject object, String name) {
    String id = Json.string(object, name);
    return id.matches("[\\x21-\\x7e]{1,128}") ? id : "";
  }
}
