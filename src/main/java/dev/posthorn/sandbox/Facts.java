package dev.posthorn.sandbox;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/** Which of its facts a sandbox plays, and of which the other answer. Immutable. */
final class Facts {
  /** What changes the content of a mail on its way to a recipient. */
  private static final Set<GmailFact> CONTENT =
      EnumSet.of(
          GmailFact.SEVEN_BIT_WRAPPED,
          GmailFact.EIGHT_BIT_WRAPPED,
          GmailFact.FLOWED_WRAPPED,
          GmailFact.SIGNED_REFOLDED,
          GmailFact.ENCRYPTED_MIXED,
          GmailFact.PATCH_WRAPPED);

  private final EnumSet<GmailFact> other;

  private Facts(EnumSet<GmailFact> other) {
    this.other = other;
  }

  /** All as Gmail's API is taken to do it. */
  static Facts asGmail() {
    return new Facts(EnumSet.noneOf(GmailFact.class));
  }

  /** The content arrives as it was sent. */
  static Facts plain() {
    return new Facts(EnumSet.copyOf(CONTENT));
  }

  /** The other answer for these, too. */
  Facts withOther(Collection<GmailFact> facts) {
    EnumSet<GmailFact> all = EnumSet.copyOf(other);
    all.addAll(facts);
    return new Facts(all);
  }

  boolean hold(GmailFact fact) {
    return !other.contains(fact);
  }
}
