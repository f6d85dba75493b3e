package dev.posthorn.message;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.dom.Body;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.dom.TextBody;
import org.apache.james.mime4j.dom.address.Address;
import org.apache.james.mime4j.dom.address.Group;
import org.apache.james.mime4j.dom.address.Mailbox;
import org.apache.james.mime4j.dom.field.ContentIdField;
import org.apache.james.mime4j.dom.field.ParsedField;
import org.apache.james.mime4j.field.DefaultFieldParser;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;

/** Apache mime4j in its strict mode: anything odd is an exception. */
final class Mime4jJudge implements Judge {
  private static final List<String> FIELDS =
      List.of(
          "in-reply-to",
          "references",
          "x-priority",
          "importance",
          "list-unsubscribe",
          "list-unsubscribe-post");

  @Override
  public String name() {
    return "mime4j";
  }

  @Override
  public JsonObject read(byte[] octets) throws IOException {
    DefaultMessageBuilder builder = new DefaultMessageBuilder();
    builder.setMimeEntityConfig(MimeConfig.STRICT);
    builder.setDecodeMonitor(DecodeMonitor.STRICT);
    builder.setFieldParser(DefaultFieldParser.getParser());
    try {
      Message message = builder.parseMessage(new ByteArrayInputStream(octets));
      JsonArrayBuilder defects = Json.createArrayBuilder();
      addDefects(message, defects);
      return message(message).add("defects", defects).build();
    } catch (org.apache.james.mime4j.MimeIOException e) {
      return Json.createObjectBuilder().add("failure", e.toString()).build();
    }
  }

  private static void addDefects(Entity entity, JsonArrayBuilder defects) {
    for (Field field : entity.getHeader().getFields()) {
      if (field instanceof ParsedField parsed && !parsed.isValidField()) {
        defects.add(field.getName() + ": " + parsed.getParseException());
      }
    }
    if (entity.getBody() instanceof Multipart multipart) {
      multipart.getBodyParts().forEach(part -> addDefects(part, defects));
    } else if (entity.getBody() instanceof Message inner) {
      addDefects(inner, defects);
    }
  }

  private static JsonObjectBuilder message(Message message) throws IOException {
    JsonObjectBuilder lists = Json.createObjectBuilder();
    add(lists, "from", message.getFrom());
    add(lists, "to", message.getTo());
    add(lists, "cc", message.getCc());
    add(lists, "bcc", message.getBcc());
    add(lists, "reply-to", message.getReplyTo());
    String subject = message.getSubject();
    return Json.createObjectBuilder()
        .add("subject", subject == null ? "" : subject)
        .add(
            "date",
            message.getDate() == null
                ? ""
                : message.getDate().toInstant().atOffset(ZoneOffset.UTC).toString())
        .add("addresses", lists)
        .add("fields", fields(message))
        .add("body", part(message));
  }

  private static JsonObjectBuilder fields(Message message) {
    JsonObjectBuilder fields = Json.createObjectBuilder();
    for (String name : FIELDS) {
      Field field = message.getHeader().getField(name);
      if (field != null) {
        fields.add(name, field.getBody().strip().replaceAll("\\s+", " "));
      }
    }
    return fields;
  }

  private static void add(JsonObjectBuilder lists, String name, List<? extends Address> addresses) {
    if (addresses != null && !addresses.isEmpty()) {
      lists.add(name, addresses(addresses));
    }
  }

  private static JsonArrayBuilder addresses(List<? extends Address> addresses) {
    JsonArrayBuilder array = Json.createArrayBuilder();
    for (Address address : addresses) {
      if (address instanceof Group group) {
        array.add(
            Json.createArrayBuilder().add(group.getName()).add(addresses(group.getMailboxes())));
      } else if (address instanceof Mailbox mailbox) {
        String name = mailbox.getName();
        array.add(
            Json.createArrayBuilder().add(name == null ? "" : name).add(mailbox.getAddress()));
      }
    }
    return array;
  }

  private static JsonObjectBuilder part(Entity entity) throws IOException {
    ContentIdField id = (ContentIdField) entity.getHeader().getField("Content-ID");
    Field encoding = entity.getHeader().getField("Content-Transfer-Encoding");
    JsonObjectBuilder json =
        Json.createObjectBuilder()
            .add("type", entity.getMimeType())
            .add("encoding", encoding == null ? "" : encoding.getBody().strip())
            .add("disposition", orEmpty(entity.getDispositionType()).toLowerCase(Locale.ROOT))
            .add("fileName", orEmpty(entity.getFilename()))
            .add("contentId", id == null ? "" : id.getBody().strip());
    Body body = entity.getBody();
    if (body instanceof Message message) {
      return json.add("message", message(message));
    }
    if (body instanceof Multipart multipart) {
      JsonArrayBuilder parts = Json.createArrayBuilder();
      for (Entity part : multipart.getBodyParts()) {
        parts.add(part(part));
      }
      return json.add("parts", parts);
    }
    return addContent(json, entity, (SingleBody) body);
  }

  private static JsonObjectBuilder addContent(
      JsonObjectBuilder json, Entity entity, SingleBody body) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    body.writeTo(out);
    boolean shown =
        body instanceof TextBody && !"attachment".equalsIgnoreCase(entity.getDispositionType());
    return shown
        ? json.add("text", out.toString(Charset.forName(((TextBody) body).getMimeCharset())))
        : json.add("bytes", Base64.getEncoder().encodeToString(out.toByteArray()));
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }
}
