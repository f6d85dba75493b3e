package dev.posthorn.sandbox;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimePart;
import java.util.Collections;
import java.util.List;

/** The {@code payload} of a message: its MIME tree as JSON (MessagePart of the reference). */
final class Payload {
  private static final int DEEPEST = 20;

  private Payload() {}

  /** Only the top headers; all of them when no name is asked for. */
  static JsonObjectBuilder headers(Rfc822 mail, List<String> names) {
    JsonArrayBuilder headers = Json.createArrayBuilder();
    for (Rfc822.Field field : mail.fields()) {
      if (names.isEmpty() || names.stream().anyMatch(field::is)) {
        headers.add(header(field.name(), field.value()));
      }
    }
    return Json.createObjectBuilder().add("partId", "").add("headers", headers);
  }

  static JsonObjectBuilder full(Rfc822 mail) {
    try {
      return part(MailView.parse(mail), "", 0);
    } catch (MessagingException e) {
      throw new IllegalStateException("a mail in memory can always be opened", e);
    }
  }

  private static JsonObjectBuilder part(MimePart part, String id, int depth) {
    MailPart leaf = new MailPart(part, 0);
    List<MimePart> children = depth < DEEPEST ? MailView.children(part) : List.of();
    JsonObjectBuilder body = Json.createObjectBuilder();
    if (children.isEmpty()) {
      byte[] content = leaf.content();
      body.add("size", content.length).add("data", MessageJson.base64(content));
    } else {
      body.add("size", 0);
    }
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("partId", id)
            .add("mimeType", leaf.mimeType())
            .add("filename", leaf.givenName())
            .add("headers", headers(part))
            .add("body", body);
    if (!children.isEmpty()) {
      JsonArrayBuilder parts = Json.createArrayBuilder();
      for (int i = 0; i < children.size(); i++) {
        parts.add(part(children.get(i), (id.isEmpty() ? "" : id + ".") + i, depth + 1));
      }
      json.add("parts", parts);
    }
    return json;
  }

  private static JsonArrayBuilder headers(MimePart part) {
    JsonArrayBuilder headers = Json.createArrayBuilder();
    try {
      for (Header header : Collections.list(part.getAllHeaders())) {
        headers.add(header(header.getName(), header.getValue().replaceAll("\r?\n", "")));
      }
    } catch (MessagingException e) {
      throw new IllegalStateException("the headers of a mail in memory can always be read", e);
    }
    return headers;
  }

  private static JsonObjectBuilder header(String name, String value) {
    return Json.createObjectBuilder().add("name", name).add("value", value);
  }
}
