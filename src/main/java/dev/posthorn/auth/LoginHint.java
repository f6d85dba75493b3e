package dev.posthorn.auth;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The command that gives an account one more scope: the one source of all such hints, so that each
 * names the same command for the same account. It names what was granted before as well, and the
 * usual scopes, so that no consent gets narrower by following a hint.
 */
public final class LoginHint {
  private static final Set<String> USUAL = Set.of(Scope.SEND.url(), Scope.LABELS.url());

  private LoginHint() {}

  /**
   * The command for an account that is stored.
   *
   * @param account whose consent is too narrow
   * @param missing what it lacks
   * @return such as {@code posthorn login --account ann@example.com --scopes send,labels,smtp}
   */
  public static String of(Account account, Scope missing) {
    return of(account.email(), account.scopes(), List.of(missing.url()));
  }

  /**
   * The command for an address.
   *
   * @param email whose consent it is about; empty when that is not known
   * @param granted what was granted before, as Google writes it; may be empty
   * @param missing what is asked for besides, as Google writes it
   * @return the command
   */
  public static String of(String email, Collection<String> granted, Collection<String> missing) {
    Set<String> wanted = new TreeSet<>(USUAL);
    wanted.addAll(granted);
    wanted.addAll(missing);
    StringBuilder names = new StringBuilder();
    for (Scope scope : Scope.values()) {
      boolean isAlwaysAskedFor = scope == Scope.OPENID || scope == Scope.EMAIL;
      if (wanted.remove(scope.url()) && !isAlwaysAskedFor) {
        add(names, scope.shortName());
      }
    }
    for (String other : wanted) {
      // A login asks again for all that is stored; only what a shell leaves alone is named here.
      if (other.matches("https://[A-Za-z0-9./_-]{1,200}")) {
        add(names, other);
      }
    }
    // An address that a shell would take apart is not put into a command to be pasted.
    return "posthorn login "
        + (email.matches("[A-Za-z0-9_+][A-Za-z0-9@._+-]*") ? "--account " + email + " " : "")
        + "--scopes "
        + names;
  }

  private static void add(StringBuilder names, String name) {
    names.append(names.length() == 0 ? "" : ",").append(name);
  }
}
