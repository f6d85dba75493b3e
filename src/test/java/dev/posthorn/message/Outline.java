package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a judge read, one line a thing and one indent a level, so that a test can say what it wants:
 *
 * <pre>
 * to: Bob &lt;bob@example.com&gt;, Team: c@example.com;
 * subject: Hello
 * multipart/mixed
 *   text/plain "Hello.\n"
 *   image/png attachment "logo.png" &lt;logo&gt; 12 octets #abc
 * </pre>
 */
final class Outline {
  private final StringBuilder lines = new StringBuilder();

  private Outline() {}

  /** Draws all but the date and the sender. */
  static String of(JsonObject read) {
    Outline outline = new Outline();
    outline.message(read, "");
    return outline.lines.toString();
  }

  /** When the message was written, as the judge understood it. */
  static Instant date(JsonObject read) {
    return OffsetDateTime.parse(read.getString("date")).toInstant();
  }

  private void message(JsonObject message, String indent) {
    JsonObject addresses = message.getJsonObject("addresses");
    for (String name : List.of("from", "reply-to", "to", "cc", "bcc")) {
      if (addresses.containsKey(name)) {
        line(indent, name + ": " + addresses(addresses.getJsonArray(name)));
      }
    }
    if (!message.getString("subject").isEmpty()) {
      line(indent, "subject: " + message.getString("subject"));
    }
    message
        .getJsonObject("fields")
        .forEach((name, value) -> line(indent, name + ": " + ((JsonString) value).getString()));
    part(message.getJsonObject("body"), indent);
  }

  private static String addresses(JsonArray list) {
    return list.stream()
        .map(JsonValue::asJsonArray)
        .map(
            pair ->
                pair.get(1) instanceof JsonArray members
                    ? pair.getString(0) + ": " + addresses(members) + ";"
                    : mailbox(pair.getString(0), pair.getString(1)))
        .collect(Collectors.joining(", "));
  }

  private static String mailbox(String name, String address) {
    return name.isEmpty() ? address : name + " <" + address + ">";
  }

  private void part(JsonObject part, String indent) {
    StringBuilder line = new StringBuilder(part.getString("type"));
    append(line, " ", part.getString("disposition"), "");
    append(line, " \"", part.getString("fileName"), "\"");
    append(line, " ", part.getString("contentId"), "");
    JsonString text = part.getJsonString("text");
    if (text != null) {
      line.append(' ').append(quoted(text.getString()));
    } else if (part.containsKey("bytes")) {
      line.append(' ').append(quoted(octets(part.getString("bytes"))));
    } else if (part.containsKey("message")) {
      append(line, " ", part.getString("encoding"), "");
    }
    line(indent, line.toString());
    if (part.containsKey("message")) {
      message(part.getJsonObject("message"), indent + "  ");
    } else if (part.containsKey("parts")) {
      part.getJsonArray("parts").forEach(each -> part(each.asJsonObject(), indent + "  "));
    }
  }

  private static String octets(String base64) {
    return new String(Base64.getDecoder().decode(base64), UTF_8);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\r\n", "\n").replace("\n", "\\n") + '"';
  }

  private static void append(StringBuilder line, String before, String text, String after) {
    if (!text.isEmpty()) {
      line.append(before).append(text).append(after);
    }
  }

  private void line(String indent, String text) {
    lines.append(indent).append(text).append('\n');
  }
}
