package dev.posthorn.cli.probe;

import java.util.Locale;

/** The messages of a probe, each of one kind, named in its subject. */
public enum Letter {
  /** Short lines: shows what becomes of the head. */
  PLAIN,
  /** Long lines of ASCII, as they are. */
  SEVEN_BIT("7bit"),
  /** Long lines of UTF-8, as they are. */
  EIGHT_BIT("8bit"),
  /** Long lines that may be flowed (RFC 3676). */
  FLOWED,
  /** Long lines in quoted-printable, as Posthorn writes them. */
  QUOTED_PRINTABLE,
  /** Long lines in base64. */
  BASE64,
  /** Text and HTML, whose words differ. */
  ALTERNATIVE,
  /** PGP/MIME signed (RFC 3156), with a signature that no key made. */
  SIGNED,
  /** PGP/MIME encrypted (RFC 3156), of nothing. */
  ENCRYPTED,
  /** What git format-patch writes. */
  PATCH,
  /** From is an address that is not the account's. */
  FROM,
  /** Bcc names the account itself. */
  BCC,
  /** By an upload session. */
  SESSION,
  /** By a draft, whose sending is asked for twice. */
  DRAFT,
  /** Two fields To; the mailbox is in the first. */
  TO_TWICE_FIRST,
  /** Two fields To; the mailbox is in the second. */
  TO_TWICE_SECOND;

  private final String word;

  Letter() {
    this.word = name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  Letter(String word) {
    this.word = word;
  }

  /**
   * Its name in the subject.
   *
   * @return lower-case letters, digits and hyphens
   */
  public String word() {
    return word;
  }

  /** Whether it only tells which of two fields counts, so that its absence is an answer. */
  boolean tellsByAbsence() {
    return this == TO_TWICE_FIRST || this == TO_TWICE_SECOND;
  }
}
