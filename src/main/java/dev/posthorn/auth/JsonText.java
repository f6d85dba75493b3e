package dev.posthorn.auth;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSyntaxException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads one JSON object as RFC 8259 has it: nothing lenient, nothing after it, and no member taken
 * for a type that it is not.
 */
final class JsonText {
  private JsonText() {}

  /**
   * Parses a text that must be one JSON object and nothing else.
   *
   * @throws JsonParseException when it is not; its message may quote member names, never values
   */
  static JsonObject object(String text) {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    JsonElement element = JsonParser.parseReader(reader);
    try {
      if (!element.isJsonObject() || reader.peek() != JsonToken.END_DOCUMENT) {
        throw new JsonSyntaxException("not one JSON object");
      }
    } catch (IOException e) {
      throw new JsonSyntaxException("text after the JSON object", e);
    }
    return element.getAsJsonObject();
  }

  /** The member when it is a string that is not empty. */
  static Optional<String> string(JsonObject object, String name) {
    return primitive(object, name)
        .filter(JsonPrimitive::isString)
        .map(JsonPrimitive::getAsString)
        .filter(text -> !text.isEmpty());
  }

  /**
   * The member when it is a whole number, or a string of digits as Google's tokeninfo writes it.
   */
  static OptionalLong whole(JsonObject object, String name) {
    Optional<String> digits =
        primitive(object, name)
            .filter(value -> !value.isBoolean())
            .map(JsonPrimitive::getAsString)
            .filter(text -> text.matches("[0-9]{1,15}"));
    return digits.isPresent()
        ? OptionalLong.of(Long.parseLong(digits.get()))
        : OptionalLong.empty();
  }

  /** Tells whether the member is the JSON literal {@code true}. */
  static boolean isTrue(JsonObject object, String name) {
    return primitive(object, name)
        .filter(JsonPrimitive::isBoolean)
        .map(JsonPrimitive::getAsBoolean)
        .orElse(false);
  }

  private static Optional<JsonPrimitive> primitive(JsonObject object, String name) {
    JsonElement element = object.get(name);
    return element != null && element.isJsonPrimitive()
        ? Optional.of(element.getAsJsonPrimitive())
        : Optional.empty();
  }
}
