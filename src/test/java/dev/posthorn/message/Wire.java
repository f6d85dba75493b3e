package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** The bytes of messages, for tests to look at; no rule of the line is ever broken in them. */
final class Wire {
  private Wire() {}

  static byte[] bytes(Mail mail) throws IOException {
    Clock clock = Clock.fixed(Instant.now(), ZoneOffset.UTC);
    long ids = System.nanoTime();
    byte[] bytes = bytes(composer(clock, ids).toWire(mail));
    String byJakartaMail = text(composer(clock, ids).compose(mail));
    assertThat(byJakartaMail).isEqualTo(new String(bytes, ISO_8859_1));
    return bytes;
  }

  private static MimeComposer composer(Clock clock, long ids) {
    AtomicLong next = new AtomicLong();
    return new MimeComposer(clock, () -> new UUID(ids, next.incrementAndGet()));
  }

  static byte[] bytes(MimeMessage message) throws IOException {
    return bytes(WireMessage.of(message));
  }

  static byte[] bytes(WireMessage wire) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    wire.writeTo(out);
    assertThat(out.size()).isEqualTo((int) wire.size());
    checkLines(out.toString(ISO_8859_1));
    return out.toByteArray();
  }

  static String text(Mail mail) throws IOException {
    return new String(bytes(mail), ISO_8859_1);
  }

  static String text(MimeMessage message) throws IOException {
    return new String(bytes(message), ISO_8859_1);
  }

  static String text(WireMessage wire) throws IOException {
    return new String(bytes(wire), ISO_8859_1);
  }

  /** Unchecked: a message given whole may lack its empty line, and break the width of words. */
  static String rawText(WireMessage wire) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    wire.writeTo(out);
    assertThat(out.size()).isEqualTo((int) wire.size());
    return out.toString(ISO_8859_1);
  }

  /** The fields of the message's own header, folds kept. */
  static List<String> header(String message) {
    String header = message.substring(0, message.indexOf("\r\n\r\n"));
    return List.of(header.split("\r\n(?![ \t])"));
  }

  static String field(String message, String name) {
    return header(message).stream()
        .filter(field -> field.regionMatches(true, 0, name + ":", 0, name.length() + 1))
        .reduce((a, b) -> a + "\r\n" + b)
        .orElse("");
  }

  private static void checkLines(String message) {
    assertThat(message.replace("\r\n", "")).doesNotContain("\r", "\n", "\0");
    for (String line : message.split("\r\n", -1)) {
      assertThat(line.length()).isLessThanOrEqualTo(998);
    }
    for (String field : header(message)) {
      assertThat(field).matches("(?s)[\\x20-\\x7E\\r\\n\\t]*");
      for (String line : field.split("\r\n", -1)) {
        assertThat(line).isNotBlank();
        assertThat(line.length()).isLessThanOrEqualTo(line.contains("=?") ? 76 : 998);
        assertThat(line.split("[ \t]+", -1)).allMatch(w -> !w.startsWith("=?") || w.length() <= 75);
      }
    }
  }
}
