package dev.posthorn.cli;

import dev.posthorn.auth.AuthException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which domains are this machine's own, so that aliases tell who stands behind their addresses: no
 * mail from elsewhere gets there, and none from Gmail.
 */
final class LocalDomains {
  private final Set<String> named = new HashSet<>();
  private final Supplier<HostName> machine;
  private final Accounts accounts;
  private @Nullable HostName host;

  /** The addresses whose consent is stored. */
  @FunctionalInterface
  interface Accounts {
    List<String> emails() throws AuthException, Stop;
  }

  /**
   * What counts as local.
   *
   * @param named more domains, with commas or blanks between them
   * @param machine asked only when an address might be of this host
   * @param accounts asked only when one is
   */
  LocalDomains(String named, Supplier<HostName> machine, Accounts accounts) {
    StringTokenizer words = new StringTokenizer(named.toLowerCase(Locale.ROOT), ", \t");
    while (words.hasMoreTokens()) {
      this.named.add(words.nextToken());
    }
    this.machine = machine;
    this.accounts = accounts;
  }

  /**
   * Whether a domain is always local: {@code localhost} (RFC 6761 §6.3), this host's name without a
   * domain, or one of those named.
   *
   * @param domain in lower case
   */
  boolean contains(String domain) {
    if (domain.equals("localhost")
        || domain.endsWith(".localhost")
        || domain.equals("localhost.localdomain")
        || named.contains(domain)) {
      return true;
    }
    return domain.indexOf('.') < 0 && domain.equals(host().own());
  }

  /**
   * Whether a domain is this host's full name, and no stored account is of it: where one is, its
   * addresses are people's, at Gmail.
   *
   * @param domain in lower case
   */
  boolean isHost(String domain) {
    return domain.equals(host().full()) && !isAnAccounts(domain);
  }

  private HostName host() {
    if (host == null) {
      HostName found = machine.get();
      host =
          new HostName(found.own().toLowerCase(Locale.ROOT), found.full().toLowerCase(Locale.ROOT));
    }
    return host;
  }

  private boolean isAnAccounts(String domain) {
    try {
      for (String email : accounts.emails()) {
        if (email.toLowerCase(Locale.ROOT).endsWith("@" + domain)) {
          return true;
        }
      }
      return false;
    } catch (AuthException | Stop e) {
      return true; // Nothing is changed then; what sends says what is wrong.
    }
  }
}
