package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/** The bytes of messages, for tests to look at; no rule of the line is ever broken in them. */
final class Wire {
  private Wire() {}

  static byte[] bytes(Mail mail) throws IOException {
    return bytes(MimeComposer.create().compose(mail));
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
