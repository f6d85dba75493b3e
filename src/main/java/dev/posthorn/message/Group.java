package dev.posthorn.message;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Mailboxes under one name (RFC 5322 §3.4, {@code group}), which every reader sees: {@code Team:
 * ann@example.com, bob@example.com;}. Mail to a group goes to its members. Immutable and
 * thread-safe.
 *
 * @param name the group's name in plain Unicode, not empty; blanks around it are dropped, runs of
 *     blanks become one
 * @param members who belongs to it, in order; may be empty, as in {@code undisclosed-recipients:;}
 */
public record Group(String name, List<Mailbox> members) implements Address {
  /**
   * Checks and copies.
   *
   * @param name see above
   * @param members see above
   * @throws InvalidMessageException when the name is empty or holds a control character
   */
  public Group {
    name =
        HeaderRules.trim(HeaderRules.checkText("A group's name", name)).replaceAll("[ \t]+", " ");
    if (name.isEmpty()) {
      throw new InvalidMessageException("A group's name must not be empty.");
    }
    members = List.copyOf(members);
  }

  @Override
  public List<Mailbox> mailboxes() {
    return members;
  }

  /**
   * The group as people write it. The names are not encoded; {@link Address#parseList} reads it.
   */
  @Override
  public String toString() {
    String list = members.stream().map(Mailbox::toString).collect(Collectors.joining(", "));
    return Phrase.of(name) + ":" + (list.isEmpty() ? "" : " " + list) + ";";
  }
}
