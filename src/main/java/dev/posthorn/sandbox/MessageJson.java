package dev.posthorn.sandbox;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** A message as the API shows it, in the formats full, metadata, minimal and raw. */
final class MessageJson {
  private final String format;
  private final List<String> names;

  private MessageJson(String format, List<String> names) {
    this.format = format;
    this.names = names;
  }

  /**
   * Reads how the request wants its messages.
   *
   * @throws Refusal when there is no such format, or the scopes show headers only
   */
  static MessageJson of(Request request, boolean headersOnly) {
    String format = request.query().first("format").orElse("full").toLowerCase(Locale.ROOT);
    if (!List.of("full", "metadata", "minimal", "raw").contains(format)) {
      throw ApiError.invalidArgument("Invalid value at 'format', \"" + format + "\"");
    }
    boolean whole = format.equals("full") || format.equals("raw");
    if (whole && headersOnly) {
      throw ApiError.forbidden(
          "Metadata scope doesn't allow format " + format.toUpperCase(Locale.ROOT));
    }
    return new MessageJson(format, request.query().all("metadataHeaders"));
  }

  /** Whether these scopes, which open messages, open their headers only. */
  static boolean onlyMetadata(List<GoogleScope> scopes) {
    return !scopes.contains(GoogleScope.READONLY)
        && !scopes.contains(GoogleScope.MODIFY)
        && !scopes.contains(GoogleScope.MAIL);
  }

  /** What the calls that send answer. */
  static JsonObject brief(StoredMail stored) {
    return Json.createObjectBuilder()
        .add("id", stored.id())
        .add("threadId", stored.threadId())
        .add("labelIds", Json.createArrayBuilder(stored.labelIds()))
        .build();
  }

  JsonObject show(StoredMail stored) {
    JsonObjectBuilder json =
        Json.createObjectBuilder(brief(stored))
            .add("snippet", MailView.of(stored.mail()).snippet())
            .add("sizeEstimate", stored.mail().size())
            .add("historyId", "1000")
            .add("internalDate", Long.toString(stored.received().toEpochMilli()));
    switch (format) {
      case "raw" -> json.add("raw", base64(stored.mail().bytes()));
      case "metadata" -> json.add("payload", Payload.headers(stored.mail(), names));
      case "full" -> json.add("payload", Payload.full(stored.mail()));
      default -> {}
    }
    return json.build();
  }

  /** URL-safe and padded, as Gmail writes it. */
  static String base64(byte[] octets) {
    return Base64.getUrlEncoder().encodeToString(octets);
  }
}
