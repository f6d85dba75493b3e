package dev.posthorn.cli.probe;

import java.util.List;

/**
 * What became of a text on its way, line by line.
 *
 * @param kind what
 * @param words the same in words and numbers
 */
record TextFate(Kind kind, String words) {
  enum Kind {
    WHOLE,
    /** The same words, in more lines. */
    WRAPPED,
    /** Anything else. */
    CHANGED
  }

  static TextFate of(List<String> sent, List<String> received) {
    if (sent.equals(received)) {
      return new TextFate(Kind.WHOLE, "arrived whole, with a line of " + longest(sent));
    }
    boolean sameWords = words(sent).equals(words(received));
    if (sameWords && received.size() > sent.size()) {
      return new TextFate(
          Kind.WRAPPED,
          sent.size()
              + " lines arrived as "
              + received.size()
              + ", the longest of "
              + longest(received)
              + " instead of "
              + longest(sent));
    }
    if (sameWords) {
      return new TextFate(Kind.CHANGED, "only its blanks or line ends changed");
    }
    return new TextFate(
        Kind.CHANGED, "another text arrived, from line " + (firstDifference(sent, received) + 1));
  }

  private static String words(List<String> lines) {
    return String.join("", lines).replaceAll("\\s", "");
  }

  private static int longest(List<String> lines) {
    return lines.stream().mapToInt(String::length).max().orElse(0);
  }

  private static int firstDifference(List<String> sent, List<String> received) {
    int same = 0;
    while (same < Math.min(sent.size(), received.size())
        && sent.get(same).equals(received.get(same))) {
      same++;
    }
    return same;
  }
}
