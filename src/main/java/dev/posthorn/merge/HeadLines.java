package dev.posthorn.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines above a template's body, if it has them:
 *
 * <pre>
 * To: {{name}} &lt;{{email}}&gt;
 * Subject: Your seat,
 *  {{name}}                     a line that begins with a blank goes on
 *
 * Dear {{name}}, …              the body, behind the first empty line
 * </pre>
 *
 * <p>A first paragraph is taken for a head when its first line is one of {@link #KNOWN}, or all of
 * its lines look like headers and one is known; an empty first line says that there is no head.
 *
 * @param lines name and value of each, in order
 * @param body what follows
 */
record HeadLines(List<Line> lines, String body) {
  /** The names that a head line may have, besides X-…; in the form in which they are shown. */
  static final List<String> KNOWN =
      List.of(
          "To",
          "Cc",
          "Bcc",
          "Reply-To",
          "From",
          "Subject",
          "Attach",
          "List-Unsubscribe",
          "List-Id",
          "Feedback-ID",
          "Precedence",
          "Auto-Submitted");

  private static final Pattern HEADER = Pattern.compile("([A-Za-z][A-Za-z0-9-]*):[ \t]?(.*)");

  HeadLines {
    lines = List.copyOf(lines);
  }

  /**
   * A head line.
   *
   * @param number its line in the file, from 1; 0 when it comes from elsewhere
   * @param name as in {@link #KNOWN}, or X-… as written
   * @param value without blanks around it
   */
  record Line(int number, String name, String value) {}

  /** Parts a template, whose line ends are LF. */
  static HeadLines of(String source) throws MergeException {
    if (source.startsWith("\n")) {
      return new HeadLines(List.of(), source.substring(1));
    }
    int end = (source + "\n\n").indexOf("\n\n");
    List<String> paragraph = source.substring(0, Math.min(end, source.length())).lines().toList();
    if (!isHead(paragraph)) {
      return new HeadLines(List.of(), source);
    }
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < paragraph.size(); i++) {
      Matcher header = HEADER.matcher(paragraph.get(i));
      if (header.matches()) {
        String name = header.group(1);
        int line = i + 1;
        String known = known(name).orElseThrow(() -> unknown(line, name));
        lines.add(new Line(line, known, header.group(2).strip()));
      } else if (paragraph.get(i).matches("[ \t].*")) {
        Line last = lines.remove(lines.size() - 1);
        String more = (last.value() + " " + paragraph.get(i).strip()).strip();
        lines.add(new Line(last.number(), last.name(), more));
      } else {
        throw MergeException.template(
            "line " + (i + 1) + " is no head line, and no empty line ended the head before it.",
            "Part head and body by an empty line.");
      }
    }
    return new HeadLines(lines, source.substring(Math.min(end + 2, source.length())));
  }

  private static boolean isHead(List<String> paragraph) {
    if (paragraph.isEmpty() || !HEADER.matcher(paragraph.get(0)).matches()) {
      return false;
    }
    boolean allLookSo =
        paragraph.stream()
            .allMatch(line -> HEADER.matcher(line).matches() || line.matches("[ \t].*"));
    return isKnown(paragraph.get(0))
        || (allLookSo && paragraph.stream().anyMatch(HeadLines::isKnown));
  }

  private static boolean isKnown(String line) {
    Matcher header = HEADER.matcher(line);
    return header.matches() && known(header.group(1)).isPresent();
  }

  /** A name as it is shown; empty when no head line may have it. */
  static Optional<String> known(String name) {
    if (name.toLowerCase(Locale.ROOT).startsWith("x-")) {
      return Optional.of(name);
    }
    return KNOWN.stream().filter(name::equalsIgnoreCase).findFirst();
  }

  private static MergeException unknown(int line, String name) {
    return MergeException.template(
        "line " + line + ": " + name + " is no head line of a template.",
        "There are " + String.join(", ", KNOWN) + " and X-….");
  }
}
