package dev.posthorn.auth;

import java.util.Set;

/**
 * What one login brought: whose consent, to what, and what the person withheld. Not stored yet.
 *
 * <p>Immutable and thread-safe. Its tokens can be stored but not read from here; {@link
 * #toString()} shows none.
 */
public final class Consent {
  private final Grant grant;
  private final Set<String> withheld;

  Consent(Grant grant, Set<String> withheld) {
    this.grant = grant;
    this.withheld = Set.copyOf(withheld);
  }

  /**
   * Whose consent it is.
   *
   * @return the account's verified address, lower case
   */
  public String email() {
    return grant.email();
  }

  /**
   * What was granted.
   *
   * @return scopes as Google writes them; unmodifiable
   */
  public Set<String> granted() {
    return grant.scopes();
  }

  /**
   * What was asked for and cannot be done, since neither it nor a wider scope was granted: Google
   * lets people untick single scopes.
   *
   * @return scopes as Google writes them; empty when all that was asked for can be done;
   *     unmodifiable
   * @see <a
   *     href="https://developers.google.com/identity/protocols/oauth2/resources/granular-permissions">
   *     Google: granular permissions</a>
   */
  public Set<String> withheld() {
    return withheld;
  }

  /** What is to be stored. */
  Grant grant() {
    return grant;
  }

  @Override
  public String toString() {
    return "Consent[" + email() + ", granted=" + granted() + ", withheld=" + withheld + "]";
  }
}
