package dev.posthorn.sandbox;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The people of this sandbox, by address, and the addresses each may send as. Immutable. */
final class Accounts {
  private static final Pattern ADDRESS =
      Pattern.compile("[!-?A-~&&[^<>()\\[\\],;:\\\\\"]]+@[a-z0-9.-]+");

  private final List<String> addresses;
  private final Map<String, Set<String>> aliases;

  private Accounts(List<String> addresses, Map<String, Set<String>> aliases) {
    this.addresses = List.copyOf(addresses);
    this.aliases = Map.copyOf(aliases);
  }

  /**
   * Checks and keeps the accounts.
   *
   * @throws IllegalArgumentException when there is none, one is no address, or an alias has no
   *     account
   */
  static Accounts of(Collection<String> addresses, Map<String, Set<String>> aliases) {
    Set<String> known = new LinkedHashSet<>();
    addresses.forEach(address -> known.add(checked(address)));
    if (known.isEmpty()) {
      throw new IllegalArgumentException("A sandbox needs at least one account");
    }
    Map<String, Set<String>> more = new TreeMap<>();
    aliases.forEach(
        (account, others) -> {
          if (!known.contains(checked(account))) {
            throw new IllegalArgumentException(account + " is no account of this sandbox");
          }
          Set<String> valid = new LinkedHashSet<>();
          others.forEach(other -> valid.add(checked(other)));
          more.put(checked(account), Set.copyOf(valid));
        });
    return new Accounts(new ArrayList<>(known), more);
  }

  private static String checked(String address) {
    String lower = address.toLowerCase(Locale.ROOT);
    if (!ADDRESS.matcher(lower).matches()) {
      throw new IllegalArgumentException("Not an address for a sandbox account: " + address);
    }
    return lower;
  }

  List<String> all() {
    return addresses;
  }

  /** The account with this address, however its letters are cased. */
  Optional<String> find(String address) {
    return Optional.of(address.toLowerCase(Locale.ROOT)).filter(addresses::contains);
  }

  /** The other addresses that the account may send as, in a fixed order. */
  List<String> aliases(String account) {
    return aliases.getOrDefault(account, Set.of()).stream().sorted().toList();
  }

  /** Whether the account may put this address into From (users.settings.sendAs, verified). */
  boolean maySendAs(String account, String address) {
    String lower = address.toLowerCase(Locale.ROOT);
    return lower.equals(account) || aliases.getOrDefault(account, Set.of()).contains(lower);
  }

  /** Who gets mail for this address: an account, by its alias or with a +tag too. */
  Optional<String> mailboxOf(String address) {
    String lower = address.toLowerCase(Locale.ROOT);
    int at = lower.lastIndexOf('@');
    int plus = lower.indexOf('+');
    String plain = plus > 0 && plus < at ? lower.substring(0, plus) + lower.substring(at) : lower;
    return addresses.stream()
        .filter(account -> maySendAs(account, lower) || maySendAs(account, plain))
        .findFirst();
  }
}
