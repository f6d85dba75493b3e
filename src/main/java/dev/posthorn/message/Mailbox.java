package dev.posthorn.message;

import java.util.ArrayList;
import java.util.List;

/**
 * A person's or program's address, with or without a display name (RFC 5322 §3.4, {@code mailbox}).
 *
 * <p>The address is kept as the wire needs it: the domain in ASCII (an internationalised one is
 * converted by {@link java.net.IDN}) and lower case, the local part quoted only where it must be.
 * So two mailboxes are equal when mail to them goes to the same place by the rules of RFC 5321
 * §2.4. Immutable and thread-safe.
 *
 * @param name the display name in plain Unicode, {@code ""} for none; blanks around it are dropped,
 *     runs of blanks become one
 * @param address the addr-spec, {@code local@domain}, without angle brackets or comments
 */
public record Mailbox(String name, String address) implements Address {
  /**
   * Checks and normalises a mailbox.
   *
   * @param name see above
   * @param address see above
   * @throws InvalidMessageException when the address is none, its local part holds more than ASCII
   *     (which needs SMTPUTF8, RFC 6531), or either holds a control character
   */
  public Mailbox {
    name =
        HeaderRules.trim(HeaderRules.checkText("A display name", name)).replaceAll("[ \t]+", " ");
    address = AddrSpec.normalise(address);
  }

  /**
   * Reads one mailbox: {@code ann@example.com}, {@code Ann Lee <ann@example.com>}, {@code "Lee,
   * Ann" <ann@example.com>}. A name need not be ASCII; comments are skipped.
   *
   * @param text what somebody wrote
   * @return the mailbox
   * @throws InvalidMessageException when it is not exactly one mailbox; says which and why
   */
  public static Mailbox parse(String text) {
    List<Mailbox> mailboxes = parseList(text);
    if (mailboxes.size() != 1) {
      throw new InvalidMessageException(
          "Exactly one address is wanted here, not "
              + mailboxes.size()
              + ": \""
              + HeaderRules.shown(text)
              + "\".");
    }
    return mailboxes.get(0);
  }

  /**
   * Reads a list of mailboxes with commas between them (RFC 5322 §3.4, {@code mailbox-list}).
   *
   * @param text what somebody wrote; at least one mailbox, nothing empty between commas
   * @return the mailboxes in their order, unmodifiable
   * @throws InvalidMessageException when one of them is no mailbox; says which and why
   */
  public static List<Mailbox> parseList(String text) {
    List<Mailbox> mailboxes = new ArrayList<>();
    for (Address address : Address.parseList(text)) {
      if (!(address instanceof Mailbox mailbox)) {
        throw AddrSpec.bad(
            address.toString(), "a group (\"name: members;\") is not taken here; give its members");
      }
      mailboxes.add(mailbox);
    }
    return List.copyOf(mailboxes);
  }

  /** {@return this one} */
  @Override
  public List<Mailbox> mailboxes() {
    return List.of(this);
  }

  /**
   * The mailbox as people write it: {@code Ann Lee <ann@example.com>}. The name is not encoded;
   * {@link #parse} reads it back.
   */
  @Override
  public String toString() {
    return name.isEmpty() ? address : Phrase.of(name) + " <" + address + ">";
  }
}
