package dev.posthorn.merge;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Characters of a file, strictly decoded: what the encoding does not know is an error, and all that
 * stands before it is read first, so that whoever parses knows which row it is in. Closes the
 * stream with itself. Not thread-safe.
 */
final class StrictReader extends Reader {
  private final InputStream in;
  private final CharsetDecoder decoder;
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 14);
  private final CharBuffer chars = CharBuffer.allocate(1 << 14);
  private boolean ended;
  private long line = 1;

  private StrictReader(InputStream in, Charset charset) {
    this.in = in;
    this.decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    bytes.limit(0);
    chars.limit(0);
  }

  /** A text is not in the encoding that it is read in. */
  static final class UndecodableException extends CharacterCodingException {
    private static final long serialVersionUID = 1L;

    private final long line;
    private final String charset;
    private final String rather;

    UndecodableException(long line, String charset, String rather) {
      this.line = line;
      this.charset = charset;
      this.rather = rather;
    }

    /** What it may be in its place, as Java and iconv call it; empty when nobody can tell. */
    String rather() {
      return rather;
    }

    long line() {
      return line;
    }

    String charset() {
      return charset;
    }
  }

  /** In an encoding that is known; its byte order mark is dropped. */
  static StrictReader of(InputStream in, Charset charset) throws IOException {
    StrictReader reader = new StrictReader(in, charset);
    for (Mark mark : Mark.values()) {
      if (mark.charset().equals(charset)) {
        reader.skip(mark.bytes());
      }
    }
    return reader;
  }

  /** In UTF-8, or in UTF-16 where a byte order mark says so. */
  static StrictReader of(InputStream in) throws IOException {
    StrictReader probe = new StrictReader(in, StandardCharsets.UTF_8);
    probe.fill();
    probe.refuseUnmarkedUtf16();
    for (Mark mark : Mark.values()) {
      if (probe.startsWith(mark.bytes())) {
        StrictReader reader = new StrictReader(in, mark.charset());
        reader.bytes.clear().put(probe.bytes).flip();
        reader.ended = probe.ended;
        reader.skip(mark.bytes());
        return reader;
      }
    }
    return probe;
  }

  /** Of Latin letters in UTF-16 each other octet is 0; to a decoder of UTF-8 these are NULs. */
  private void refuseUnmarkedUtf16() throws UndecodableException {
    for (int i = 0; i < 2 && bytes.remaining() >= 4; i++) {
      int at = bytes.position() + i;
      if (bytes.get(at) == 0 && bytes.get(at + 2) == 0 && bytes.get(at + 1 - 2 * i) != 0) {
        throw new UndecodableException(1, "UTF-8", i == 0 ? "UTF-16BE" : "UTF-16LE");
      }
    }
  }

  /** What a file may begin with to name its encoding. */
  private enum Mark {
    UTF_8(StandardCharsets.UTF_8),
    UTF_16_LE(StandardCharsets.UTF_16LE),
    UTF_16_BE(StandardCharsets.UTF_16BE);

    private final Charset charset;

    Mark(Charset charset) {
      this.charset = charset;
    }

    Charset charset() {
      return charset;
    }

    byte[] bytes() {
      return "\uFEFF".getBytes(charset);
    }
  }

  private boolean startsWith(byte[] mark) {
    return bytes.remaining() >= mark.length
        && Arrays.equals(
            mark,
            Arrays.copyOfRange(bytes.array(), bytes.position(), bytes.position() + mark.length));
  }

  private void skip(byte[] mark) throws IOException {
    fill();
    if (mark.length > 0 && startsWith(mark)) {
      bytes.position(bytes.position() + mark.length);
    }
  }

  /** Reads more bytes, at least four where the file has them. */
  private void fill() throws IOException {
    bytes.compact();
    while (!ended && bytes.position() < 4) {
      int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
      ended = count < 0;
      bytes.position(bytes.position() + Math.max(count, 0));
    }
    bytes.flip();
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!chars.hasRemaining() && !decode()) {
      return -1;
    }
    int count = Math.min(length, chars.remaining());
    chars.get(target, offset, count);
    return count;
  }

  /** Decodes what comes next; false at the end. */
  private boolean decode() throws IOException {
    chars.clear();
    while (chars.position() == 0) {
      CoderResult result = decoder.decode(bytes, chars, ended);
      if (chars.position() > 0) {
        break; // An error behind it comes again.
      }
      if (result.isError()) {
        throw new UndecodableException(line, decoder.charset().name(), "windows-1252");
      }
      if (ended) {
        chars.limit(0);
        return false;
      }
      fill();
    }
    chars.flip();
    for (int i = 0; i < chars.limit(); i++) {
      line += chars.get(i) == '\n' ? 1 : 0;
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
