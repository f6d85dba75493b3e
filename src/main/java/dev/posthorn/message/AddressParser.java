package dev.posthorn.message;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads lists of addresses as RFC 5322 §3.4 writes them, comments included, and strictly: mail that
 * goes to somebody else by a generous reading cannot be called back. One use.
 */
final class AddressParser {
  private final String text;
  private int at;

  /** Where the mailbox being read begins. */
  private int start;

  /** Whether a semicolon ends it, as it ends the group that it is in. */
  private boolean inGroup;

  /** What stands before the angle bracket, decoded: words with one blank between them. */
  private final StringBuilder phrase = new StringBuilder();

  /** The same as it was written, without comments: an addr-spec when no bracket comes. */
  private final StringBuilder bare = new StringBuilder();

  /** Whether the phrase holds, outside of quotes, what must be quoted (RFC 5322 §3.2.3). */
  private boolean specialInPhrase;

  private boolean blankBefore;
  private boolean blankInside;

  AddressParser(String text) {
    this.text = text;
  }

  List<Address> parse() {
    HeaderRules.checkText("An address", text);
    List<Address> addresses = new ArrayList<>();
    do {
      Mailbox mailbox = mailbox();
      addresses.add(mailbox != null ? mailbox : group());
    } while (at++ < text.length());
    return List.copyOf(addresses);
  }

  /** Reads on after a group's name: its members, the semicolon, up to the next comma or the end. */
  private Group group() {
    String name = phrase.toString();
    int groupStart = start;
    if (name.isEmpty() || specialInPhrase) {
      throw bad("a colon must have the plain or quoted name of a group before it");
    }
    inGroup = true;
    List<Mailbox> members = new ArrayList<>();
    at++;
    skipBlanks();
    boolean more = at < text.length() && text.charAt(at) != ';';
    while (more) {
      Mailbox member = mailbox();
      if (member == null) {
        throw bad("a group cannot hold another");
      }
      members.add(member);
      more = at < text.length() && text.charAt(at) == ',';
      at += more ? 1 : 0;
    }
    start = groupStart;
    if (at == text.length()) {
      throw bad("the group is not closed by a semicolon");
    }
    inGroup = false;
    at++;
    nothingMore("the semicolon of a group");
    return new Group(name, members);
  }

  private void skipBlanks() {
    while (at < text.length() && (HeaderRules.isBlank(text.charAt(at)) || text.charAt(at) == '(')) {
      if (text.charAt(at) == '(') {
        comment();
      } else {
        at++;
      }
    }
  }

  private boolean atEnd() {
    return at == text.length() || text.charAt(at) == ',' || (inGroup && text.charAt(at) == ';');
  }

  /** Reads up to the next comma or the end; null when a colon shows that it was a group's name. */
  private @Nullable Mailbox mailbox() {
    start = at;
    phrase.setLength(0);
    bare.setLength(0);
    specialInPhrase = false;
    blankBefore = false;
    blankInside = false;
    while (!atEnd()) {
      char c = text.charAt(at);
      switch (c) {
        case '<' -> {
          return angle();
        }
        case ':' -> {
          return null;
        }
        case '"' -> quoted();
        case '(' -> comment();
        case '[' -> literal();
        case ';' -> throw bad("a semicolon ends a group (\"name: members;\"), and none was begun");
        case ' ', '\t' -> blank();
        default -> plain(c);
      }
    }
    return addressAlone();
  }

  private Mailbox addressAlone() {
    String address = bare.toString();
    if (address.isEmpty()) {
      throw new InvalidMessageException(
          text.isBlank()
              ? "An address is empty."
              : "An address is missing beside a comma in \"" + HeaderRules.shown(text) + "\".");
    }
    if (blankInside) {
      throw bad("it holds a blank; a name goes before the address in angle brackets");
    }
    return checked("", address);
  }

  /** Reads the address in angle brackets, and what little may follow it. */
  private Mailbox angle() {
    String name = phrase.toString();
    if (specialInPhrase) {
      throw bad("a name with special characters must stand in double quotes");
    }
    bare.setLength(0);
    blankInside = false;
    blankBefore = false;
    at++;
    skipBlanks();
    if (at < text.length() && text.charAt(at) == '@') {
      skipRoute();
    }
    while (at < text.length() && text.charAt(at) != '>') {
      switch (text.charAt(at)) {
        case '"' -> quoted();
        case '(' -> comment();
        case '[' -> literal();
        case ' ', '\t' -> blank();
        default -> plain(text.charAt(at));
      }
    }
    if (at == text.length()) {
      throw bad("the angle bracket is not closed");
    }
    at++;
    String address = bare.toString();
    if (blankInside) {
      throw bad("it holds a blank");
    }
    nothingMore("the closing angle bracket");
    return checked(name, address);
  }

  private void skipRoute() {
    int end = AddrSpec.behindRoute(text, at);
    if (end < 0) {
      throw bad("what stands before the @ is missing, or a source route is not closed by a colon");
    }
    at = end;
  }

  private void nothingMore(String after) {
    skipBlanks();
    if (!atEnd()) {
      throw bad("something follows " + after);
    }
  }

  private Mailbox checked(String name, String address) {
    String fault = AddrSpec.fault(address);
    if (fault != null) {
      throw bad(fault);
    }
    return new Mailbox(name, address);
  }

  private void blank() {
    at++;
    blankBefore = true;
  }

  private void plain(char c) {
    gap();
    specialInPhrase |= "@\\>)]".indexOf(c) >= 0;
    phrase.append(c);
    bare.append(c);
    at++;
  }

  private void gap() {
    if (blankBefore && bare.length() > 0) {
      phrase.append(' ');
      blankInside = true;
    }
    blankBefore = false;
  }

  /** A quoted-string (RFC 5322 §3.2.4): decoded for a name, as it is for a local part. */
  private void quoted() {
    gap();
    int from = at++;
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.charAt(at) == '\\') {
        at++;
      }
      if (at < text.length()) {
        phrase.append(text.charAt(at++));
      }
    }
    if (at >= text.length()) {
      throw bad("a double quote is not closed");
    }
    bare.append(text, from, ++at);
  }

  /** A comment (RFC 5322 §3.2.2), which may nest; counts as a blank. */
  private void comment() {
    int depth = 0;
    do {
      char c = at < text.length() ? text.charAt(at) : 0;
      if (c == 0) {
        throw bad("a parenthesis is not closed");
      }
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      at += c == '\\' ? 2 : 1;
    } while (depth > 0);
    blankBefore = true;
  }

  /** A domain-literal (RFC 5322 §3.4.1), in which colons are no group's. */
  private void literal() {
    int end = text.indexOf(']', at);
    if (end < 0) {
      throw bad("a square bracket is not closed");
    }
    gap();
    specialInPhrase = true;
    bare.append(text, at, end + 1);
    at = end + 1;
  }

  private InvalidMessageException bad(String why) {
    int comma = text.indexOf(',', Math.min(at, text.length()));
    String piece = text.substring(start, comma < 0 ? text.length() : comma);
    return AddrSpec.bad(HeaderRules.trim(piece), why);
  }
}
