package dev.posthorn.auth;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a login asks for. Immutable.
 *
 * @param scopes the scopes as Google writes them; openid and email are always among them. Short
 *     names of {@link Scope} are taken too. A later login should ask for the union with what is
 *     stored, since its tokens replace the stored ones.
 * @param loginHint the account that must consent; null takes whoever consents
 * @param timeout how long to wait for the person, from the moment the address is shown: more than
 *     zero, at most a day
 */
public record LoginRequest(Set<String> scopes, @Nullable String loginHint, Duration timeout) {
  private static final Duration LONGEST = Duration.ofDays(1);

  /**
   * Checks and completes the request.
   *
   * @param scopes short names or URLs
   * @param loginHint a mail address, or null
   * @param timeout how long to wait
   * @throws IllegalArgumentException when a scope is neither a short name nor an https URL, the
   *     account is no mail address, or the timeout is out of range
   */
  public LoginRequest {
    scopes = Collections.unmodifiableSet(new LinkedHashSet<>(Scopes.asked(scopes)));
    if (loginHint != null && !loginHint.matches("[!-?A-~]+@[!-?A-~]+")) {
      throw new IllegalArgumentException("The account must be a mail address.");
    }
    if (timeout.isZero() || timeout.isNegative() || timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("The timeout must be more than zero and at most a day.");
    }
  }

  /**
   * A request for sending and listing labels, from whoever consents, within five minutes.
   *
   * @return the usual request
   */
  public static LoginRequest usual() {
    return of(List.of(Scope.SEND.url(), Scope.LABELS.url()));
  }

  /**
   * A request for certain scopes, from whoever consents, within five minutes.
   *
   * @param scopes short names or URLs; may be empty, which asks for the account's name alone
   * @return the request
   * @throws IllegalArgumentException when one is neither a short name nor an https URL
   */
  public static LoginRequest of(Collection<String> scopes) {
    return new LoginRequest(new LinkedHashSet<>(scopes), null, Duration.ofMinutes(5));
  }

  /**
   * The same, but only this account will do.
   *
   * @param account a mail address; case does not matter
   * @return a new request
   * @throws IllegalArgumentException when it is no mail address
   */
  public LoginRequest withAccount(String account) {
    return new LoginRequest(scopes, account, timeout);
  }

  /**
   * The same with another time to wait.
   *
   * @param longest more than zero, at most a day
   * @return a new request
   * @throws IllegalArgumentException when it is out of range
   */
  public LoginRequest withTimeout(Duration longest) {
    return new LoginRequest(scopes, loginHint, longest);
  }
}
