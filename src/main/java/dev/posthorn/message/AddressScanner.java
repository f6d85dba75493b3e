package dev.posthorn.message;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the addresses in a field that somebody else wrote (RFC 5322 §3.4), without judging them:
 * {@code root} is one here. It is more generous than {@link AddressParser} where no address gets
 * lost or changed by it: empty places between commas (§4.4) and an unquoted @ in a display name,
 * which {@link PlainAddresses} quotes. One use.
 */
final class AddressScanner {
  private final String text;
  private final List<Spot> spots = new ArrayList<>();
  private int at;
  private boolean inGroup;
  private boolean sawGroup;

  /** Of the part between two commas: where it and its bare words begin and end; what they say. */
  private int partStart;

  private int bareStart;
  private int bareEnd;
  private final StringBuilder bare = new StringBuilder();
  private boolean blankBefore;
  private boolean blankInside;
  private boolean specialInside;
  private boolean atInside;

  private AddressScanner(String text) {
    this.text = text;
  }

  /**
   * Where an address stands.
   *
   * @param part where its mailbox begins, display name included
   * @param open where its angle bracket stands; -1 when there is none
   * @param from where the address itself begins, behind a source route
   * @param to where it ends
   * @param address the address, comments taken out
   */
  record Spot(int part, int open, int from, int to, String address) {
    boolean hasBrackets() {
      return open >= 0;
    }
  }

  /**
   * Finds the addresses of a field.
   *
   * @throws InvalidMessageException when it is no list of addresses
   */
  static List<Spot> of(Field field) {
    try {
      return new AddressScanner(field.value()).scan();
    } catch (InvalidMessageException e) {
      throw new InvalidMessageException(
          "The header " + field.name() + " is not a list of addresses: " + e.getMessage(), e);
    }
  }

  /** Whether some addresses of the field, which is a list of them, stand in a group. */
  static boolean holdsGroup(Field field) {
    AddressScanner scanner = new AddressScanner(field.value());
    return !scanner.scan().isEmpty() && scanner.sawGroup;
  }

  private List<Spot> scan() {
    begin();
    while (at < text.length()) {
      switch (text.charAt(at)) {
        case ',' -> {
          end();
          at++;
          begin();
        }
        case ':' -> openGroup();
        case ';' -> closeGroup();
        case '<' -> angle();
        default -> token();
      }
    }
    end();
    if (inGroup) {
      throw bad("a group is not closed by a semicolon");
    }
    return spots;
  }

  private void begin() {
    skipBlanks();
    partStart = at;
    bare.setLength(0);
    blankBefore = false;
    blankInside = false;
    specialInside = false;
    atInside = false;
  }

  /** Ends a part that had no angle brackets: empty, or an address alone. */
  private void end() {
    if (bare.length() == 0) {
      return;
    }
    if (blankInside) {
      throw bad("an address holds a blank");
    }
    spots.add(new Spot(partStart, -1, bareStart, bareEnd, bare.toString()));
  }

  private void openGroup() {
    if (inGroup || bare.length() == 0) {
      throw bad("a colon must have the name of a group before it");
    }
    if (atInside) {
      throw bad("the name of a group with an @ must stand in double quotes");
    }
    inGroup = true;
    sawGroup = true;
    at++;
    begin();
  }

  private void closeGroup() {
    if (!inGroup) {
      throw bad("a semicolon stands outside of a group");
    }
    end();
    inGroup = false;
    at++;
    begin();
    if (at < text.length() && text.charAt(at) != ',') {
      throw bad("something follows the semicolon of a group");
    }
  }

  private void angle() {
    if (specialInside) {
      throw bad("a name with special characters must stand in double quotes");
    }
    int part = partStart;
    int open = at;
    at++;
    begin();
    if (at < text.length() && text.charAt(at) == '@') {
      at = AddrSpec.behindRoute(text, at);
      if (at < 0) {
        at = open;
        throw bad("the angle brackets hold neither an address nor a source route before one");
      }
      begin();
    }
    while (at < text.length() && text.charAt(at) != '>') {
      token();
    }
    if (at == text.length() || bare.length() == 0 || blankInside) {
      throw bad("the angle brackets do not hold one address");
    }
    spots.add(new Spot(part, open, bareStart, bareEnd, bare.toString()));
    at++;
    begin();
    boolean ended = at == text.length() || text.charAt(at) == ',';
    if (!ended && !(inGroup && text.charAt(at) == ';')) {
      throw bad("something follows a closing angle bracket");
    }
  }

  /** One piece of a name or an address, or what stands between two. */
  private void token() {
    int from = at;
    char c = text.charAt(at);
    if (isBlank(c) || c == '(') {
      skipBlanks();
      blankBefore = bare.length() > 0;
      return;
    }
    switch (c) {
      case '"' -> quoted();
      case '[' -> literal();
      default -> at++;
    }
    specialInside |= "\\>)]".indexOf(c) >= 0;
    atInside |= c == '@';
    // Blanks and comments may stand beside the @ (RFC 5322 §3.4.1).
    blankInside |= blankBefore && c != '@' && bare.charAt(bare.length() - 1) != '@';
    blankBefore = false;
    bareStart = bare.length() == 0 ? from : bareStart;
    bareEnd = at;
    bare.append(text, from, at);
  }

  private void quoted() {
    at++;
    while (at < text.length() && text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    if (at >= text.length()) {
      throw bad("a double quote is not closed");
    }
    at++;
  }

  private void literal() {
    int end = text.indexOf(']', at);
    if (end < 0) {
      throw bad("a square bracket is not closed");
    }
    at = end + 1;
  }

  /** Skips blanks, folds and comments (RFC 5322 §3.2.2), which may nest. */
  private void skipBlanks() {
    int depth = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (depth == 0 && c != '(' && !isBlank(c)) {
        return;
      }
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      at += c == '\\' && depth > 0 ? 2 : 1;
    }
    if (depth > 0) {
      throw bad("a parenthesis is not closed");
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }

  private InvalidMessageException bad(String why) {
    String piece = text.substring(Math.min(partStart, text.length()));
    return new InvalidMessageException(why + ", at \"" + HeaderRules.shown(piece.strip()) + "\".");
  }
}
