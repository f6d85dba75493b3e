package dev.posthorn.sandbox;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

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
    String format = request.query().first("format").orElse("full").toLowerCase(Locale.ROOT);
    boolean whole = format.equals("full") || format.equals("raw");
    if (whole && onlyMetadata(access.scopes())) {
      throw ApiError.forbidden(
          "Metadata scope doesn't allow format " + format.toUpperCase(Locale.ROOT));
    }
    StoredMail stored =
        mailboxes
            .find(request.pathValue("id"))
            .filter(mail -> mail.account().equals(access.account()))
            .orElseThrow(ApiError::notFound);
    JsonObjectBuilder json = minimal(stored);
    switch (format) {
      case "minimal" -> {}
      case "raw" -> json.add("raw", base64(stored.mail().bytes()));
      case "metadata" ->
          json.add(
              "payload", Payload.headers(stored.mail(), request.query().all("metadataHeaders")));
      case "full" -> json.add("payload", Payload.full(stored.mail()));
      default -> throw ApiError.invalidArgument("Invalid value at 'format', \"" + format + "\"");
    }
    return Response.json(200, json.build());
  }

  private static boolean onlyMetadata(List<GoogleScope> scopes) {
    return !scopes.contains(GoogleScope.READONLY)
        && !scopes.contains(GoogleScope.MODIFY)
        && !scopes.contains(GoogleScope.MAIL);
  }

  private static JsonObjectBuilder minimal(StoredMail stored) {
    return Json.createObjectBuilder()
        .add("id", stored.id())
        .add("threadId", stored.threadId())
        .add("labelIds", Json.createArrayBuilder(stored.labelIds()))
        .add("snippet", MailView.of(stored.mail()).snippet())
        .add("sizeEstimate", stored.mail().size())
        .add("historyId", "1000")
        .add("internalDate", Long.toString(stored.received().toEpochMilli()));
  }

  /** URL-safe and padded, as Gmail writes it. */
  static String base64(byte[] octets) {
    return Base64.getUrlEncoder().encodeToString(octets);
  }
}
