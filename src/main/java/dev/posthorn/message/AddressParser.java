package dev.posthorn.message;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads lists of addresses as RFC 5322 §3.4 writes them, comments included, and strictly: mail that
 * goes to somebody else by a generous reading cannot be called back. Groups are not taken. One use.
 */
final class AddressParser {
  private final String text;
  private final List<Mailbox> mailboxes = new ArrayList<>();
  private int at;

  /** Where the mailbox being read begins. */
  private int start;

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

  List<Mailbox> parse() {
    HeaderRules.checkText("An address", text);
    do {
      mailboxes.add(mailbox());
    } while (at++ < text.length());
    return List.copyOf(mailboxes);
  }

  /** Reads up to the next comma or the end. */
  private Mailbox mailbox() {
    start = at;
    phrase.setLength(0);
    bare.setLength(0);
    specialInPhrase = false;
    blankBefore = false;
    blankInside = false;
    while (at < text.length() && text.charAt(at) != ',') {
      char c = text.charAt(at);
      switch (c) {
        case '<' -> {
          return angle();
        }
        case '"' -> quoted();
        case '(' -> comment();
        case '[' -> literal();
        case ':', ';' -> throw bad("a group (\"name: members;\") is not taken; give its members");
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
    nothingMore();
    return checked(name, address);
  }

  private void nothingMore() {
    while (at < text.length() && text.charAt(at) != ',') {
      switch (text.charAt(at)) {
        case '(' -> comment();
        case ' ', '\t' -> at++;
        default -> throw bad("something follows the closing angle bracket");
      }
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
