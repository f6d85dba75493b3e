package dev.posthorn.sandbox;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;

/**
 * GET users.settings.sendAs.list: the account's own address, then its verified aliases.
 *
 * @see <a
 *     href="https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.settings.sendAs">the
 *     reference</a>
 */
final class SendAsRoute implements Route {
  private final ApiDoor door;
  private final Accounts accounts;

  SendAsRoute(ApiDoor door, Accounts accounts) {
    this.door = door;
    this.accounts = accounts;
  }

  @Override
  public Response answer(Request request) {
    String account = door.enter(request, ApiMethod.LIST_SEND_AS).account();
    JsonArrayBuilder all = Json.createArrayBuilder();
    all.add(address(account).add("isPrimary", true).add("isDefault", true));
    accounts
        .aliases(account)
        .forEach(
            alias ->
                all.add(
                    address(alias)
                        .add("treatAsAlias", true)
                        .add("verificationStatus", "accepted")));
    return Response.json(200, Json.createObjectBuilder().add("sendAs", all).build());
  }

  private static JsonObjectBuilder address(String address) {
    return Json.createObjectBuilder()
        .add("sendAsEmail", address)
        .add("displayName", "")
        .add("replyToAddress", "")
        .add("signature", "");
  }
}
