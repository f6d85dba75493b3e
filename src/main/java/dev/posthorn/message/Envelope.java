package dev.posthorn.message;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whom a message is from and to: what its header says, and what it must say for a way that reads
 * the header alone. Headers are read with the suspicion that a stranger's deserve.
 */
final class Envelope {
  private static final List<String> RECIPIENTS = List.of("To", "Cc", "Bcc");

  /** The fields that name recipients nobody is to see. */
  static final Set<String> HIDDEN = Set.of("bcc", "resent-bcc");

  private Envelope() {}

  /**
   * The addr-specs of To, Cc and Bcc, those of groups included, each once; or those of the first
   * block of Resent- fields when there is one (RFC 5322 §3.6.6), as msmtp has it for {@code -t}.
   */
  static List<String> recipients(Head head) {
    List<Field> resent = firstResentBlock(head);
    Set<String> found = new LinkedHashSet<>();
    for (String name : RECIPIENTS) {
      List<Field> fields =
          resent.isEmpty() ? head.all(name) : new Head(resent).all("Resent-" + name);
      for (Field field : fields) {
        for (AddressScanner.Spot spot : AddressScanner.of(field)) {
          found.add(AddrSpec.normalise(spot.address()));
        }
      }
    }
    if (found.isEmpty()) {
      String which = resent.isEmpty() ? "" : "Resent-";
      throw new InvalidMessageException(
          String.format(
              "The message has no recipient: %1$sTo, %1$sCc and %1$sBcc are empty.", which));
    }
    return checkCount(found);
  }

  /** An envelope that somebody gives: each address once, in order. */
  static List<String> of(Collection<String> addresses) {
    Set<String> found = new LinkedHashSet<>();
    addresses.forEach(address -> found.add(AddrSpec.normalise(address)));
    if (found.isEmpty()) {
      throw new InvalidMessageException("The message has no recipient.");
    }
    return checkCount(found);
  }

  private static List<String> checkCount(Set<String> recipients) {
    if (recipients.size() > WireMessage.MOST_RECIPIENTS) {
      throw new InvalidMessageException(
          "The message has "
              + recipients.size()
              + " recipients; Gmail takes at most "
              + WireMessage.MOST_RECIPIENTS
              + " in one message.");
    }
    return List.copyOf(recipients);
  }

  /**
   * The newest block: Resent- fields one after the other, each name once; a second of one name
   * belongs to an older block, whose people have had the message.
   */
  private static List<Field> firstResentBlock(Head head) {
    List<Field> block = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Field field : head.fields()) {
      boolean resent = field.lowerName().startsWith("resent-");
      if (resent && names.add(field.lowerName())) {
        block.add(field);
      } else if (!block.isEmpty()) {
        break;
      }
    }
    return block;
  }

  /** Who answers for it: the addr-spec of Resent-Sender, Resent-From, Sender or From. */
  static Optional<String> sender(Head head) {
    List<Field> block = firstResentBlock(head);
    List<Field> candidates = new ArrayList<>();
    for (String name : List.of("Resent-Sender", "Resent-From")) {
      candidates.addAll(new Head(block).all(name));
    }
    head.first("Sender").ifPresent(candidates::add);
    head.first("From").ifPresent(candidates::add);
    return candidates.stream().flatMap(field -> lenient(field).valid().stream()).findFirst();
  }

  /**
   * The recipients in To and Cc, and in Resent-To and Resent-Cc of the first block, that are not in
   * the envelope; what is no address, as it is.
   */
  static List<String> beyond(Head head, Collection<String> envelope) {
    Set<String> beyond = new LinkedHashSet<>();
    List<Field> resent = firstResentBlock(head);
    for (String name : List.of("To", "Cc")) {
      List<Field> fields = new ArrayList<>(head.all(name));
      fields.addAll(new Head(resent).all("Resent-" + name));
      for (Field field : fields) {
        Read read = lenient(field);
        beyond.addAll(read.valid());
        beyond.addAll(read.broken());
      }
    }
    // The local part's case is the owner's to judge (RFC 5321 §2.4); nobody tells two people by it.
    Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    known.addAll(envelope);
    beyond.removeIf(known::contains);
    return List.copyOf(beyond);
  }

  /** Refuses a header that a way must not see which takes the recipients from it. */
  static void checkNobodyBeyond(Head head, List<String> envelope) {
    List<String> beyond = beyond(head, envelope);
    if (!beyond.isEmpty()) {
      throw new InvalidMessageException(
          "The header names "
              + (beyond.size() == 1 ? "" : beyond.size() + " recipients, among them ")
              + beyond.get(0)
              + ", to whom the message is not to go; Gmail's API cannot leave them out,"
              + " only SMTP can do that.");
    }
  }

  /**
   * The header for a way that takes the recipients from it: Bcc names whom To and Cc do not, no
   * Resent-Bcc, no field of recipients twice. Bcc stays as it is when it names just those.
   */
  static Head forHeaders(Head head, List<String> envelope) {
    Head result = head.without(Set.of("resent-bcc"));
    for (String name : RECIPIENTS) {
      result = joined(result, name);
    }
    result = plain(result);
    Set<String> shown = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : List.of("To", "Cc")) {
      result.first(name).ifPresent(field -> shown.addAll(lenient(field).valid()));
    }
    Set<String> hidden = new LinkedHashSet<>(envelope);
    hidden.removeIf(shown::contains);
    if (hidden.isEmpty()) {
      return result.without(Set.of("bcc"));
    }
    Optional<Read> bcc = result.first("Bcc").map(Envelope::lenient);
    boolean right =
        bcc.filter(read -> read.broken().isEmpty())
            .filter(read -> Set.copyOf(read.valid()).equals(hidden))
            .isPresent();
    List<Mailbox> mailboxes = hidden.stream().map(address -> new Mailbox("", address)).toList();
    return right
        ? result
        : result.withOnly(Field.of("Bcc", HeaderText.addresses("Bcc", mailboxes)));
  }

  private static Head plain(Head head) {
    List<Field> plain = new ArrayList<>();
    for (Field field : head.fields()) {
      plain.add(holdsRecipients(field.lowerName()) ? PlainAddresses.in(field) : field);
    }
    return plain.equals(head.fields()) ? head : new Head(plain);
  }

  /** One field in place of several of a name, which RFC 5322 §3.6 forbids: who reads them all? */
  private static Head joined(Head head, String name) {
    List<Field> fields = head.all(name);
    if (fields.size() < 2) {
      return head;
    }
    List<String> values =
        fields.stream().map(field -> field.value().strip()).filter(v -> !v.isEmpty()).toList();
    return head.withOnly(Field.of(name, String.join(",\r\n ", values)));
  }

  /**
   * What a field names.
   *
   * @param valid addr-specs
   * @param broken what is none; shortened and safe to show
   */
  private record Read(List<String> valid, List<String> broken) {}

  private static Read lenient(Field field) {
    List<AddressScanner.Spot> spots;
    try {
      spots = AddressScanner.of(field);
    } catch (InvalidMessageException e) {
      return new Read(List.of(), List.of(HeaderRules.shown(field.text())));
    }
    List<String> valid = new ArrayList<>();
    List<String> broken = new ArrayList<>();
    for (AddressScanner.Spot spot : spots) {
      if (AddrSpec.fault(spot.address()) == null) {
        valid.add(AddrSpec.normalise(spot.address()));
      } else {
        broken.add(HeaderRules.shown(spot.address()));
      }
    }
    return new Read(valid, broken);
  }

  /** Whether a field of that name, in lower case, says who gets the message. */
  static boolean holdsRecipients(String fieldName) {
    String plain =
        fieldName.startsWith("resent-") ? fieldName.substring("resent-".length()) : fieldName;
    return plain.equals("to") || plain.equals("cc") || plain.equals("bcc");
  }

  /** Whether a field of that name says who sends a message. */
  static boolean holdsAuthor(String fieldName) {
    return holdsAddresses(fieldName)
        && (fieldName.toLowerCase(Locale.ROOT).endsWith("from")
            || fieldName.toLowerCase(Locale.ROOT).endsWith("sender"));
  }

  /** Whether addresses stand in a field of that name. */
  static boolean holdsAddresses(String fieldName) {
    String name = fieldName.toLowerCase(Locale.ROOT);
    String plain = name.startsWith("resent-") ? name.substring("resent-".length()) : name;
    return Set.of("from", "sender", "reply-to", "to", "cc", "bcc").contains(plain);
  }
}
