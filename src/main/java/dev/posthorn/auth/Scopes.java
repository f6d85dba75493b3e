package dev.posthorn.auth;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/** Sets of scopes: what is asked for, and what of it is withheld. */
final class Scopes {
  private Scopes() {}

  /**
   * What was asked for and cannot be done with what was granted, which may be a wider scope; both
   * canonical; sorted.
   */
  static Set<String> withheld(Collection<String> asked, Set<String> granted) {
    Set<String> withheld = new TreeSet<>(asked);
    withheld.removeAll(granted);
    withheld.removeIf(scope -> Scope.find(scope).filter(s -> s.isOpenedBy(granted)).isPresent());
    return withheld;
  }

  /**
   * Checks scopes that somebody typed.
   *
   * @return them as Google writes them, in their order, openid and email first
   * @throws IllegalArgumentException when one is neither a short name nor a scope's URL
   */
  static Set<String> asked(Collection<String> typed) {
    Set<String> asked = new LinkedHashSet<>();
    asked.add(Scope.OPENID.url());
    asked.add(Scope.EMAIL.url());
    for (String name : typed) {
      String scope = Scope.canonical(name);
      boolean known = scope.equals(Scope.OPENID.url());
      // RFC 6749 §3.3: the characters of a scope-token.
      if (!known && !scope.matches("https://[!#-\\[\\]-~]+")) {
        throw new IllegalArgumentException(
            "\""
                + name.replaceAll("[^ -~]", "?")
                + "\" is neither a scope's short name nor its URL.");
      }
      asked.add(scope);
    }
    return asked;
  }
}
