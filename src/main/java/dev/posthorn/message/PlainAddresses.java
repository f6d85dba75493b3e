package dev.posthorn.message;

import java.util.List;

/**
 * Lists of addresses that everybody reads the same, for a way that takes the recipients from them.
 * Of {@code eve@y.org <ann@x.org>} some programs read the one address, some the other: such a name
 * is put in quotes (RFC 5322 §3.2.4). A source route (§4.4) is dropped. All else stays.
 */
final class PlainAddresses {
  private PlainAddresses() {}

  /** The same field when it is plain already, or no list of addresses. */
  static Field in(Field field) {
    if (field.line().indexOf('<') < 0) {
      return field;
    }
    List<AddressScanner.Spot> spots;
    try {
      spots = AddressScanner.of(field);
    } catch (InvalidMessageException e) {
      return field;
    }
    StringBuilder value = new StringBuilder(field.value());
    for (int i = spots.size() - 1; i >= 0; i--) {
      AddressScanner.Spot spot = spots.get(i);
      if (spot.hasBrackets()) {
        dropRoute(value, spot);
        String name = value.substring(spot.part(), spot.open());
        value.replace(spot.part(), spot.open(), quoted(name, spot.address()));
      }
    }
    return value.toString().equals(field.value())
        ? field
        : Folds.folded(field.withValue(value.toString()));
  }

  private static void dropRoute(StringBuilder value, AddressScanner.Spot spot) {
    int first = spot.open() + 1;
    while (first < spot.from() && isBlank(value.charAt(first))) {
      first++;
    }
    if (value.charAt(first) == '@') {
      value.delete(first, spot.from());
    }
  }

  /** The name with its words that hold an @ in quotes, unless it is the address itself. */
  private static String quoted(String name, String address) {
    StringBuilder quoted = new StringBuilder();
    StringBuilder claim = new StringBuilder();
    boolean claims = false;
    int at = 0;
    while (at < name.length()) {
      int end = end(name, at);
      String word = name.substring(at, end);
      boolean isWord = !isBlank(word.charAt(0)) && word.charAt(0) != '(';
      boolean holdsAt = isWord && holdsAt(word);
      claims |= holdsAt;
      claim.append(isWord ? word : "");
      quoted.append(holdsAt ? quoted(word) : word);
      at = end;
    }
    return claims && !claim.toString().equalsIgnoreCase(address) ? quoted.toString() : name;
  }

  /** In an encoded-word that is written in Q, an @ should have been encoded (RFC 2047 §5 (3)). */
  private static String quoted(String word) {
    return EncodedWord.is(word) ? word.replace("@", "=40") : Phrase.quoted(Phrase.unquoted(word));
  }

  private static boolean holdsAt(String word) {
    boolean inQuotes = false;
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      inQuotes ^= c == '"';
      i += c == '\\' && inQuotes ? 1 : 0;
      if (c == '@' && !inQuotes) {
        return true;
      }
    }
    return false;
  }

  /** The end of a word, of a comment, or of blanks. */
  private static int end(String name, int from) {
    boolean blank = isBlank(name.charAt(from));
    boolean comment = name.charAt(from) == '(';
    boolean inQuotes = false;
    int depth = 0;
    int at = from;
    while (at < name.length()) {
      char c = name.charAt(at);
      boolean outside = !inQuotes && depth == 0;
      if (outside && at > from && (blank != isBlank(c) || comment || c == '(')) {
        return at;
      }
      inQuotes ^= c == '"' && !comment;
      depth += !comment ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
      at += c == '\\' && !outside ? 2 : 1;
    }
    return name.length();
  }

  private static boolean isBlank(char c) {
    return HeaderRules.isBlank(c) || c == '\r' || c == '\n';
  }
}
