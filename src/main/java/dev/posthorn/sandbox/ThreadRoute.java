package dev.posthorn.sandbox;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import java.util.List;

/**
 * GET users.threads.get: the messages of a thread, the oldest first; every format but raw.
 *
 * @see <a
 *     href="https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.threads/get">the
 *     reference</a>
 */
final class ThreadRoute implements Route {
  private final ApiDoor door;
  private final Mailboxes mailboxes;

  ThreadRoute(ApiDoor door, Mailboxes mailboxes) {
    this.door = door;
    this.mailboxes = mailboxes;
  }

  @Override
  public Response answer(Request request) {
    Grants.Access access = door.enter(request, ApiMethod.GET_THREAD);
    if (request.query().first("format").orElse("").equalsIgnoreCase("raw")) {
      throw ApiError.invalidArgument("Invalid value at 'format', \"raw\"");
    }
    MessageJson json = MessageJson.of(request, MessageJson.onlyMetadata(access.scopes()));
    String id = request.pathValue("id");
    List<StoredMail> mails = mailboxes.thread(access.account(), id);
    if (mails.isEmpty()) {
      throw ApiError.notFound();
    }
    JsonArrayBuilder messages = Json.createArrayBuilder();
    mails.forEach(mail -> messages.add(json.show(mail)));
    return Response.json(
        200,
        Json.createObjectBuilder()
            .add("id", id)
            .add("historyId", "1000")
            .add("messages", messages)
            .build());
  }
}
