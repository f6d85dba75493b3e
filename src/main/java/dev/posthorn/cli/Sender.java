package dev.posthorn.cli;

import dev.posthorn.auth.Account;
import dev.posthorn.auth.AuthException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who sends.
 *
 * @param email the address of the account
 * @param account its consent; null when only its address is known
 */
record Sender(String email, @Nullable Account account) {

  /**
   * Finds the account that sends now: {@code --account}, else the first of the preferred ones that
   * is stored, else the default or the only one.
   *
   * @param preferred bare addresses that may be accounts of ours
   * @param needsConsent whether only one that has consented will do
   */
  static Sender find(PosthornCommand posthorn, List<String> preferred, boolean needsConsent)
      throws AuthException, Stop {
    List<String> stored = posthorn.home().accounts();
    Optional<String> named = named(posthorn, stored, preferred);
    if (needsConsent || (named.isEmpty() && stored.size() == 1)) {
      Account account =
          named.isPresent() ? posthorn.account(named.get()) : posthorn.home().soleAccount();
      return new Sender(account.email(), account);
    }
    String email = named.or(() -> preferred.stream().findFirst()).orElse("");
    if (email.isEmpty()) {
      throw nobody("Name the address with --account.");
    }
    return new Sender(email, isStored(stored, email) ? posthorn.account(email) : null);
  }

  /**
   * Finds the account that will send, later: its consent may be missing or broken meanwhile.
   *
   * @param preferred bare addresses that count when they are accounts of ours
   */
  static Sender forLater(PosthornCommand posthorn, List<String> preferred)
      throws AuthException, Stop {
    List<String> stored = posthorn.home().accounts();
    Optional<String> named = named(posthorn, stored, preferred);
    if (named.isEmpty() && stored.isEmpty()) {
      throw nobody("Name the address with --account, or run: posthorn login");
    }
    if (named.isEmpty() && stored.size() > 1) {
      posthorn.home().soleAccount(); // Refuses, with all their names.
    }
    String email = named.orElseGet(() -> stored.get(0));
    try {
      return new Sender(email, isStored(stored, email) ? posthorn.account(email) : null);
    } catch (AuthException e) {
      posthorn.explain(String.valueOf(e.getMessage()));
      return new Sender(email, null);
    }
  }

  /** The same as {@link #account()}, for those who ask first. */
  Optional<Account> consent() {
    return Optional.ofNullable(account);
  }

  private static Optional<String> named(
      PosthornCommand posthorn, List<String> stored, List<String> preferred) {
    if (!posthorn.isGiven("--account")) {
      for (String wish : preferred) {
        for (String email : stored) {
          if (email.equalsIgnoreCase(wish)) {
            return Optional.of(email);
          }
        }
      }
    }
    return Optional.ofNullable(posthorn.accountOption);
  }

  private static boolean isStored(List<String> stored, String email) {
    return stored.stream().anyMatch(email::equalsIgnoreCase);
  }

  private static Stop nobody(String remedy) {
    return new Stop(
        ExitCode.USAGE,
        "Nothing says who sends: no account is named, nor the only one stored.",
        remedy);
  }
}
