package dev.posthorn.sandbox;

import jakarta.json.JsonObject;
import java.io.IOException;

/**
 * POST users.messages.send with the mail in {@code raw}.
 *
 * @see <a
 *     href="https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/send">the
 *     reference</a>
 */
final class SendRoute implements Route {
  private final ApiDoor door;
  private final Postbox postbox;

  SendRoute(ApiDoor door, Postbox postbox) {
    this.door = door;
    this.postbox = postbox;
  }

  @Override
  public Response answer(Request request) throws IOException {
    String account = door.enter(request, ApiMethod.SEND_MESSAGE).account();
    JsonObject json = JsonBody.read(request);
    Rfc822 mail = JsonBody.mail(json);
    StoredMail sent = postbox.send(account, mail, JsonBody.threadId(json), stored -> Change.NONE);
    return Response.json(200, MessageJson.brief(sent));
  }
}
