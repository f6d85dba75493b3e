package dev.posthorn.sandbox;

import jakarta.json.Json;

/** GET users.getProfile: whose mailbox it is, and how full. */
final class ProfileRoute implements Route {
  private final ApiDoor door;
  private final Mailboxes mailboxes;

  ProfileRoute(ApiDoor door, Mailboxes mailboxes) {
    this.door = door;
    this.mailboxes = mailboxes;
  }

  @Override
  public Response answer(Request request) {
    String account = door.enter(request, ApiMethod.GET_PROFILE).account();
    var mails = mailboxes.newestFirst(account);
    long threads = mails.stream().map(StoredMail::threadId).distinct().count();
    return Response.json(
        200,
        Json.createObjectBuilder()
            .add("emailAddress", account)
            .add("messagesTotal", mails.size())
            .add("threadsTotal", threads)
            .add("historyId", Long.toString(1000 + mailboxes.version()))
            .build());
  }
}
