package dev.posthorn.sandbox;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;

/**
 * POST users.messages.send with the mail in {@code raw}.
 *
 * @see <a
 *     href="https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.messages/send">the
 *     reference</a>
 */
final class SendRoute implements Route {
  /** Octets of RFC 5322 mail, from Gmail's discovery document. */
  static final int LARGEST = 36_700_160;

  private static final int LARGEST_BODY = LARGEST / 3 * 4 + 1024 * 1024;
  private static final Set<String> FIELDS =
      Set.of(
          "id",
          "threadId",
          "labelIds",
          "snippet",
          "historyId",
          "internalDate",
          "payload",
          "sizeEstimate",
          "raw",
          "classificationLabelValues");

  private final ApiDoor door;
  private final Postbox postbox;

  SendRoute(ApiDoor door, Postbox postbox) {
    this.door = door;
    this.postbox = postbox;
  }

  @Override
  public Response answer(Request request) throws IOException {
    String account = door.enter(request, ApiMethod.SEND_MESSAGE).account();
    JsonObject json = json(request);
    byte[] raw = decode(text(json, "raw"));
    if (raw.length > LARGEST) {
      throw new Refusal(Pages.tooLarge());
    }
    StoredMail sent = postbox.send(account, Rfc822.parse(raw), text(json, "threadId"));
    return Response.json(
        200,
        Json.createObjectBuilder()
            .add("id", sent.id())
            .add("threadId", sent.threadId())
            .add("labelIds", Json.createArrayBuilder(sent.labelIds()))
            .build());
  }

  private static JsonObject json(Request request) throws IOException {
    String type = request.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (!type.startsWith("application/json")) {
      throw badRequest("Invalid JSON payload received. The Content-Type is not application/json.");
    }
    JsonObject json = parse(request.body(LARGEST_BODY));
    for (String name : json.keySet()) {
      if (!FIELDS.contains(name)) {
        throw badRequest(
            "Invalid JSON payload received. Unknown name \"" + name + "\": Cannot find field.");
      }
    }
    return json;
  }

  private static JsonObject parse(byte[] body) {
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(body))) {
      return reader.readObject();
    } catch (RuntimeException e) { // the parser's own, and a bare one where nesting is too deep
      throw badRequest("Invalid JSON payload received. It is no JSON object.");
    }
  }

  private static Refusal badRequest(String message) {
    return ApiError.of(400, "badRequest", message, "INVALID_ARGUMENT");
  }

  private static String text(JsonObject json, String name) {
    JsonValue value = json.getOrDefault(name, JsonValue.NULL);
    if (value instanceof JsonString string) {
      return string.getString();
    }
    if (value == JsonValue.NULL) {
      return "";
    }
    throw badRequest("Invalid value at 'message." + name + "' (TYPE_STRING)");
  }

  /** The URL-safe alphabet only (RFC 4648 §5), padded or not. */
  private static byte[] decode(String raw) {
    if (raw.isEmpty()) {
      throw ApiError.invalidArgument(
          "'raw' RFC822 payload message string or uploading message via /upload/* URL required");
    }
    try {
      return Base64.getUrlDecoder().decode(raw);
    } catch (IllegalArgumentException e) {
      throw ApiError.invalidArgument(
          "Invalid value at 'message.raw' (TYPE_BYTES), Base64 decoding failed");
    }
  }
}
