package dev.posthorn.sandbox;

/**
 * GET users.messages.get in the formats full, metadata, minimal and raw.
 *
 * @see <a
 *     href="https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/get">the
 *     reference</a>
 */
final class MessageRoute implements Route {
  private final ApiDoor door;
  private final Mailboxes mailboxes;

  MessageRoute(ApiDoor door, Mailboxes mailboxes) {
    this.door = door;
    this.mailboxes = mailboxes;
  }

  @Override
  public Response answer(Request request) {
    Grants.Access access = door.enter(request, ApiMethod.GET_MESSAGE);
    MessageJson json = MessageJson.of(request, MessageJson.onlyMetadata(access.scopes()));
    StoredMail stored =
        mailboxes
            .find(request.pathValue("id"))
            .filter(mail -> mail.account().equals(access.account()))
            .orElseThrow(ApiError::notFound);
    return Response.json(200, json.show(stored));
  }
}
