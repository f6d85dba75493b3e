package dev.posthorn.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/**
 * A message of random parts, as programs write them that do not know the rules: long lines, NUL,
 * all encodings, messages in messages, preambles; and what its parts hold. The same for a seed each
 * time.
 */
final class RandomTree {
  private static final int DEEPEST = 4;
  private static final String CHARACTERS =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'()+_,-./:=?";

  private final Random random;
  private final boolean nuls;
  private final String lineEnd;
  private final List<String> contents = new ArrayList<>();
  private final String text;

  /**
   * Grows one.
   *
   * @param nuls whether NUL characters may be in it
   */
  RandomTree(long seed, boolean nuls) {
    // Seeds that are near each other would begin with the same choices.
    this.random = new Random(seed * 0x9E3779B97F4A7C15L + 17);
    this.nuls = nuls;
    this.lineEnd = random.nextBoolean() ? "\n" : "\r\n";
    String head = "From: a@x.org\nTo: b@x.org\nDate: Thu, 5 Mar 2026 07:08:09 +0000\n";
    text = head + "Message-ID: <1@x.org>\nMIME-Version: 1.0\n" + part(0);
  }

  /** The message; each character is an octet. */
  byte[] message() {
    return text.replace("\n", lineEnd).getBytes(ISO_8859_1);
  }

  /** What its leaves hold, from the first to the last, each character an octet; lines end in LF. */
  List<String> contents() {
    return contents;
  }

  /** Fields, an empty line, and a body. */
  private String part(int depth) {
    int kind = depth < DEEPEST ? random.nextInt(9) : 2 + random.nextInt(7);
    return switch (kind) {
      case 0 -> multipart(depth);
      case 1 -> depth == 0 ? multipart(depth) : message(depth);
      case 2, 3 -> text("8bit", octets(lines()));
      case 4 -> text("7bit", lines().replaceAll("[^\n -~]", "x"));
      case 5 -> other("8bit");
      case 6 -> base64();
      case 7 -> quotedPrintable();
      default -> text("", lines().replaceAll("[^\n -~]", "y"));
    };
  }

  private String multipart(int depth) {
    StringBuilder boundary = new StringBuilder("b");
    int length = random.nextInt(68);
    for (int i = 0; i < length; i++) {
      boundary.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
    }
    boundary.append(depth); // Never the beginning of another's.
    String subtype = random.nextBoolean() ? "mixed" : "alternative";
    StringBuilder all = new StringBuilder("Content-Type: multipart/" + subtype + ";\n boundary=\"");
    all.append(boundary).append("\"\n\n");
    if (random.nextInt(4) == 0) {
      all.append(random.nextBoolean() ? "preamble\n" : "p".repeat(1200) + "\n");
    }
    int parts = 1 + random.nextInt(3);
    for (int i = 0; i < parts; i++) {
      all.append("--").append(boundary).append(random.nextInt(5) == 0 ? " \t\n" : "\n");
      all.append(part(depth + 1)).append('\n');
    }
    all.append("--").append(boundary).append("--\n");
    return all + (random.nextInt(6) == 0 ? "epilogue " + "e".repeat(1100) + "\n" : "");
  }

  private String message(int depth) {
    String type = "Content-Type: message/rfc822\n\nSubject: inner\nFrom: c@x.org\n";
    return type + (random.nextBoolean() ? "MIME-Version: 1.0\n" : "") + part(depth + 1);
  }

  private String text(String encoding, String content) {
    contents.add(content);
    String type = random.nextBoolean() ? "text/plain" : "text/html";
    String field = encoding.isEmpty() ? "" : "Content-Transfer-Encoding: " + encoding + "\n";
    return field + "Content-Type: " + type + "; charset=UTF-8\n\n" + content;
  }

  private String other(String encoding) {
    String content = octets(lines());
    contents.add(content);
    String type = "Content-Type: application/x-thing\nContent-Transfer-Encoding: ";
    return type + encoding + "\n\n" + content;
  }

  private String base64() {
    byte[] content = new byte[random.nextInt(3000)];
    random.nextBytes(content);
    contents.add(
        new String(content, ISO_8859_1).replace("\r\n", "\n")); // As the reader compares them.
    String coded = Base64.getEncoder().encodeToString(content);
    String type = "Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n";
    return type + (random.nextBoolean() ? coded : coded.replaceAll("(.{76})", "$1\n"));
  }

  private String quotedPrintable() {
    String content = octets(lines()).replaceAll("[ \t]+(?=\n|$)", "");
    contents.add(content);
    StringBuilder coded = new StringBuilder();
    for (int i = 0; i < content.length(); i++) {
      char c = content.charAt(i);
      boolean plain = c == '\n' || (c >= ' ' && c < 0x7F && c != '=');
      coded.append(plain ? "" + c : String.format("=%02X", (int) c));
    }
    return "Content-Type: text/plain; charset=UTF-8\n"
        + "Content-Transfer-Encoding: quoted-printable\n\n"
        + coded;
  }

  private String lines() {
    StringBuilder all = new StringBuilder();
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      all.append(line()).append('\n');
    }
    return all + (random.nextBoolean() ? "" : line());
  }

  private String line() {
    return switch (random.nextInt(12)) {
      case 0 -> "From me " + "f".repeat(random.nextInt(1100));
      case 1 -> "-- ";
      case 2 -> "--b" + " ".repeat(random.nextInt(90)) + "x".repeat(random.nextInt(1200));
      case 3 -> "- -".repeat(random.nextInt(500));
      case 4 -> "ü€😀 =".repeat(random.nextInt(random.nextBoolean() ? 300 : 20)) + "e";
      case 5 -> "trailing \t ";
      case 6 -> nuls ? "a\0b" : "äb";
      case 7 -> ".";
      case 8 -> random.nextBoolean() ? "" : "ß";
      case 9 -> "w".repeat(random.nextInt(160));
      case 10 -> "-F".repeat(random.nextInt(600));
      default -> "word and ".repeat(random.nextInt(200)) + "end";
    };
  }

  private static String octets(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }
}
