package dev.posthorn.gmail;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON that may be anything: what is absent or of another type is answered empty, never with
 * an exception. A tree of Gson's rather than the generated model, whose reflection costs every
 * short-lived process tens of milliseconds.
 */
final class Json {
  private Json() {}

  /** The one object that a text consists of, empty when it is anything else. */
  static JsonObject objectIn(String text) {
    try (JsonReader reader = new JsonReader(new StringReader(text))) {
      reader.setStrictness(Strictness.STRICT);
      JsonElement element = JsonParser.parseReader(reader);
      boolean alone = reader.peek() == JsonToken.END_DOCUMENT;
      return alone && element instanceof JsonObject object ? object : new JsonObject();
    } catch (JsonParseException | IOException e) {
      return new JsonObject(); // Garbage: the caller finds nothing in it.
    }
  }

  static JsonObject object(JsonObject parent, String name) {
    return parent.get(name) instanceof JsonObject object ? object : new JsonObject();
  }

  static JsonArray array(JsonObject parent, String name) {
    return parent.get(name) instanceof JsonArray array ? array : new JsonArray();
  }

  static String string(JsonObject parent, String name) {
    return string(parent.get(name));
  }

  /** The values of the headers of that name, in any case, of a message as Gmail shows it. */
  static List<String> headers(JsonObject message, String name) {
    List<String> values = new ArrayList<>();
    for (JsonElement element : array(object(message, "payload"), "headers")) {
      if (element instanceof JsonObject header && string(header, "name").equalsIgnoreCase(name)) {
        values.add(string(header, "value"));
      }
    }
    return values;
  }

  static String string(@Nullable JsonElement element) {
    return element instanceof JsonPrimitive primitive && primitive.isString()
        ? primitive.getAsString()
        : "";
  }
}
