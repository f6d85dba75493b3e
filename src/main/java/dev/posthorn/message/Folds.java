package dev.posthorn.message;

/**
 * Folds the lines of a head that are longer than a server must take (998 octets, RFC 5322 §2.1.1):
 * before blanks (§2.2.3), so that unfolding gives the same text; where addresses or ids stand,
 * rather between two of them, and there without a blank, too. Shorter lines stay. One use.
 */
final class Folds {
  static final int LONGEST_LINE = 998;

  /** No place to fold at; a blank; between addresses or ids. */
  private enum Place {
    NONE,
    BLANK,
    GAP
  }

  private final String line;
  private final Place[] places;
  private final StringBuilder out = new StringBuilder();

  private Folds(Field field) {
    this.line = field.line();
    this.places = new Place[line.length() + 1];
    String name = field.lowerName();
    boolean holdsIds = name.equals("references") || name.equals("in-reply-to");
    find(Envelope.holdsAddresses(name) ? ',' : holdsIds ? '>' : 0);
  }

  /** The field, with all lines short for which that can be done. */
  static Field folded(Field field) {
    if (longest(field.line()) <= LONGEST_LINE) {
      return field;
    }
    return new Field(new Folds(field).fold());
  }

  /** The length of the longest line. */
  static int longest(String lines) {
    int longest = 0;
    int start = 0;
    while (lines.length() - start > longest) {
      int end = lines.indexOf("\r\n", start);
      end = end < 0 ? lines.length() : end;
      longest = Math.max(longest, end - start);
      start = end + 2;
    }
    return longest;
  }

  /**
   * Finds where lines may begin.
   *
   * @param last what ends an address or an id; 0 where neither stands
   */
  private void find(char last) {
    boolean quoted = false;
    int depth = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean inside = quoted || depth > 0;
      boolean behindLast = !inside && i > 0 && line.charAt(i - 1) == last;
      boolean isBlank = HeaderRules.isBlank(c);
      boolean isGap = behindLast && (isBlank || last == ',' || c == '<');
      boolean isFirstBlank = isBlank && i > 0 && !HeaderRules.isBlank(line.charAt(i - 1));
      places[i] = isGap ? Place.GAP : isFirstBlank ? Place.BLANK : Place.NONE;
      if (c == '\\' && inside) {
        places[++i] = Place.NONE;
      } else if (c == '"' && depth == 0) {
        quoted = !quoted;
      } else if (!quoted && last != 0) {
        depth += c == '(' || (c == '<' && last == ',') ? 1 : 0;
        depth -= depth > 0 && (c == ')' || (c == '>' && last == ',')) ? 1 : 0;
      }
    }
    places[line.length()] = Place.NONE;
  }

  private String fold() {
    int start = 0;
    while (start < line.length()) {
      int end = line.indexOf("\r\n", start);
      end = end < 0 ? line.length() : end;
      if (end - start > LONGEST_LINE) {
        foldLine(start, end);
      } else {
        out.append(line, start, end);
      }
      out.append(end < line.length() ? "\r\n" : "");
      start = end + 2;
    }
    return out.toString();
  }

  private void foldLine(int from, int end) {
    // No line begins with the blanks at the end, since it would hold nothing else.
    int last = end;
    while (HeaderRules.isBlank(line.charAt(last - 1))) {
      last--;
    }
    int start = from;
    int colon = from == 0 ? line.indexOf(':') + 1 : 0;
    int text = Math.max(from, colon);
    while (end - start > HeaderLine.WIDTH) {
      while (text < last && HeaderRules.isBlank(line.charAt(text))) {
        text++;
      }
      int next = next(start, text + 1, last);
      boolean tooLong = (next < 0 ? end : next) - start > LONGEST_LINE;
      if (tooLong && start == from && text > colon && colon > 0) {
        // The name alone on its line looks odd, so only where nothing else helps.
        next = colon;
      }
      if (next < 0) {
        break;
      }
      out.append(line, start, next).append("\r\n");
      out.append(HeaderRules.isBlank(line.charAt(next)) ? "" : " ");
      start = next;
      text = next;
    }
    out.append(line, start, end);
  }

  /** Where the next line begins: as far as this one may reach, else as near as can be; or -1. */
  private int next(int start, int from, int end) {
    int blank = -1;
    int gap = -1;
    for (int i = from; i < end; i++) {
      if (i - start > HeaderLine.WIDTH && (gap >= 0 || blank >= 0)) {
        break;
      }
      gap = places[i] == Place.GAP ? i : gap;
      blank = places[i] == Place.BLANK ? i : blank;
    }
    return gap >= 0 ? gap : blank;
  }
}
