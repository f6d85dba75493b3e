package dev.posthorn.message;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of a message that somebody else wrote; its lines end in LF or CRLF. One use.
 *
 * <p>Like sendmail, Postfix and Exim it ends the head at an empty line or at the first line that is
 * neither a field nor the fold of one, and takes a text whose first line is no field for a body
 * without head; {@link StrayFields} refuses what was rather a broken head. Like Postfix it skips
 * lines {@code From …} and {@code >From …} at the top, which mbox files have there. A byte order
 * mark before all of it is skipped, too, and a fold of nothing but blanks (RFC 5322 §4.2) left out,
 * since some programs take it for the end of the head.
 *
 * <p>A CR without LF is refused: to some it ends a line, and a program that keeps only LF out of a
 * subject would let a header in.
 */
final class HeadReader {
  /** The largest head that is taken from a stranger. */
  static final long LARGEST = 1 << 20;

  private static final int MARK = 3;

  private final InputStream in;
  private final long most;
  private long at;

  /** Whether the line that was read last ended in a LF, not with the message. */
  private boolean closed;

  /**
   * Reads a head.
   *
   * @param most a head of more octets is refused
   */
  HeadReader(InputStream in, long most) {
    this.in = in.markSupported() ? in : new BufferedInputStream(in);
    this.most = most;
  }

  /**
   * What was found.
   *
   * @param fields unchecked, their folds as they are
   * @param bodyStart octets before what follows: the empty line, the end, or a body without one
   * @param lacksEmptyLine whether a body follows at once
   */
  record Found(List<String> fields, long bodyStart, boolean lacksEmptyLine) {}

  Found read() throws IOException {
    skipMark();
    long start = at;
    String line = line();
    while (line != null && isMboxLine(line)) {
      start = at;
      line = line();
    }
    if (line == null) {
      return new Found(List.of(), start, false);
    }
    if (line.isEmpty()) {
      StrayFields.behindEmptyLine().check(line, in);
      return new Found(List.of(), start, false);
    }
    checkOldLineEnds(line);
    if (!isField(line)) {
      StrayFields.behindField(0).check(line, in);
      return new Found(List.of(), start, true);
    }
    return fields(line, start);
  }

  private Found fields(String first, long firstStart) throws IOException {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    long start = firstStart;
    String line = first;
    boolean lacksEmptyLine = false;
    while (line != null && !line.isEmpty() && !lacksEmptyLine) {
      checkLineEnd(line, fields.size() + 1);
      if (HeaderRules.isBlank(line.charAt(0))) {
        field.append(HeaderRules.trim(line).isEmpty() ? "" : "\r\n" + line);
      } else if (isField(line)) {
        end(field, fields);
        field.append(line);
      } else {
        lacksEmptyLine = true;
        StrayFields.behindField(fields.size() + 1).check(line, in);
        continue;
      }
      start = at;
      line = line();
    }
    end(field, fields);
    return new Found(fields, start, lacksEmptyLine);
  }

  private static void end(StringBuilder field, List<String> fields) {
    if (field.length() > 0) {
      fields.add(field.toString());
      field.setLength(0);
    }
  }

  /** Reads over a byte order mark, which says how a text is encoded. */
  private void skipMark() throws IOException {
    in.mark(MARK);
    byte[] first = in.readNBytes(MARK);
    in.reset();
    if (isUtf8Mark(first)) {
      in.skipNBytes(MARK);
      at = MARK;
    } else if (first.length >= 2 && (first[0] & first[1] & 0xFE) == 0xFE && first[0] != first[1]) {
      throw new InvalidMessageException(
          "The message is in UTF-16, as its first two octets say (a byte order mark); mail is made of"
              + " octets. Convert it first: iconv -f UTF-16 -t UTF-8");
    }
  }

  /** Whether these octets begin with U+FEFF in UTF-8, as some editors write it into each file. */
  static boolean isUtf8Mark(byte[] first) {
    return first.length >= MARK
        && first[0] == (byte) 0xEF
        && first[1] == (byte) 0xBB
        && first[2] == (byte) 0xBF;
  }

  /** {@code From : ann@x.org} is a field of old mail (RFC 5322 §4.5). */
  static boolean isMboxLine(String line) {
    int from = 0;
    while (from < line.length() && line.charAt(from) == '>') {
      from++;
    }
    return line.startsWith("From ", from) && line.indexOf('\r') < 0 && !isField(line);
  }

  /** Whether a field begins here: a name, perhaps blanks, a colon (RFC 5322 §2.2, §4.5). */
  static boolean isField(String line) {
    int at = 0;
    while (at < line.length() && line.charAt(at) > ' ' && line.charAt(at) < 0x7F) {
      if (line.charAt(at) == ':') {
        return at > 0;
      }
      at++;
    }
    int name = at;
    while (at < line.length() && HeaderRules.isBlank(line.charAt(at))) {
      at++;
    }
    return name > 0 && at < line.length() && line.charAt(at) == ':';
  }

  private static void checkLineEnd(String line, int number) {
    if (line.indexOf('\r') >= 0) {
      throw new InvalidMessageException(
          "The message's head holds a line break that some programs do not see, a CR without a LF,"
              + " near its header field "
              + number
              + ".");
    }
  }

  /** A text without head may well hold CR, as what draws progress bars does. A head may not. */
  private void checkOldLineEnds(String line) {
    if (line.indexOf('\r') < 0) {
      return;
    }
    for (String piece : line.split("\r", -1)) {
      if (isField(piece)) {
        if (!closed) {
          throw oldLineEnds();
        }
        checkLineEnd(line, 1);
      }
      if (!isMboxLine(piece)) {
        return;
      }
    }
  }

  private static InvalidMessageException oldLineEnds() {
    return new InvalidMessageException(
        "The message's lines end in CR alone, as on old Macs; no server takes such a head. Convert it"
            + " first: tr '\\r' '\\n'");
  }

  /** The next line without its end (LF or CRLF), each octet a character; null at the end. */
  private @Nullable String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int b = next();
    if (b < 0) {
      return null;
    }
    while (b >= 0 && b != '\n') {
      line.append((char) b);
      b = next();
    }
    closed = b == '\n';
    int last = line.length() - 1;
    if (closed && last >= 0 && line.charAt(last) == '\r') {
      line.setLength(last);
    }
    return line.toString();
  }

  private int next() throws IOException {
    int b = in.read();
    if (b >= 0 && ++at > most) {
      throw new InvalidMessageException(
          "The message's head is larger than 1 MiB; has it no empty line before its body?");
    }
    return b;
  }
}
