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
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object that somebody else wrote, read with suspicion: as RFC 8259 has it, nothing
 * lenient, nothing after it; a member of the wrong type is an error and not an empty one. Members
 * that are null count as missing.
 *
 * <p>Not thread-safe; its {@code toString} shows names, never values.
 */
final class JsonFields {
  private static final Pattern POSITION = Pattern.compile("line ([0-9]+) column ([0-9]+)");
  private static final long MOST_SECONDS = Duration.ofDays(366).toSeconds();

  private final JsonObject object;

  private JsonFields(JsonObject object) {
    this.object = object;
  }

  static JsonFields empty() {
    return new JsonFields(new JsonObject());
  }

  static JsonFields parse(byte[] utf8) throws UnusableJsonException {
    try {
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      // Editors on Windows put a byte order mark in front; RFC 8259 §8.1 lets a reader ignore it.
      return parse(text.startsWith("\uFEFF") ? text.substring(1) : text);
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
      throw new UnusableJsonException("it is not JSON, or was cut short" + position(e));
    }
  }

  /** Tells whether there is a member of that name, were it null. */
  boolean has(String name) {
    return object.has(name);
  }

  Optional<JsonFields> object(String name) throws UnusableJsonException {
    Optional<JsonElement> member = member(name);
    if (member.isEmpty()) {
      return Optional.empty();
    }
    if (member.get() instanceof JsonObject inner) {
      return Optional.of(new JsonFields(inner));
    }
    throw new UnusableJsonException("its \"" + name + "\" is no object");
  }

  /** Tells whether a member is the literal {@code true}; whatever else it is, is false. */
  boolean isTrue(String name) {
    return object.get(name) instanceof JsonPrimitive some
        && some.isBoolean()
        && some.getAsBoolean();
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

  /** A whole number from 0, or a text of its digits as Google's tokeninfo writes it. */
  Optional<Long> whole(String name) throws UnusableJsonException {
    Optional<JsonElement> member = member(name);
    if (member.isEmpty()) {
      return Optional.empty();
    }
    String digits = member.get() instanceof JsonPrimitive some ? some.getAsString() : "";
    if (!digits.matches("0|[1-9][0-9]{0,14}")) {
      throw new UnusableJsonException("its \"" + name + "\" is no whole number");
    }
    return Optional.of(Long.valueOf(digits));
  }

  /** A number of seconds, from 1 to a year. */
  Optional<Long> seconds(String name) throws UnusableJsonException {
    Optional<Long> seconds = whole(name);
    if (seconds.isPresent() && (seconds.get() < 1 || seconds.get() > MOST_SECONDS)) {
      throw new UnusableJsonException("its \"" + name + "\" is no sensible number of seconds");
    }
    return seconds;
  }

  /** Texts: an array of them, or one alone. */
  Optional<List<String>> texts(String name) throws UnusableJsonException {
    Optional<JsonElement> member = member(name);
    if (member.isEmpty()) {
      return Optional.empty();
    }
    if (!(member.get() instanceof JsonArray array)) {
      return Optional.of(List.of(textOf(name, member.get())));
    }
    List<String> texts = new ArrayList<>();
    for (JsonElement element : array) {
      texts.add(textOf(name, element));
    }
    return Optional.of(texts);
  }

  /** Scopes: an array of them, or one text with blanks between (RFC 6749 §3.3); canonical. */
  Optional<Set<String>> scopes(String name) throws UnusableJsonException {
    Optional<List<String>> texts = texts(name);
    if (texts.isEmpty()) {
      return Optional.empty();
    }
    List<String> written = texts.get();
    if (object.get(name) instanceof JsonPrimitive together) {
      String text = together.getAsString().strip();
      written = text.isEmpty() ? List.of() : List.of(text.split(" +"));
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

  /** Where the JSON breaks; nothing else of the parser's words, which may quote the text. */
  private static String position(Exception e) {
    Matcher position = POSITION.matcher(String.valueOf(e.getMessage()));
    return position.find()
        ? " (line " + position.group(1) + ", column " + position.group(2) + ")"
        : "";
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
