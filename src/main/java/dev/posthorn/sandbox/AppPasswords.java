package dev.posthorn.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The app password of each account: sixteen small letters, as Google's. Immutable. */
final class AppPasswords {
  private static final int LETTERS = 16;

  private final Accounts accounts;
  private final Map<String, String> byAccount;

  /** Keeps the passwords that are known, and makes the others. */
  AppPasswords(Accounts accounts, Map<String, String> known, Randomness randomness) {
    this.accounts = accounts;
    Map<String, String> all = new LinkedHashMap<>();
    for (String account : accounts.all()) {
      all.put(account, known.getOrDefault(account, randomness.letters(LETTERS)));
    }
    this.byAccount = Collections.unmodifiableMap(all);
  }

  /** In the order of the accounts. */
  Map<String, String> byAccount() {
    return byAccount;
  }

  /**
   * The password of an account.
   *
   * @throws IllegalArgumentException when there is no such account
   */
  String of(String account) {
    return accounts
        .find(account)
        .map(byAccount::get)
        .orElseThrow(
            () -> new IllegalArgumentException(account + " is no account of this sandbox"));
  }

  /** Whose password it is; Google shows it in four groups and takes it with blanks too. */
  Optional<String> check(String user, String password) {
    byte[] given = password.replace(" ", "").getBytes(UTF_8);
    return accounts
        .find(user)
        .filter(account -> MessageDigest.isEqual(of(account).getBytes(UTF_8), given));
  }
}
