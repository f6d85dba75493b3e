package dev.posthorn.cli;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A text as people save it: in UTF-8, with or without a byte order mark, or in UTF-16 with one. The
 * mark is no part of the text. Anything else is refused with the encoding that it is likely in,
 * since a wrong guess would be in the mail.
 */
final class TextFile {
  /** So much is looked at for what betrays UTF-16. */
  private static final int SAMPLE = 1 << 12;

  private TextFile() {}

  /** A text is in no encoding that is read; the message says why, to stand in brackets. */
  static final class WrongEncodingException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    WrongEncodingException(String message, String remedy) {
      super(message);
      this.remedy = remedy;
    }

    /** How it becomes readable. */
    String remedy() {
      return remedy;
    }
  }

  /**
   * Reads a file.
   *
   * @throws WrongEncodingException when it is no UTF-8, nor UTF-16 with a mark
   */
  static String read(Path file) throws IOException {
    return decode(Files.readAllBytes(file));
  }

  /**
   * Reads what was given for a message.
   *
   * @param what names it at the start of a sentence, such as {@code The body in stdin}
   * @throws Stop (65) when it is no UTF-8, nor UTF-16 with a mark
   */
  static String decode(byte[] bytes, String what) throws Stop {
    try {
      return decode(bytes);
    } catch (WrongEncodingException e) {
      throw new Stop(ExitCode.DATA, what + Causes.why(e) + " cannot be read.", e.remedy(), e);
    }
  }

  /** Reads a text. */
  static String decode(byte[] bytes) throws WrongEncodingException {
    refuseOtherUtf(bytes);
    if (startsWith(bytes, 0xFF, 0xFE)) {
      return decoded(bytes, 2, UTF_16LE);
    }
    if (startsWith(bytes, 0xFE, 0xFF)) {
      return decoded(bytes, 2, UTF_16BE);
    }
    return decoded(bytes, startsWith(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0, UTF_8);
  }

  private static boolean startsWith(byte[] bytes, int... mark) {
    boolean same = bytes.length >= mark.length;
    for (int i = 0; same && i < mark.length; i++) {
      same = (bytes[i] & 0xFF) == mark[i];
    }
    return same;
  }

  private static String decoded(byte[] bytes, int from, Charset charset)
      throws WrongEncodingException {
    ByteBuffer in = ByteBuffer.wrap(bytes, from, bytes.length - from);
    CharBuffer out = CharBuffer.allocate(in.remaining());
    CharsetDecoder decoder = charset.newDecoder(); // Which reports what it cannot read.
    boolean wrong = decoder.decode(in, out, true).isError() || decoder.flush(out).isError();
    out.flip();
    if (wrong) {
      throw wrong(out, charset, bytes);
    }
    return out.toString();
  }

  private static WrongEncodingException wrong(CharBuffer before, Charset charset, byte[] bytes) {
    int line = 1;
    for (int i = 0; i < before.length(); i++) {
      line += before.charAt(i) == '\n' ? 1 : 0;
    }
    if (!charset.equals(UTF_8)) {
      return new WrongEncodingException(
          "line " + line + " is not " + charset + ", which its byte order mark names",
          "Save it as UTF-8.");
    }
    return isWindows(bytes)
        ? new WrongEncodingException(
            "line " + line + " is not UTF-8, but perhaps windows-1252 (ISO 8859-1)",
            "Convert it first: iconv -f windows-1252 -t UTF-8")
        : new WrongEncodingException(
            "line " + line + " is not UTF-8", "Save it as UTF-8, or convert it first by iconv.");
  }

  /** Five octets are no characters there, and control characters in ISO 8859-1. */
  private static boolean isWindows(byte[] bytes) {
    for (byte each : bytes) {
      int octet = each & 0xFF;
      if (octet == 0x81 || octet == 0x8D || octet == 0x8F || octet == 0x90 || octet == 0x9D) {
        return false;
      }
    }
    return true;
  }

  /** UTF-16 without a mark, and UTF-32, are UTF-8 with many a NUL to a decoder. */
  private static void refuseOtherUtf(byte[] bytes) throws WrongEncodingException {
    String found = "";
    if (startsWith(bytes, 0xFF, 0xFE, 0, 0) || startsWith(bytes, 0, 0, 0xFE, 0xFF)) {
      found = "UTF-32";
    } else if (!startsWith(bytes, 0xFF, 0xFE) && !startsWith(bytes, 0xFE, 0xFF)) {
      int[] zeros = new int[2];
      int length = Math.min(bytes.length, SAMPLE) & ~1;
      for (int i = 0; i < length; i++) {
        zeros[i & 1] += bytes[i] == 0 ? 1 : 0;
      }
      // Of each character of Latin letters one octet is 0, and of no text in UTF-8 is any.
      boolean half = Math.max(zeros[0], zeros[1]) * 4 >= length && length > 0;
      found = half ? "UTF-16 without a byte order mark" : "";
    }
    if (!found.isEmpty()) {
      throw new WrongEncodingException("it is " + found, "Save it as UTF-8.");
    }
  }
}
