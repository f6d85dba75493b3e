package dev.posthorn.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.GsonBuilder;
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
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object (RFC 8259) that somebody else wrote, read with suspicion: a member of the wrong
 * type is an error and not an empty one. Members that are null count as missing.
 *
 * <p>Not thread-safe; its {@code toString} shows names, never values.
 */
final class JsonFields {
  private final JsonObject object;

  private JsonFields(JsonObject object) {
    this.object = object;
  }

  static JsonFields empty() {
    return new JsonFields(new JsonObject());
  }

  static JsonFields parse(byte[] utf8) throws UnusableJsonException {
    try {
      return parse(UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException e) {
      throw new UnusableJsonException("it is not UTF-8 text");
    }
  }

  static JsonFields parse(String text) throws UnusableJsonException {
    if (text.isBlank()) {
      throw new UnusableJsonException("it is empty");
    }
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    try {
      JsonElement root = JsonParser.parseReader(reader);
      if (!root.isJsonObject() || reader.peek() != JsonToken.END_DOCUMENT) {
        throw new UnusableJsonException("it is not one JSON object");
      }
      return new JsonFields(root.getAsJsonObject());
    } catch (JsonParseException | IOException e) {
      // The cause would quote the text, and with it perhaps a token.
      throw new UnusableJsonException("it is not JSON, or was cut short");
    }
  }

  Optional<String> text(String name) throws UnusableJsonException {
    Optional<JsonElement> member = member(name);
    if (member.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(textOf(name, member.get()));
  }

  String requiredText(String name) throws UnusableJsonException {
    String text = text(name).orElse("");
    if (text.isEmpty()) {
      throw new UnusableJsonException("it has no \"" + name + "\"");
    }
    return text;
  }

  /** A secret, checked to be one that can travel in a header; an empty one counts as missing. */
  Optional<Secret> secret(String name) throws UnusableJsonException {
    String text = text(name).orElse("");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!AccessToken.isToken(text)) {
      throw new UnusableJsonException("its \"" + name + "\" has characters that no token has");
    }
    return Optional.of(Secret.of(text));
  }

  /** A moment in ISO 8601, UTC with or without the Z, as google-auth writes it. */
  Optional<Instant> moment(String name) throws UnusableJsonException {
    Optional<String> text = text(name);
    if (text.isEmpty() || text.get().isEmpty()) {
      return Optional.empty();
    }
    String iso = text.get();
    try {
      return Optional.of(
          iso.endsWith("Z")
              ? Instant.parse(iso)
              : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      throw new UnusableJsonException("its \"" + name + "\" is no point in time");
    }
  }

  /** A whole number of seconds written as a number, from 1 to some thirty years. */
  Optional<Long> seconds(String name) throws UnusableJsonException {
    Optional<JsonElement> member = member(name);
    if (member.isEmpty()) {
      return Optional.empty();
    }
    String digits = member.get() instanceof JsonPrimitive some ? some.getAsString() : "";
    if (!digits.matches("[1-9][0-9]{0,8}")) {
      throw new UnusableJsonException("its \"" + name + "\" is no sensible number of seconds");
    }
    return Optional.of(Long.valueOf(digits));
  }

  /** Scopes: an array of them, or one text with blanks between (RFC 6749 §3.3); canonical. */
  Optional<Set<String>> scopes(String name) throws UnusableJsonException {
    Optional<JsonElement> member = member(name);
    if (member.isEmpty()) {
      return Optional.empty();
    }
    List<String> written = new ArrayList<>();
    if (member.get() instanceof JsonArray array) {
      for (JsonElement element : array) {
        written.add(textOf(name, element));
      }
    } else {
      written.addAll(List.of(textOf(name, member.get()).strip().split(" +")));
      written.remove("");
    }
    Set<String> scopes = new LinkedHashSet<>();
    for (String scope : written) {
      if (!scope.matches("[\\x21\\x23-\\x5b\\x5d-\\x7e]{1,512}")) {
        throw new UnusableJsonException("its \"" + name + "\" holds no valid scopes");
      }
      scopes.add(Scope.canonical(scope));
    }
    return Optional.of(scopes);
  }

  /** Sets a member, or takes it away when the value is null. */
  JsonFields with(String name, @Nullable String value) {
    JsonObject copy = object.deepCopy();
    if (value == null) {
      copy.remove(name);
    } else {
      copy.addProperty(name, value);
    }
    return new JsonFields(copy);
  }

  JsonFields with(String name, Collection<String> values) {
    JsonArray array = new JsonArray();
    values.stream().sorted().forEach(array::add);
    JsonObject copy = object.deepCopy();
    copy.add(name, array);
    return new JsonFields(copy);
  }

  /** The JSON text, indented, with its secrets. */
  String write() {
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(object)
        + "\n";
  }

  @Override
  public String toString() {
    return object.keySet().toString();
  }

  private Optional<JsonElement> member(String name) {
    return Optional.ofNullable(object.get(name)).filter(element -> !element.isJsonNull());
  }

  private static String textOf(String name, JsonElement element) throws UnusableJsonException {
    if (element instanceof JsonPrimitive some && some.isString()) {
      return some.getAsString();
    }
    throw new UnusableJsonException("its \"" + name + "\" is not text");
  }
}
