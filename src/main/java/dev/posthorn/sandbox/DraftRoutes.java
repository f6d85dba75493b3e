package dev.posthorn.sandbox;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.Optional;

/**
 * users.drafts: create, get, list, send and delete. A draft holds a message with the label DRAFT;
 * sending it deletes both and makes a new message.
 *
 * @see <a
 *     href="https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.drafts">the
 *     reference</a>
 */
final class DraftRoutes {
  private final ApiDoor door;
  private final Mailboxes mailboxes;
  private final Postbox postbox;
  private final Facts facts;

  DraftRoutes(ApiDoor door, Mailboxes mailboxes, Postbox postbox, Facts facts) {
    this.door = door;
    this.mailboxes = mailboxes;
    this.postbox = postbox;
    this.facts = facts;
  }

  Response create(Request request) throws IOException {
    String account = door.enter(request, ApiMethod.CREATE_DRAFT).account();
    JsonObject message = JsonBody.message(JsonBody.read(request));
    Rfc822 mail = JsonBody.mail(message);
    return Response.json(
        200, postbox.draft(account, mail, JsonBody.threadId(message), json -> Change.NONE));
  }

  Response get(Request request) {
    Grants.Access access = door.enter(request, ApiMethod.GET_DRAFT);
    MessageJson json = MessageJson.of(request, false);
    String id = request.pathValue("id");
    return Response.json(
        200,
        Json.createObjectBuilder()
            .add("id", id)
            .add("message", json.show(find(access.account(), id)))
            .build());
  }

  Response list(Request request) {
    String account = door.enter(request, ApiMethod.LIST_DRAFTS).account();
    int most = MessagesRoute.number(request, "maxResults", 100);
    JsonArrayBuilder drafts = Json.createArrayBuilder();
    var mine = mailboxes.drafts(account);
    mine.stream()
        .limit(most)
        .forEach(
            draft ->
                drafts.add(
                    Json.createObjectBuilder()
                        .add("id", draft.getKey())
                        .add(
                            "message",
                            Json.createObjectBuilder()
                                .add("id", draft.getValue().id())
                                .add("threadId", draft.getValue().threadId()))));
    var json = Json.createObjectBuilder();
    if (!mine.isEmpty()) {
      json.add("drafts", drafts);
    }
    return Response.json(200, json.add("resultSizeEstimate", mine.size()).build());
  }

  Response delete(Request request) {
    String account = door.enter(request, ApiMethod.DELETE_DRAFT).account();
    String id = request.pathValue("id");
    mailboxes.commit(Change.draftGone(id, find(account, id).id()));
    return Response.empty(204);
  }

  /** The draft as it is, or with the message that comes along in its place. */
  Response send(Request request) throws IOException {
    String account = door.enter(request, ApiMethod.SEND_DRAFT).account();
    JsonObject json = JsonBody.read(request);
    JsonObject given = JsonBody.message(json);
    String id = JsonBody.text(json, "id");
    if (id.isEmpty()) {
      throw ApiError.invalidArgument("Invalid draft id");
    }
    StoredMail draft = find(account, id);
    Rfc822 mail = given.isEmpty() ? draft.mail() : JsonBody.mail(given);
    Change gone =
        facts.hold(GmailFact.DRAFT_SEND_ONCE) ? Change.draftGone(id, draft.id()) : Change.NONE;
    StoredMail sent = postbox.send(account, mail, draft.threadId(), stored -> gone);
    return Response.json(200, MessageJson.brief(sent));
  }

  private StoredMail find(String account, String draft) {
    Optional<StoredMail> found =
        mailboxes.draft(draft).filter(mail -> mail.account().equals(account));
    return found.orElseThrow(ApiError::notFound);
  }
}
