package dev.posthorn.message;

import java.util.ArrayList;
import java.util.List;

/**
 * Names without a domain in a field that says who writes. Alone such a name, as cron's {@code
 * root}, is whoever sends. Beside an address it is part of a name that lacks its quotes, as in
 * {@code Lee, Ann <ann@x.org>}: no address is made of it. One use.
 */
final class AuthorNames {
  /** A line with an encoded-word has at most 76 characters (RFC 2047 §2). */
  private static final String FOLD = "\r\n ";

  private final Field field;
  private final String value;
  private final String account;
  private final StringBuilder out = new StringBuilder();

  /** Up to where the value has been taken over. */
  private int done;

  private AuthorNames(Field field, String account) {
    this.field = field;
    this.value = field.value();
    this.account = account;
  }

  /**
   * The field with addresses alone.
   *
   * @param account the addr-spec of who sends
   * @return the same when there is no such name in it, or it is no list of addresses
   */
  static Field in(Field field, String account) {
    List<AddressScanner.Spot> spots;
    try {
      spots = AddressScanner.of(field);
    } catch (InvalidMessageException e) {
      return field;
    }
    boolean holdsNames = spots.stream().anyMatch(AuthorNames::isLocal);
    if (!holdsNames) {
      return field;
    }
    if (AddressScanner.holdsGroup(field)) {
      boolean holdsAddresses = !spots.stream().allMatch(AuthorNames::isLocal);
      return holdsAddresses ? field : replaced(field, spots, account);
    }
    return new AuthorNames(field, account).resolved(spots);
  }

  private static boolean isLocal(AddressScanner.Spot spot) {
    return spot.address().indexOf('@') < 0;
  }

  /** In a group each stays in its place; names of its members are nothing that people write. */
  private static Field replaced(Field field, List<AddressScanner.Spot> spots, String account) {
    StringBuilder value = new StringBuilder(field.value());
    for (int i = spots.size() - 1; i >= 0; i--) {
      value.replace(spots.get(i).from(), spots.get(i).to(), account);
    }
    return field.withValue(value.toString());
  }

  private Field resolved(List<AddressScanner.Spot> spots) {
    List<AddressScanner.Spot> names = new ArrayList<>();
    for (AddressScanner.Spot spot : spots) {
      if (isLocal(spot) && !spot.hasBrackets()) {
        names.add(spot);
      } else if (isLocal(spot) || !names.isEmpty()) {
        put(names, spot, isLocal(spot) ? account : value.substring(spot.from(), spot.to()));
        names.clear();
      }
    }
    if (names.size() == spots.size()) {
      putAccount(names);
    } else if (!names.isEmpty()) {
      putComment(names);
    }
    String rest = value.substring(done);
    return Folds.folded(field.withValue(out + rest));
  }

  /** Names before an address: its own name continues them. */
  private void put(List<AddressScanner.Spot> names, AddressScanner.Spot spot, String address) {
    int start = names.isEmpty() ? spot.part() : names.get(0).part();
    String own = spot.hasBrackets() ? value.substring(spot.part(), spot.open()) : "";
    out.append(value, done, start);
    if (names.isEmpty()) {
      out.append(own).append('<').append(address);
    } else {
      out.append(joined(words(names), own.strip())).append(" <").append(address);
    }
    out.append(spot.hasBrackets() ? "" : ">");
    done = spot.to();
  }

  /** Nothing but names: one is whoever sends, several are that one's name. */
  private void putAccount(List<AddressScanner.Spot> names) {
    AddressScanner.Spot first = names.get(0);
    AddressScanner.Spot last = names.get(names.size() - 1);
    out.append(value, done, names.size() == 1 ? first.from() : first.part());
    List<String> words = words(names);
    out.append(
        names.size() == 1
            ? account
            : joined(words.subList(0, words.size() - 1), words.get(words.size() - 1))
                + (" <" + account + ">"));
    done = last.to();
  }

  /** Names behind the last address: what they say is kept beside it. */
  private void putComment(List<AddressScanner.Spot> names) {
    int end = names.get(0).part();
    while (isBlankOrComma(value.charAt(end - 1))) {
      end--;
    }
    out.append(value, done, end).append(" (");
    for (String word : words(names)) {
      String text = Phrase.unquoted(word).replaceAll("[()\\\\]", "\\\\$0");
      out.append(out.charAt(out.length() - 1) == '(' ? "" : ", ").append(text);
    }
    out.append(')');
    done = names.get(names.size() - 1).to();
  }

  private static List<String> words(List<AddressScanner.Spot> names) {
    return names.stream().map(AddressScanner.Spot::address).toList();
  }

  /** One display name of several pieces, which had commas between them. */
  private static String joined(List<String> names, String own) {
    boolean encoded = own.contains("=?") || names.stream().anyMatch(EncodedWord::is);
    if (!encoded) {
      List<String> all = new ArrayList<>(names);
      if (!own.isEmpty()) {
        all.add(own);
      }
      return Phrase.of(Phrase.unquoted(String.join(", ", all)));
    }
    StringBuilder joined = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      String next = i + 1 < names.size() ? names.get(i + 1) : own;
      joined.append(i == 0 ? "" : FOLD).append(withComma(names.get(i), next));
    }
    return joined.append(own.isEmpty() ? "" : FOLD).append(own).toString();
  }

  /** Blanks between two encoded-words are lost in reading (RFC 2047 §6.2), so one needs its own. */
  private static String withComma(String name, String next) {
    if (!EncodedWord.is(name)) {
      return next.isEmpty() ? name : Phrase.quoted(Phrase.unquoted(name) + ",");
    }
    String comma = EncodedWord.end(next, 0) > 0 ? "=?UTF-8?Q?=2C_?=" : "=?UTF-8?Q?=2C?=";
    return name + (next.isEmpty() ? "" : FOLD + comma);
  }

  private static boolean isBlankOrComma(char c) {
    return c == ',' || c == '\r' || c == '\n' || HeaderRules.isBlank(c);
  }
}
