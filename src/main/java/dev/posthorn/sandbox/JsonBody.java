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

/** The JSON that comes with a call, and the messages in it. */
final class JsonBody {
  /** Octets of RFC 5322 mail, from Gmail's discovery document. */
  static final int LARGEST = 36_700_160;

  private static final int LARGEST_BODY = LARGEST / 3 * 4 + 1024 * 1024;
  private static final Set<String> MESSAGE =
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

  private JsonBody() {}

  /**
   * Reads the body as a JSON object.
   *
   * @throws Refusal with 400 when it is something else, 413 when it is too long
   */
  static JsonObject read(Request request) throws IOException {
    String type = request.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (!type.startsWith("application/json")) {
      throw badRequest("Invalid JSON payload received. The Content-Type is not application/json.");
    }
    return parse(request.body(LARGEST_BODY));
  }

  static JsonObject parse(byte[] body) {
    try (JsonReader reader = Json.createReader(new ByteArrayInputStream(body))) {
      return reader.readObject();
    } catch (RuntimeException e) { // the parser's own, and a bare one where nesting is too deep
      throw badRequest("Invalid JSON payload received. It is no JSON object.");
    }
  }

  static void checkNames(JsonObject json, Set<String> known) {
    for (String name : json.keySet()) {
      if (!known.contains(name)) {
        throw badRequest(
            "Invalid JSON payload received. Unknown name \"" + name + "\": Cannot find field.");
      }
    }
  }

  /** The {@code message} in a draft; an empty one when there is none. */
  static JsonObject message(JsonObject draft) {
    checkNames(draft, Set.of("id", "message"));
    return draft.get("message") instanceof JsonObject message
        ? message
        : JsonValue.EMPTY_JSON_OBJECT;
  }

  /** The thread that a message wants to be in; empty for none. */
  static String threadId(JsonObject message) {
    checkNames(message, MESSAGE);
    return text(message, "threadId");
  }

  /** The mail in {@code raw}. */
  static Rfc822 mail(JsonObject message) {
    checkNames(message, MESSAGE);
    byte[] raw = decode(text(message, "raw"));
    if (raw.length > LARGEST) {
      throw new Refusal(Pages.tooLarge());
    }
    return Rfc822.parse(raw);
  }

  static String text(JsonObject json, String name) {
    JsonValue value = json.getOrDefault(name, JsonValue.NULL);
    if (value instanceof JsonString string) {
      return string.getString();
    }
    if (value == JsonValue.NULL) {
      return "";
    }
    throw badRequest("Invalid value at 'message." + name + "' (TYPE_STRING)");
  }

  static Refusal badRequest(String message) {
    return ApiError.of(400, "badRequest", message, "INVALID_ARGUMENT");
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
