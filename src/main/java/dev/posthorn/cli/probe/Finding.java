package dev.posthorn.cli.probe;

/**
 * One row of a probe's answer.
 *
 * @param fact what it is about
 * @param verdict how it looks
 * @param detail how it differs, why it cannot be told, or by what it is known; fixed words and
 *     numbers, nothing that was read in a mailbox; may be empty
 */
public record Finding(Fact fact, Verdict verdict, String detail) {
  /**
   * For people.
   *
   * @return {@code as assumed (how it is known)}, {@code different: how} or {@code not to be told:
   *     why}
   */
  public String words() {
    if (detail.isEmpty()) {
      return verdict.words();
    }
    return verdict == Verdict.AS_ASSUMED
        ? verdict.words() + " (" + detail + ")"
        : verdict.words() + ": " + detail;
  }
}
