package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What Gmail's API does to the content of one mail on its way to its recipients. {@link GmailFact}
 * tells what, and where it was reported. All text/plain counts, attached text too; other types are
 * left alone, and so is an attached message.
 */
final class Passage {
  private static final Set<String> BARE = Set.of("7bit", "8bit", "binary", "");
  private static final byte[] PATCH = "diff --git ".getBytes(ISO_8859_1);

  private static final String WRAPPED =
      "Gmail's API wrapped the long lines of the text in this copy.";
  private static final String SIGNATURE =
      "Gmail's API wrapped the signed text in this copy, so that its signature no longer fits.";
  private static final String ENCRYPTION =
      "Gmail's API made multipart/encrypted into multipart/mixed in this copy, so that mail"
          + " programs may not see that it is encrypted.";
  private static final String FROM_HTML =
      "Gmail's API replaced the text of this copy by one that it made from the HTML.";

  private static final String MADE_HEAD =
      """
      Content-Type: text/plain; charset="UTF-8"\r
      Content-Transfer-Encoding: quoted-printable\r
      \r
      """;

  /** Where a part stands; the outermost place decides. */
  private enum Place {
    OPEN,
    ALTERNATIVE,
    SIGNED
  }

  /** These octets of the body become those. */
  private record Edit(int from, int to, String with) {}

  private final Facts facts;
  private final byte[] body;
  private final List<Edit> edits = new ArrayList<>();
  private final Set<String> changes = new LinkedHashSet<>();
  private Rfc822 mail;

  private Passage(Facts facts, Rfc822 mail) {
    this.facts = facts;
    this.mail = mail;
    this.body = mail.body();
  }

  static Passage of(Facts facts, Rfc822 mail) {
    Passage passage = new Passage(facts, mail);
    passage.walk(Entity.of(mail), Place.OPEN);
    passage.apply();
    return passage;
  }

  /** The mail as recipients get it; the very same one where nothing changes. */
  Rfc822 mail() {
    return mail;
  }

  /** What was changed, a sentence each. */
  List<String> changes() {
    return List.copyOf(changes);
  }

  private void walk(Entity entity, Place place) {
    String type = entity.type();
    if (type.equals("multipart/encrypted")) {
      if (facts.hold(GmailFact.ENCRYPTED_MIXED)) {
        mix(entity);
      }
    } else if (place == Place.OPEN
        && type.equals("multipart/alternative")
        && !facts.hold(GmailFact.ALTERNATIVE_KEPT)) {
      rewrite(entity);
    } else if (type.equals("text/plain")) {
      text(entity, place);
    } else {
      entity.parts().forEach(part -> walk(part, within(type, place)));
    }
  }

  private static Place within(String type, Place place) {
    if (place != Place.OPEN) {
      return place;
    }
    return switch (type) {
      case "multipart/alternative" -> Place.ALTERNATIVE;
      case "multipart/signed" -> Place.SIGNED;
      default -> Place.OPEN;
    };
  }

  /** As reported, with nothing in the field but a boundary. */
  private void mix(Entity entity) {
    String boundary = entity.parameter("boundary").replaceAll("[\"\\\\]", "\\\\$0");
    Rfc822.Field mixed =
        Rfc822.Field.of("Content-Type", "multipart/mixed; boundary=\"" + boundary + "\"");
    List<Rfc822.Field> fields = new ArrayList<>(entity.fields());
    fields.replaceAll(field -> field.is("Content-Type") ? mixed : field);
    changes.add(ENCRYPTION);
    if (entity.body() == 0) { // the whole mail: a part begins behind a delimiter
      mail = mail.with(fields);
      return;
    }
    StringBuilder head = new StringBuilder();
    fields.forEach(field -> head.append(field.text()).append("\r\n"));
    edits.add(new Edit(entity.head(), entity.body(), head + "\r\n"));
  }

  private void text(Entity text, Place place) {
    String encoding = text.encoding();
    if (BARE.contains(encoding)) {
      if (place != Place.ALTERNATIVE && facts.hold(fact(text, place))) {
        wrap(text, place == Place.SIGNED ? SIGNATURE : WRAPPED);
      }
    } else if (place == Place.OPEN && !arrivesWhole(encoding)) {
      wrap(text, WRAPPED);
    }
  }

  private boolean arrivesWhole(String encoding) {
    return switch (encoding) {
      case "quoted-printable" -> facts.hold(GmailFact.QUOTED_PRINTABLE_WHOLE);
      case "base64" -> facts.hold(GmailFact.BASE64_WHOLE);
      default -> true;
    };
  }

  private GmailFact fact(Entity text, Place place) {
    if (place == Place.SIGNED) {
      return GmailFact.SIGNED_REFOLDED;
    }
    if (isPatch(text)) {
      return GmailFact.PATCH_WRAPPED;
    }
    if (text.parameter("format").equalsIgnoreCase("flowed")) {
      return GmailFact.FLOWED_WRAPPED;
    }
    boolean eight = !text.encoding().equals("7bit") || hasEightBits(text);
    return eight ? GmailFact.EIGHT_BIT_WRAPPED : GmailFact.SEVEN_BIT_WRAPPED;
  }

  private boolean isPatch(Entity text) {
    for (int i = text.body(); i + PATCH.length <= text.to(); i++) {
      boolean starts = i == text.body() || body[i - 1] == '\n';
      if (starts && Arrays.equals(body, i, i + PATCH.length, PATCH, 0, PATCH.length)) {
        return true;
      }
    }
    return false;
  }

  private boolean hasEightBits(Entity text) {
    for (int i = text.body(); i < text.to(); i++) {
      if (body[i] < 0) {
        return true;
      }
    }
    return false;
  }

  private void wrap(Entity text, String change) {
    Optional<byte[]> content = decoded(text);
    if (content.isEmpty() || !LineWrap.applies(content.get(), 0, content.get().length)) {
      return;
    }
    byte[] wrapped = LineWrap.of(content.get(), 0, content.get().length);
    edits.add(new Edit(text.body(), text.to(), encoded(wrapped, text.encoding())));
    changes.add(change);
  }

  private Optional<byte[]> decoded(Entity text) {
    ByteArrayInputStream raw = new ByteArrayInputStream(body, text.body(), text.to() - text.body());
    try {
      boolean bare = BARE.contains(text.encoding());
      return Optional.of((bare ? raw : MimeUtility.decode(raw, text.encoding())).readAllBytes());
    } catch (MessagingException | IOException e) {
      return Optional.empty(); // an encoding that is broken: nothing can be said of its lines
    }
  }

  private static String encoded(byte[] content, String encoding) {
    if (BARE.contains(encoding)) {
      return new String(content, ISO_8859_1);
    }
    ByteArrayOutputStream octets = new ByteArrayOutputStream(content.length * 3 / 2);
    try (OutputStream out = MimeUtility.encode(octets, encoding)) {
      out.write(content);
    } catch (MessagingException | IOException e) {
      throw new IllegalStateException("octets in memory can always be encoded", e);
    }
    return octets.toString(ISO_8859_1);
  }

  /** Makes the text half of an alternative from the HTML, as far as there are both. */
  private void rewrite(Entity alternative) {
    Optional<Entity> text = leaf(alternative, "text/plain");
    Optional<Entity> html = leaf(alternative, "text/html");
    if (text.isEmpty() || html.isEmpty()) {
      text.ifPresent(alone -> wrap(alone, WRAPPED));
      return;
    }
    byte[] plain = (MailHtml.plainText(part(html.get())) + "\r\n").getBytes(UTF_8);
    String made = encoded(LineWrap.of(plain, 0, plain.length), "quoted-printable");
    edits.add(new Edit(text.get().head(), text.get().to(), MADE_HEAD + made));
    changes.add(FROM_HTML);
  }

  private static Optional<Entity> leaf(Entity entity, String type) {
    if (entity.type().equals(type)) {
      return Optional.of(entity);
    }
    return entity.parts().stream().flatMap(part -> leaf(part, type).stream()).findFirst();
  }

  private MailPart part(Entity entity) {
    try {
      int length = entity.to() - entity.head();
      return new MailPart(
          new MimeBodyPart(new ByteArrayInputStream(body, entity.head(), length)), 0);
    } catch (MessagingException e) {
      throw new IllegalStateException("a part in memory can always be opened", e);
    }
  }

  private void apply() {
    if (edits.isEmpty()) {
      return;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + body.length / 64 + 256);
    int at = 0;
    for (Edit edit : edits) {
      out.write(body, at, edit.from() - at);
      out.writeBytes(edit.with().getBytes(ISO_8859_1));
      at = edit.to();
    }
    out.write(body, at, body.length - at);
    mail = mail.with(out.toByteArray());
  }
}
