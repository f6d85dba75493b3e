package dev.posthorn.message;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of a message that somebody else wrote, up to the empty line; its lines end in LF
 * or CRLF. One use.
 *
 * <p>Like sendmail it skips one line {@code From …} at the top, which mbox files have there, and
 * takes a text whose first line is no field for a body without head. A line further down that is no
 * field is refused: nobody knows what its writer meant to be the head. So is a CR without LF: to
 * some it ends a line, and a program that keeps only LF out of a subject would let a header in.
 */
final class HeadReader {
  /** The largest head that is taken from a stranger. */
  static final long LARGEST = 1 << 20;

  private static final Pattern MBOX = Pattern.compile("From [ \t]*[^: \t\r].*");
  private static final Pattern FIELD = Pattern.compile("[!-9;-~]+[ \t]*:.*", Pattern.DOTALL);

  private final InputStream in;
  private final long most;
  private long at;

  /**
   * Reads a head.
   *
   * @param most a head of more octets is refused
   */
  HeadReader(InputStream in, long most) {
    this.in = in;
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
    long start = 0;
    String line = line();
    if (line != null && MBOX.matcher(line).matches()) {
      start = at;
      line = line();
    }
    if (line != null && !line.isEmpty() && !FIELD.matcher(line).matches()) {
      return new Found(List.of(), start, true);
    }
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    while (line != null && !line.isEmpty()) {
      checkLineEnd(line, fields.size() + 1);
      if (HeaderRules.isBlank(line.charAt(0))) {
        field.append("\r\n").append(checkFold(line, fields.size() + 1));
      } else {
        checkField(line, fields.size() + 1);
        end(field, fields);
        field.append(line);
      }
      start = at;
      line = line();
    }
    end(field, fields);
    return new Found(fields, start, false);
  }

  private static void end(StringBuilder field, List<String> fields) {
    if (field.length() > 0) {
      fields.add(field.toString());
      field.setLength(0);
    }
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

  private static String checkFold(String line, int number) {
    if (line.isBlank()) {
      throw new InvalidMessageException(
          "Header field "
              + number
              + " of the message is followed by a line of nothing but blanks: some programs take it"
              + " for the end of the head, others do not.");
    }
    return line;
  }

  private static void checkField(String line, int number) {
    if (!FIELD.matcher(line).matches()) {
      throw new InvalidMessageException(
          "The message's head is broken: what follows its header field "
              + number
              + " is neither a field nor an empty line before the body.");
    }
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
    int last = line.length() - 1;
    if (b == '\n' && last >= 0 && line.charAt(last) == '\r') {
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
